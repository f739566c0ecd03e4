// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.concurrent.locks.LockSupport;

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

    /**
     * Waits until about so many nanoseconds have passed by this ticker; it may return earlier.
     *
     * <p>A ticker that is moved by hand may be moved by whoever waits, as the testkit's is.
     *
     * @param nanos more than 0
     * @throws InterruptedException if the thread is interrupted, before or while it waits
     */
    default void await(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        LockSupport.parkNanos(this, nanos);
    }

    /** {@return the ticker of the Java platform, {@link System#nanoTime()}} */
    static Ticker system() {
        return SystemTicker.INSTANCE;
    }
}
