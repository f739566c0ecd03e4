// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.time.Duration;
import java.util.Objects;

/**
 * For how long a hold lives and what its expiry does.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param timeToLive after which the hold expires, more than zero and at most {@link PlaceHold#MAX_TIME_TO_LIVE}
 * @param onExpiry what is done then
 */
public record HoldTerms(Duration timeToLive, ExpiryAction onExpiry) {

    /** 15 minutes, then released. */
    public static final HoldTerms USUAL = new HoldTerms(PlaceHold.USUAL_TIME_TO_LIVE, ExpiryAction.RELEASE);

    /**
     * Checks the time to live.
     *
     * @param timeToLive after which the hold expires
     * @param onExpiry what is done then
     * @throws IllegalArgumentException if the time is not more than zero, or more than 24 hours
     */
    public HoldTerms {
        Objects.requireNonNull(onExpiry, "onExpiry");
        Require.timeToLive(timeToLive);
    }
}
