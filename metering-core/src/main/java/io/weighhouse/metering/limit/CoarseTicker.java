// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.Objects;

/**
 * A ticker that stands still between one refresh and the next, and costs next to nothing to read.
 *
 * <p>Reading the system's ticker takes longer than deciding a call. Where that matters, let a thread of yours call {@link
 * #refresh} every millisecond, say, and all calls read what it has read. The time that a limit sees is then up to a
 * millisecond old: a rate of 1,000 a second lets at most one request more pass in any stretch of time than it otherwise
 * would, in general {@code rate * refresh}. If nobody refreshes it, time stands still, and limits that are used up stay so.
 *
 * <pre>{@code
 * CoarseTicker ticker = new CoarseTicker(Ticker.system());
 * scheduler.scheduleAtFixedRate(ticker::refresh, 1, 1, TimeUnit.MILLISECONDS);
 * RateLimiter limiter = RateLimiter.local().ticker(ticker).build();
 * }</pre>
 *
 * <p>This class is thread-safe.
 */
public final class CoarseTicker implements Ticker {

    private final Ticker source;
    private volatile long nanos;

    /**
     * A ticker that has just been refreshed.
     *
     * @param source where the time comes from
     */
    public CoarseTicker(Ticker source) {
        this.source = Objects.requireNonNull(source, "source");
        this.nanos = source.nanos();
    }

    /** Reads the source. */
    public void refresh() {
        nanos = source.nanos();
    }

    /** {@return what the last refresh has read} */
    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void await(long nanos) throws InterruptedException {
        source.await(nanos);
    }
}
