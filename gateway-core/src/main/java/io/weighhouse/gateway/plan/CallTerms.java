// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.metering.call.HoldPolicy;
import java.time.Duration;
import java.util.Objects;

/**
 * How a plan's calls are held and settled.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param defaultMaxOutput output tokens held for a call whose caller names no cap, more than zero; what goes upstream
 *     must carry it as its cap
 * @param holdTimeToLive how long the money is held for a call that never ends; longer than the longest answer takes, at
 *     most {@link PlaceHold#MAX_TIME_TO_LIVE}
 * @param overrun what happens when a provider reports more than the caps; not {@link Overrun#REJECT}, because the work is
 *     done by then
 * @param holding how much is held: the worst case, a part of it, or a flat price
 * @param conduct checkpoints on the way, and what is charged when a call does not come to its end
 */
public record CallTerms(
        long defaultMaxOutput, Duration holdTimeToLive, Overrun overrun, HoldPolicy holding, Conduct conduct) {

    /** 4,096 output tokens, held for 15 minutes; usage beyond the caps is owed. */
    public static final CallTerms STANDARD = new CallTerms(4_096, Duration.ofMinutes(15), Overrun.DEBT);

    /**
     * Checks them all.
     *
     * @param defaultMaxOutput output tokens held for a call whose caller names no cap, more than zero
     * @param holdTimeToLive how long the money is held for a call that never ends
     * @param overrun what happens when a provider reports more than the caps
     * @param holding how much is held
     * @param conduct checkpoints on the way, and what is charged when a call does not come to its end
     * @throws IllegalArgumentException if one of them is out of its range
     */
    public CallTerms {
        Objects.requireNonNull(holding, "holding");
        Objects.requireNonNull(conduct, "conduct");
        if (defaultMaxOutput <= 0) {
            throw new IllegalArgumentException("must be > 0: defaultMaxOutput=" + defaultMaxOutput);
        }
        if (holdTimeToLive.isNegative()
                || holdTimeToLive.isZero()
                || holdTimeToLive.compareTo(PlaceHold.MAX_TIME_TO_LIVE) > 0) {
            throw new IllegalArgumentException("must be > PT0S and <= PT24H: holdTimeToLive=" + holdTimeToLive);
        }
        if (overrun == Overrun.REJECT) {
            throw new IllegalArgumentException("must be CLAMP, TAKE_AVAILABLE or DEBT: overrun=" + overrun);
        }
    }

    /**
     * Terms that hold the worst case and conduct calls in the standard way.
     *
     * @param defaultMaxOutput output tokens held for a call whose caller names no cap, more than zero
     * @param holdTimeToLive how long the money is held for a call that never ends
     * @param overrun what happens when a provider reports more than the caps
     * @throws IllegalArgumentException if one of them is out of its range
     */
    public CallTerms(long defaultMaxOutput, Duration holdTimeToLive, Overrun overrun) {
        this(defaultMaxOutput, holdTimeToLive, overrun, HoldPolicy.worstCase(), Conduct.STANDARD);
    }

    /**
     * The same, holding another part.
     *
     * @param value how much is held
     * @return the terms
     */
    public CallTerms holding(HoldPolicy value) {
        return new CallTerms(defaultMaxOutput, holdTimeToLive, overrun, value, conduct);
    }

    /**
     * The same with another conduct.
     *
     * @param value checkpoints on the way, and what is charged when a call does not come to its end
     * @return the terms
     */
    public CallTerms conduct(Conduct value) {
        return new CallTerms(defaultMaxOutput, holdTimeToLive, overrun, holding, value);
    }
}
