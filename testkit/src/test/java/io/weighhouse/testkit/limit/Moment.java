// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

/** A time: nanoseconds since a test began, and what the clock shows then. */
record Moment(long nanos, long epochMillis) {}
