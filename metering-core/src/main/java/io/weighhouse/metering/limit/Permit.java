// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * What an admitted call took from its limits, to be settled when its real cost is known.
 *
 * <p>A permit ends once: the first {@link #settle}, {@link #release} or {@link #close} counts, any later one does
 * nothing. A permit that never ends stays charged at what was reserved. So does one that is settled later than the
 * limiter's {@link LocalRateLimiter.Builder#permitTimeToLive}, except that what it used beyond that is still debt.
 *
 * <p>Permits are thread-safe.
 */
public interface Permit extends AutoCloseable {

    /**
     * Replaces what was reserved by what was used; 4,000 tokens reserved and 350 used gives up to 3,650 back.
     *
     * <p>What is given back never lets anybody exceed a limit, on the costs really used: time that a reservation kept
     * blocked and that has gone by cannot be given back. Use beyond the reservation is debt: it is charged even where
     * that exceeds the limit, and new calls are refused until time has paid it off.
     *
     * @param actual what was used
     * @throws IllegalArgumentException if it does not state something that a limit counts; the permit has not ended then
     */
    void settle(Cost actual);

    /**
     * Settles at nothing, for a call that did not take place.
     *
     * <p>Straight after the acquire it gives everything back: nobody can tell that there was a call.
     */
    void release();

    /** Settles at what was reserved: the call is not in flight any more, and nothing is given back. */
    @Override
    void close();
}
