// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Rollover;
import io.weighhouse.money.Amount;
import java.util.Objects;

/**
 * The credit that a plan gives for each month, also when it is paid by the year.
 *
 * <p>{@code PeriodGrant.of(Amount.of("500", CREDIT)).rollover(Rollover.capped(Amount.of("200", CREDIT)))} gives 500 credits a
 * month, of which at most 200 go on into the next. It is granted when somebody first asks for the subscription in that month,
 * and once, however many ask.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param amount more than zero, in the wallet's unit
 * @param priority 0 to 1000, lower burns first; {@link LotTerms#USUAL_PRIORITY} unless said otherwise. What expires sooner
 *     burns first at equal priority, so a month's credit is used up before what was bought
 * @param rollover how much of what is left goes on at the end of the month; its instant must be empty, since {@code
 *     rolledMonths} says it
 * @param rolledMonths for how many months more the rolled rest can be spent, 0 for ever, at most 120
 * @param inGrace whether it is also granted for a month that is not paid yet, while the plan's grace lasts
 */
public record PeriodGrant(Amount amount, int priority, Rollover rollover, int rolledMonths, boolean inGrace) {

    private static final int MAX_ROLLED_MONTHS = 120;

    /**
     * Checks the parts.
     *
     * @param amount more than zero, in the wallet's unit
     * @param priority 0 to 1000, lower burns first
     * @param rollover how much of what is left goes on at the end of the month
     * @param rolledMonths for how many months more the rolled rest can be spent, 0 for ever
     * @param inGrace whether it is also granted for a month that is not paid yet
     * @throws IllegalArgumentException if a part is out of range
     */
    public PeriodGrant {
        Objects.requireNonNull(rollover, "rollover");
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("must be > 0: amount=" + amount);
        }
        LotTerms.USUAL.priority(priority);
        if (rollover.expiresAt().isPresent()) {
            throw new IllegalArgumentException("must be empty, rolledMonths says it: expiresAt="
                    + rollover.expiresAt().get());
        }
        if (rolledMonths < 0 || rolledMonths > MAX_ROLLED_MONTHS) {
            throw new IllegalArgumentException("must be 0 to 120: rolledMonths=" + rolledMonths);
        }
        if (rolledMonths > 0 && rollover.kind() == Rollover.Kind.NONE) {
            throw new IllegalArgumentException("must be 0 if nothing rolls over: rolledMonths=" + rolledMonths);
        }
    }

    /**
     * An amount for each month that is paid, of which nothing rolls over.
     *
     * @param amount more than zero, in the wallet's unit
     * @return the grant
     * @throws IllegalArgumentException if the amount is not more than zero
     */
    public static PeriodGrant of(Amount amount) {
        return new PeriodGrant(amount, LotTerms.USUAL_PRIORITY, Rollover.NONE, 0, false);
    }

    /**
     * The same grant with another priority.
     *
     * @param value 0 to 1000, lower burns first
     * @return the grant
     * @throws IllegalArgumentException if it is out of range
     */
    public PeriodGrant priority(int value) {
        return new PeriodGrant(amount, value, rollover, rolledMonths, inGrace);
    }

    /**
     * The same grant, of which something rolls over for good.
     *
     * @param value how much
     * @return the grant
     * @throws IllegalArgumentException if it has an instant of its own
     */
    public PeriodGrant rollover(Rollover value) {
        return new PeriodGrant(amount, priority, value, 0, inGrace);
    }

    /**
     * The same grant, of which something rolls over for some months.
     *
     * @param value how much
     * @param months for how many months more it can be spent, 1 to 120
     * @return the grant
     * @throws IllegalArgumentException if the months are out of range, or nothing rolls over
     */
    public PeriodGrant rollover(Rollover value, int months) {
        return new PeriodGrant(amount, priority, value, months, inGrace);
    }

    /**
     * The same grant, also made while a month is not paid yet but the plan's grace lasts.
     *
     * @return the grant
     */
    public PeriodGrant alsoInGrace() {
        return new PeriodGrant(amount, priority, rollover, rolledMonths, true);
    }
}
