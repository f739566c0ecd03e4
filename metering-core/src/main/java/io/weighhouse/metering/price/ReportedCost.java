// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;

/**
 * What the provider itself says that a call cost.
 *
 * <p>It is kept beside the cost that the card gives. If they differ, the card is out of date or the provider counts
 * something that it does not report.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param amount the cost in the currency of the card, {@code >= 0}; kept without trailing zeros
 * @param billed whether the customer is charged for this cost and not for the computed one
 */
public record ReportedCost(BigDecimal amount, boolean billed) {

    /**
     * Checks the amount.
     *
     * @param amount the cost in the currency of the card, {@code >= 0}
     * @param billed whether the customer is charged for it
     * @throws IllegalArgumentException if it is negative or has too many digits
     */
    public ReportedCost {
        amount = Texts.decimal("reportedCost", amount);
    }
}
