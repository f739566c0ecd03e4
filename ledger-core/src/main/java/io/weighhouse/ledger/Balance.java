// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;

/**
 * What an account holds, at one moment.
 *
 * <p>For a wallet, {@code available = eligible lots + credit limit - overdraft - held - frozen - debt}, never below zero:
 * with 10 posted, a credit limit of 2 and 4 held, 8 are available and nothing is owed. Eligible are lots that are effective
 * and without tags, or with one of the tags that were asked for. Debt arises only from late captures, overruns and
 * clawbacks, never from admission; paid credit that flows in or comes free repays it.
 *
 * <p>A counter shows what was used as posted, what open holds reserve as held, and nothing available. Every other kind of
 * account has nothing held, owes nothing, and shows its posted balance as available.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param account whose balance
 * @param posted what was booked, of either sign
 * @param available what can be held or posted now
 * @param claims what stands against it
 */
public record Balance(AccountId account, Amount posted, Amount available, Claims claims) {

    /**
     * What stands against a wallet's credit.
     *
     * @param held what open holds set aside; a hold whose time ran out does not count
     * @param frozen what is set aside without expiry
     * @param debt what a wallet owes beyond its credit
     */
    public record Claims(Amount held, Amount frozen, Amount debt) {}

    /** {@return what open holds set aside; a hold whose time ran out does not count} */
    public Amount held() {
        return claims.held();
    }

    /** {@return what is set aside without expiry} */
    public Amount frozen() {
        return claims.frozen();
    }

    /** {@return what a wallet owes beyond its credit} */
    public Amount debt() {
        return claims.debt();
    }
}
