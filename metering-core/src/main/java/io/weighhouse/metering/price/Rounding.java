// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.RoundingMode;

/**
 * How a price becomes a whole number of the unit's smallest parts.
 *
 * <p>This class is immutable and thread-safe.
 */
public enum Rounding {
    /** Any fraction makes one more: 7.01 is 8. */
    UP(RoundingMode.UP),

    /** To the nearest, halves up: 7.49 is 7 and 7.5 is 8. */
    HALF_UP(RoundingMode.HALF_UP),

    /** To the nearest, halves to the even neighbour: 6.5 is 6 and 7.5 is 8. */
    HALF_EVEN(RoundingMode.HALF_EVEN),

    /** Any fraction is dropped: 7.99 is 7. */
    DOWN(RoundingMode.DOWN);

    private final RoundingMode mode;

    Rounding(RoundingMode mode) {
        this.mode = mode;
    }

    RoundingMode mode() {
        return mode;
    }
}
