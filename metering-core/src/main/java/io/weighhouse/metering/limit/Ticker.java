// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * A source of elapsed time in nanoseconds, from any origin.
 *
 * <p>Readings are compared by subtraction only, so they may be negative and may wrap around. A ticker should never go
 * back; a limiter says what it does when one does.
 *
 * <p>Implementations are thread-safe: whoever reads after another thread's reading was published sees no less.
 */
@FunctionalInterface
public interface Ticker {

    /** {@return the nanoseconds since an origin that stays the same for this ticker} */
    long nanos();

    /** {@return the ticker of the Java platform, {@link System#nanoTime()}} */
    static Ticker system() {
        return System::nanoTime;
    }
}
