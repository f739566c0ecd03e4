// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.time.Duration;

/**
 * How long the provider is waited for.
 *
 * @param connect until the connection stands
 * @param firstByte until it answers; of an answer that is not streamed, until it is whole
 * @param betweenEvents from each part of a stream to the next
 */
record Timeouts(Duration connect, Duration firstByte, Duration betweenEvents) {

    static final Timeouts STANDARD =
            new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofMinutes(2));
}
