// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.money.Amount;
import java.time.Instant;

/**
 * A budget was used up to a threshold.
 *
 * <p>Of team red's 500 dollars in November 401 are used: {@code acme/budget:team-red:2026-11@80}.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param counter the account that counts the budget
 * @param percent the threshold that was reached
 * @param used what was used by then
 * @param limit how much there is
 * @param at when
 */
public record BudgetNotice(AccountId counter, int percent, Amount used, Amount limit, Instant at) {

    /** {@return the same for the same counter and threshold, so that its receiver notices a second delivery} */
    public String id() {
        return counter + "@" + percent;
    }
}
