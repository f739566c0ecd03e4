// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

/**
 * How much of something that a plan includes was used in a month.
 *
 * <p>Of 100 calls, 98 used and 1 under way leave 1; 5 beyond were charged as overage.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param included what the plan includes
 * @param used how many were used, 0 or more
 * @param reserved how many open calls have reserved, 0 or more
 * @param overage how many were used beyond, 0 or more
 */
public record AllowanceUse(Included included, long used, long reserved, long overage) {

    /** {@return how many are left, 0 or more} */
    public long left() {
        return Math.max(0, included.quantity() - used - reserved);
    }
}
