// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a key is issued for.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param environment as the key's format names it, such as {@code live}; empty if the format has none
 * @param access scopes and origins
 * @param validity beginning and end
 * @param plan the name of the plan by which this key's calls are charged and limited, as ids are; empty for its owner's
 * @param labels what the embedder wants to remember: at most 32, names as scopes, values of at most 256 characters
 */
public record KeyTerms(
        String environment, KeyAccess access, KeyValidity validity, String plan, Map<String, String> labels) {

    /** No environment, no scopes, no origins, no end, no plan, no labels. */
    public static final KeyTerms NONE = new KeyTerms("", KeyAccess.NONE, KeyValidity.ALWAYS, "", Map.of());

    private static final int MAX_LABELS = 32;
    private static final int MAX_LABEL_LENGTH = 256;

    /**
     * Checks the texts and copies the labels in the order of their names.
     *
     * @param environment an environment of the key's format, or empty
     * @param access scopes and origins
     * @param validity beginning and end
     * @param plan 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-', or empty
     * @param labels at most 32, names as scopes, values of at most 256 characters without control characters
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public KeyTerms {
        if (!environment.isEmpty()) {
            Names.id("environment", environment);
        }
        if (!plan.isEmpty()) {
            Names.id("plan", plan);
        }
        if (labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException("must be at most 32 labels: labels=" + labels.size());
        }
        labels.forEach((name, value) -> Names.text("label " + Names.name("label", name), value, MAX_LABEL_LENGTH));
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    KeyTerms environment(String other) {
        return new KeyTerms(other, access, validity, plan, labels);
    }

    KeyTerms access(KeyAccess other) {
        return new KeyTerms(environment, other, validity, plan, labels);
    }

    KeyTerms validity(KeyValidity other) {
        return new KeyTerms(environment, access, other, plan, labels);
    }

    KeyTerms plan(String other) {
        return new KeyTerms(environment, access, validity, other, labels);
    }

    KeyTerms labels(Map<String, String> other) {
        return new KeyTerms(environment, access, validity, plan, other);
    }
}
