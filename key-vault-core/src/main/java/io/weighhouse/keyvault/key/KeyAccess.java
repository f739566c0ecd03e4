// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a key may do, and from which web pages.
 *
 * <p>Scopes are names of the embedder's, compared letter by letter. Origins are those that browsers send: with {@code
 * https://*.acme.com} the page {@code https://app.acme.com} may use the key, {@code https://acme.com} may not. A key without
 * origins is good from anywhere; one with origins is refused when the request states none.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param scopes what the key may do, such as {@code admin:credits}: at most 64, each 1 to 128 printable ASCII characters
 * @param origins from where, such as {@code https://app.acme.com}: at most 32; empty for anywhere
 */
public record KeyAccess(Set<String> scopes, Set<String> origins) {

    /** No scopes, from anywhere. */
    public static final KeyAccess NONE = new KeyAccess(Set.of(), Set.of());

    private static final int MAX_SCOPES = 64;
    private static final int MAX_ORIGINS = 32;

    /**
     * Checks the texts and copies them, in the order of their names; origins in lower case and without a usual port.
     *
     * @param scopes at most 64, each 1 to 128 printable ASCII characters
     * @param origins at most 32, each {@code http(s)://host} with an optional port and at most one leading {@code *.}
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public KeyAccess {
        if (scopes.size() > MAX_SCOPES) {
            throw new IllegalArgumentException("must be at most 64 scopes: scopes=" + scopes.size());
        }
        if (origins.size() > MAX_ORIGINS) {
            throw new IllegalArgumentException("must be at most 32 origins: origins=" + origins.size());
        }
        scopes.forEach(scope -> Names.name("scope", scope));
        scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
        TreeSet<String> patterns = new TreeSet<>();
        origins.forEach(origin -> patterns.add(Origins.pattern(origin)));
        origins = Collections.unmodifiableSet(patterns);
    }

    /**
     * Whether a page may use the key.
     *
     * @param origin what the browser sent as {@code Origin}; empty if nothing
     * @return true if the key has no origins, or one that covers this one
     */
    public boolean allowsOrigin(String origin) {
        return origins.isEmpty() || Origins.covered(origin, origins);
    }
}
