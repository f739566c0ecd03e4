// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;

/**
 * Which part of a tenant's keys to list, in the order of their ids.
 *
 * <p>{@code KeyPage.first(100)} asks for the first 100, {@code page.next(last.id())} for those that follow.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param after the id after which the page begins, exclusive; empty for the beginning
 * @param limit how many keys at most, 1 to 1000
 */
public record KeyPage(String after, int limit) {

    private static final int MAX_LIMIT = 1000;

    /**
     * Checks both.
     *
     * @param after the id after which the page begins, exclusive; empty for the beginning
     * @param limit 1 to 1000
     * @throws IllegalArgumentException if the limit is out of range, or {@code after} can be no id
     */
    public KeyPage {
        if (!after.isEmpty()) {
            Names.id("after", after);
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("must be 1 to 1000: limit=" + limit);
        }
    }

    /**
     * The first page.
     *
     * @param limit how many keys at most, 1 to 1000
     * @return the page
     * @throws IllegalArgumentException if the limit is out of range
     */
    public static KeyPage first(int limit) {
        return new KeyPage("", limit);
    }

    /**
     * The page after this one.
     *
     * @param last the last id of this page
     * @return a page of the same size
     */
    public KeyPage next(KeyId last) {
        return new KeyPage(last.value(), limit);
    }
}
