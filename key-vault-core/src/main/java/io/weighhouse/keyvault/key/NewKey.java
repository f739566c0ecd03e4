// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * The wish for a key.
 *
 * <pre>{@code
 * NewKey.of(Owner.tenant("acme"), "ci").environment("live").scopes("admin:credits").expiresAt(endOfYear)
 * }</pre>
 *
 * <p>This class is immutable and thread-safe: each method returns a changed copy.
 *
 * @param owner on whose behalf the key's calls are made
 * @param name what the owner calls the key, 0 to 128 characters without control characters
 * @param terms environment, access, validity, plan and labels
 */
public record NewKey(Owner owner, String name, KeyTerms terms) {

    static final int MAX_NAME_LENGTH = 128;

    /**
     * Checks the name.
     *
     * @param owner on whose behalf the key's calls are made
     * @param name 0 to 128 characters without control characters
     * @param terms environment, access, validity, plan and labels
     * @throws IllegalArgumentException if the name is not of that form
     */
    public NewKey {
        Names.text("name", name, MAX_NAME_LENGTH);
    }

    /**
     * The wish for a key without environment, scopes, origins, plan, labels or end.
     *
     * @param owner on whose behalf the key's calls are made
     * @param name what the owner calls the key, 0 to 128 characters without control characters
     * @return the wish
     * @throws IllegalArgumentException if the name is not of that form
     */
    public static NewKey of(Owner owner, String name) {
        return new NewKey(owner, name, KeyTerms.NONE);
    }

    /**
     * The same wish in an environment.
     *
     * @param environment one that the registry's format names
     * @return the changed wish
     * @throws IllegalArgumentException if it cannot be the name of one
     */
    public NewKey environment(String environment) {
        return terms(terms.environment(environment));
    }

    /**
     * The same wish with these scopes and no others.
     *
     * @param scopes at most 64, each 1 to 128 printable ASCII characters
     * @return the changed wish
     * @throws IllegalArgumentException if one is not of that form, or is named twice
     */
    public NewKey scopes(String... scopes) {
        return access(new KeyAccess(Set.of(scopes), terms.access().origins()));
    }

    /**
     * The same wish for these web pages and no others.
     *
     * @param origins at most 32, such as {@code https://app.acme.com} or {@code https://*.acme.com}
     * @return the changed wish
     * @throws IllegalArgumentException if one is not of that form, or is named twice
     */
    public NewKey origins(String... origins) {
        return access(new KeyAccess(terms.access().scopes(), Set.of(origins)));
    }

    /**
     * The same wish with these labels and no others.
     *
     * @param labels at most 32, names as scopes, values of at most 256 characters
     * @return the changed wish
     * @throws IllegalArgumentException if one is not of that form
     */
    public NewKey labels(Map<String, String> labels) {
        return terms(terms.labels(labels));
    }

    /**
     * The same wish with a plan of the key's own.
     *
     * @param plan the plan's name, 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'; empty for its owner's
     * @return the changed wish
     * @throws IllegalArgumentException if it is not of that form
     */
    public NewKey plan(String plan) {
        return terms(terms.plan(plan));
    }

    /**
     * The same wish with a beginning.
     *
     * @param instant the first instant at which the key is accepted, cut to whole milliseconds
     * @return the changed wish
     * @throws IllegalArgumentException if it is not from 1970 to 9999, or not before the end
     */
    public NewKey notBefore(Instant instant) {
        return validity(new KeyValidity(instant, terms.validity().expiresAt()));
    }

    /**
     * The same wish with an end.
     *
     * @param instant the first instant at which the key is no longer accepted, cut to whole milliseconds
     * @return the changed wish
     * @throws IllegalArgumentException if it is not from 1970 to 9999, or not after the beginning
     */
    public NewKey expiresAt(Instant instant) {
        return validity(new KeyValidity(terms.validity().notBefore(), instant));
    }

    private NewKey access(KeyAccess access) {
        return terms(terms.access(access));
    }

    private NewKey validity(KeyValidity validity) {
        return terms(terms.validity(validity));
    }

    private NewKey terms(KeyTerms changed) {
        return new NewKey(owner, name, changed);
    }
}
