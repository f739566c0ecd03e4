// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

/**
 * How a call ended, as its record says.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum UsageStatus {
    /** It was settled, as reported or estimated. */
    OK,
    /** The caller went away while the answer was being sent. */
    CLIENT_GONE,
    /** The provider refused, failed, or broke the connection. */
    UPSTREAM_ERROR,
    /** The provider did not answer in time. */
    UPSTREAM_TIMEOUT,
    /** The gateway stopped while the call ran. */
    SHUTDOWN,
    /** The call was ended without saying why. */
    UNKNOWN,
    /** Nobody ended the call, and its hold ran out. */
    EXPIRED;

    /** {@return whether the provider failed} */
    public boolean isError() {
        return this == UPSTREAM_ERROR || this == UPSTREAM_TIMEOUT;
    }
}
