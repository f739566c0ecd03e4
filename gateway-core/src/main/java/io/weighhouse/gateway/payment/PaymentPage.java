// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.PaymentRow.Kind;
import java.util.Objects;

/**
 * Which rows of a {@link PaymentStore} are listed.
 *
 * <p>{@code PaymentPage.of(Kind.EVENT, "parked/", 100)} is the first hundred events whose group begins with {@code parked/};
 * {@code page.after(last)} goes on behind the last of them.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param kind what they are records of
 * @param groupPrefix how their groups begin; empty for all
 * @param afterGroup the group of the last row of the page before; empty at first
 * @param afterKey the key of that row; empty at first
 * @param limit how many at most, 1 to {@value PaymentStore#MAX_PAGE}
 */
public record PaymentPage(Kind kind, String groupPrefix, String afterGroup, String afterKey, int limit) {

    /**
     * Checks the limit.
     *
     * @param kind what they are records of
     * @param groupPrefix how their groups begin; empty for all
     * @param afterGroup the group of the last row of the page before; empty at first
     * @param afterKey the key of that row; empty at first
     * @param limit how many at most
     * @throws IllegalArgumentException if the limit is out of range
     */
    public PaymentPage {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(groupPrefix, "groupPrefix");
        Objects.requireNonNull(afterGroup, "afterGroup");
        Objects.requireNonNull(afterKey, "afterKey");
        if (limit < 1 || limit > PaymentStore.MAX_PAGE) {
            throw new IllegalArgumentException("must be 1 to " + PaymentStore.MAX_PAGE + ": limit=" + limit);
        }
    }

    /**
     * The first page.
     *
     * @param kind what they are records of
     * @param groupPrefix how their groups begin; empty for all
     * @param limit how many at most, 1 to {@value PaymentStore#MAX_PAGE}
     * @return the page
     * @throws IllegalArgumentException if the limit is out of range
     */
    public static PaymentPage of(Kind kind, String groupPrefix, int limit) {
        return new PaymentPage(kind, groupPrefix, "", "", limit);
    }

    /**
     * The page behind a row.
     *
     * @param last the last row of this page
     * @return the next page
     */
    public PaymentPage after(PaymentRow last) {
        return new PaymentPage(kind, groupPrefix, last.group(), last.key(), limit);
    }
}
