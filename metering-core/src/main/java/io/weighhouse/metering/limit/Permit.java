// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * What an admitted call took from its quota, to be settled when its real cost is known.
 *
 * <p>A permit ends once: the first {@link #settle} or {@link #release} counts, any later one of either does nothing. A
 * permit that is never ended stays charged at what was reserved, and holds no memory in the limiter.
 *
 * <p>Permits are thread-safe.
 */
public interface Permit {

    /**
     * Replaces what was reserved by what was used; 4,000 tokens reserved and 350 used gives up to 3,650 back.
     *
     * <p>What is given back never lets anybody exceed a limit, on the costs really used: time that a reservation kept
     * blocked and that has gone by cannot be given back. Use beyond the reservation is debt: it is charged even where
     * that exceeds the burst, and new calls are refused until time has paid it off.
     *
     * @param actual what was used
     */
    void settle(Cost actual);

    /**
     * Settles at nothing, for a call that did not take place.
     *
     * <p>Straight after the acquire it gives everything back: nobody can tell that there was a call.
     */
    void release();
}
