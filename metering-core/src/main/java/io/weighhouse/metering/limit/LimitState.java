// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * How one limit of a subject stands after a decision.
 *
 * <p>After 20 of 60 requests a minute at once: 40 remaining, and 20 seconds until it is as if nothing had been used.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param subject whose limit it is
 * @param limit the limit
 * @param remaining how many more would pass now, 0 to {@link Limit#most()}
 * @param resetAfterNanos nanoseconds until all of it is there again if nothing more is used; 0 if it is
 */
public record LimitState(String subject, Limit limit, long remaining, long resetAfterNanos) {}
