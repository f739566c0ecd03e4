// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a key is issued for: its environment, scopes, labels and end.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param environment as the key's format names it, such as {@code live}; empty if the format has none
 * @param scopes what the key may do, such as {@code admin:credits}: at most 64, each 1 to 128 printable ASCII characters
 * @param labels what the embedder wants to remember: at most 32, names as scopes, values of at most 256 characters
 * @param expiresAt the first instant, in whole milliseconds, at which the key is no longer accepted; null for never
 */
public record KeyTerms(
        String environment,
        Set<String> scopes,
        Map<String, String> labels,
        @Nullable Instant expiresAt) {

    /** No environment, no scopes, no labels, no end. */
    public static final KeyTerms NONE = new KeyTerms("", Set.of(), Map.of(), null);

    private static final int MAX_SCOPES = 64;
    private static final int MAX_LABELS = 32;
    private static final int MAX_LABEL_LENGTH = 256;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /**
     * Checks the parts, copies the collections in order of their names, and cuts the end to whole milliseconds.
     *
     * @param environment an environment of the key's format, or empty
     * @param scopes at most 64, each 1 to 128 printable ASCII characters
     * @param labels at most 32, names as scopes, values of at most 256 characters without control characters
     * @param expiresAt from 1970 to 9999, or null for never
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public KeyTerms {
        if (!environment.isEmpty()) {
            Names.id("environment", environment);
        }
        if (scopes.size() > MAX_SCOPES) {
            throw new IllegalArgumentException("must be at most 64 scopes: scopes=" + scopes.size());
        }
        scopes.forEach(scope -> Names.name("scope", scope));
        if (labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException("must be at most 32 labels: labels=" + labels.size());
        }
        labels.forEach((name, value) -> Names.text("label " + Names.name("label", name), value, MAX_LABEL_LENGTH));
        if (expiresAt != null && (expiresAt.isBefore(Instant.EPOCH) || expiresAt.isAfter(LATEST))) {
            throw new IllegalArgumentException("must be from 1970 to 9999: expiresAt=" + expiresAt);
        }
        scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS);
    }
}
