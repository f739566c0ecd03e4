// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.PriceBookDiff;
import java.math.BigDecimal;

/** Bounds on what anything is sold for, in dollars; what lies beyond them is a price of another unit. */
final class Plausible {

    /** For so little nobody looks at a picture; it is a price of one of its tokens. */
    private static final BigDecimal LEAST_FOR_A_PICTURE = new BigDecimal("0.00001");

    private Plausible() {}

    static boolean isGrossForAToken(BigDecimal price) {
        return price.compareTo(PriceBookDiff.MOST_FOR_A_TOKEN) > 0;
    }

    static boolean isDoubtfulForAPicture(BigDecimal price) {
        return price.signum() > 0 && price.compareTo(LEAST_FOR_A_PICTURE) < 0;
    }
}
