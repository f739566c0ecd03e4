// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.metering.price.Sku;
import java.util.Set;

/**
 * What a plan lets its callers use at all.
 *
 * <p>{@code Entitlements.ALL.skus("openai/gpt-4o-mini", "anthropic/*")} lets them use one model of OpenAI and all of Anthropic.
 * An empty set lets everything pass.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param scopes what a request may need of its key, such as {@code chat}; empty for whatever it is
 * @param providers whose skus; empty for all
 * @param skus which, as {@code provider/name}, or {@code provider/*} for all of one; empty for all
 */
public record Entitlements(Set<String> scopes, Set<String> providers, Set<String> skus) {

    /** Everything. */
    public static final Entitlements ALL = new Entitlements(Set.of(), Set.of(), Set.of());

    /**
     * Copies the sets.
     *
     * @param scopes what a request may need of its key
     * @param providers whose skus
     * @param skus which
     */
    public Entitlements {
        scopes = Set.copyOf(scopes);
        providers = Set.copyOf(providers);
        skus = Set.copyOf(skus);
    }

    /**
     * The same for some scopes only.
     *
     * @param values what a request may need of its key
     * @return the entitlements
     */
    public Entitlements scopes(String... values) {
        return new Entitlements(Set.of(values), providers, skus);
    }

    /**
     * The same for some providers only.
     *
     * @param values their names, as in a sku
     * @return the entitlements
     */
    public Entitlements providers(String... values) {
        return new Entitlements(scopes, Set.of(values), skus);
    }

    /**
     * The same for some skus only.
     *
     * @param values as {@code provider/name}, or {@code provider/*}
     * @return the entitlements
     */
    public Entitlements skus(String... values) {
        return new Entitlements(scopes, providers, Set.of(values));
    }

    /**
     * Whether a sku may be used.
     *
     * @param sku which
     * @return whether its provider and it are among those that may
     */
    public boolean allow(Sku sku) {
        return (providers.isEmpty() || providers.contains(sku.provider()))
                && (skus.isEmpty() || skus.contains(sku.toString()) || skus.contains(sku.provider() + "/*"));
    }

    /**
     * Whether requests that need a scope may be made.
     *
     * @param scope what the request needs of its key
     * @return whether it is among those that may
     */
    public boolean allowScope(String scope) {
        return scopes.isEmpty() || scopes.contains(scope);
    }
}
