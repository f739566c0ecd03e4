// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import java.time.Duration;

/**
 * Recognises attempts of clients that send no id, by account and body, where the client says that it tries again.
 *
 * <p>Off unless a gateway is built with it. A request without an id of its own and with {@link Inbound#retry} above zero is
 * taken for a further attempt of the request with the same wallet, sku and body: while that one is in progress it is
 * refused with {@link Reason.InProgress} under the first one's id, and does not go upstream a second time; after that one
 * failed with nothing delivered it begins as attempt 2 of it, and says so in the labels {@code attempt} and {@code
 * retry_of}. Where anything was delivered it is a request of its own. Two requests without the signal are never taken for
 * one, however alike.
 *
 * <p>What is remembered is in the memory of this process: attempts that reach another one are not recognised there.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param requests how many requests are remembered, 1 to 1,000,000; the oldest are forgotten first
 * @param horizon for how long a failed attempt is remembered, more than zero
 */
public record Retries(int requests, Duration horizon) {

    /** 10,000 requests, 5 minutes: official clients try again within seconds. */
    public static final Retries STANDARD = new Retries(10_000, Duration.ofMinutes(5));

    private static final int MAX_REQUESTS = 1_000_000;

    /**
     * Checks both.
     *
     * @param requests how many requests are remembered
     * @param horizon for how long a failed attempt is remembered
     * @throws IllegalArgumentException if either is out of its range
     */
    public Retries {
        if (requests <= 0 || requests > MAX_REQUESTS) {
            throw new IllegalArgumentException("must be 1 to 1000000: requests=" + requests);
        }
        if (horizon.isNegative() || horizon.isZero()) {
            throw new IllegalArgumentException("must be > PT0S: horizon=" + horizon);
        }
    }
}
