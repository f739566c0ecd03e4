// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/** The ticker of the Java platform, which never goes back. It has no state and is thread-safe. */
enum SystemTicker implements Ticker {
    INSTANCE;

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
