// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.util.Set;

/**
 * What a request needs a key to allow, and where the request comes from.
 *
 * <p>{@code KeyDemand.scope("chat").from("203.0.113.7")} accepts keys that have the scope {@code chat}.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param scopes what the key must allow, all of them
 * @param origin what the browser sent as {@code Origin}; empty if nothing
 * @param source who sends the request, such as an address, for the {@link MissBudget}; empty if that does not matter
 */
public record KeyDemand(Set<String> scopes, String origin, String source) {

    /** Any good key will do. */
    public static final KeyDemand NONE = new KeyDemand(Set.of(), "", "");

    /**
     * Copies the scopes.
     *
     * @param scopes what the key must allow, all of them
     * @param origin what the browser sent as {@code Origin}, of any length and content; empty if nothing
     * @param source who sends the request; empty if that does not matter
     */
    public KeyDemand {
        scopes = Set.copyOf(scopes);
    }

    /**
     * A demand for scopes.
     *
     * @param scopes what the key must allow, all of them
     * @return the demand, of no origin or source
     */
    public static KeyDemand scope(String... scopes) {
        return new KeyDemand(Set.of(scopes), "", "");
    }

    /**
     * The same demand of a web page's request.
     *
     * @param header what the browser sent as {@code Origin}, of any length and content; empty if nothing
     * @return the changed copy
     */
    public KeyDemand origin(String header) {
        return new KeyDemand(scopes, header, source);
    }

    /**
     * The same demand of a request that somebody sends.
     *
     * @param sender such as an address
     * @return the changed copy
     */
    public KeyDemand from(String sender) {
        return new KeyDemand(scopes, origin, sender);
    }
}
