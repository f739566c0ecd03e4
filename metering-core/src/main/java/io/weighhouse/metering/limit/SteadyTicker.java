// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.concurrent.locks.StampedLock;

/**
 * A ticker that goes on from where it was when the one behind it goes back.
 *
 * <p>A step back counts as time that stood still: it grants nothing, and locks nobody out. The reading and what it is
 * compared with are taken at one version of the lock, so that a reading of before a step is not added to an offset of after.
 *
 * <p>This class is thread-safe.
 */
final class SteadyTicker implements Ticker {

    private final Ticker ticker;
    private final StampedLock lock = new StampedLock();
    private long offset;
    private long newest;

    private SteadyTicker(Ticker ticker) {
        this.ticker = ticker;
        this.newest = ticker.nanos();
    }

    /** The ticker itself where it is known never to go back. */
    static Ticker of(Ticker ticker) {
        return ticker == Ticker.system() ? ticker : new SteadyTicker(ticker);
    }

    @Override
    public long nanos() {
        long stamp = lock.tryOptimisticRead();
        if (stamp != 0) {
            long reading = ticker.nanos();
            boolean stoodStill = reading == newest;
            long now = reading + offset;
            if (stoodStill && lock.validate(stamp)) {
                return now;
            }
        }
        stamp = lock.writeLock();
        try {
            long reading = ticker.nanos();
            if (reading - newest < 0) {
                offset += newest - reading;
            }
            newest = reading;
            return reading + offset;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    @Override
    public void await(long nanos) throws InterruptedException {
        ticker.await(nanos);
    }
}
