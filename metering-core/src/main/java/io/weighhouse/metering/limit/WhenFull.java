// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * What happens to a newcomer when a limiter remembers as many subjects as it may, and none of them can be forgotten.
 *
 * <p>Neither choice ever forgets what a subject owes. This enum is immutable and thread-safe.
 */
public enum WhenFull {
    /** Newcomers are refused with {@link Decision.Reason#OVERFLOW}. */
    REFUSE,
    /** All newcomers with the same quota share one subject: they get through, at the rate of one of them. */
    SHARE
}
