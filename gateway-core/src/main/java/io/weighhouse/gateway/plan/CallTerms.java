// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import java.time.Duration;

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
 */
public record CallTerms(long defaultMaxOutput, Duration holdTimeToLive, Overrun overrun) {

    /** 4,096 output tokens, held for 15 minutes; usage beyond the caps is owed. */
    public static final CallTerms STANDARD = new CallTerms(4_096, Duration.ofMinutes(15), Overrun.DEBT);

    /**
     * Checks all three.
     *
     * @param defaultMaxOutput output tokens held for a call whose caller names no cap, more than zero
     * @param holdTimeToLive how long the money is held for a call that never ends
     * @param overrun what happens when a provider reports more than the caps
     * @throws IllegalArgumentException if one of them is out of its range
     */
    public CallTerms {
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
}
