// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

/**
 * Why a call ended without its whole answer.
 *
 * <p>The cause is recorded in the receipt. What is charged is said by the call's {@link AbortPolicy}; by the standard one:
 * nothing delivered, nothing charged; otherwise what the provider reported, else the estimate of what was delivered, never
 * more than the hold.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum AbortCause {
    /** The caller went away while the answer was being sent. */
    CLIENT_GONE,
    /** The provider refused, failed, or broke the connection. */
    UPSTREAM_ERROR,
    /** The provider did not answer in time. */
    UPSTREAM_TIMEOUT,
    /** The gateway is shutting down, and does not wait for the rest of the answer. */
    SHUTDOWN,
    /** The call was closed without saying why. */
    UNKNOWN
}
