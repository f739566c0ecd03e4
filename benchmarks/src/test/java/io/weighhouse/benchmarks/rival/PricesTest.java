// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PricesTest {

    private final BigDecimalPrices exact = new BigDecimalPrices("0.000003", "0.0000003", "0.000015", "1.8", "0.01");
    private final DoublePrices inexact = new DoublePrices(0.000003, 0.0000003, 0.000015, 1.8, 0.01);

    @Test
    void credits_costTimesMarkupIntoCredits_isRoundedOnce() {
        // 10,000 x 3 + 5,000 x 0.3 + 2,000 x 15 = 61,500 millionths of a dollar; 1.8 times that is 11.07 credits.
        TokenCounts tokens = new TokenCounts(10_000, 5_000, 2_000);

        assertThat(exact.credits(tokens)).isEqualTo(11);
        assertThat(inexact.credits(tokens)).isEqualTo(11);
    }

    @Test
    void credits_half_isRoundedUp() {
        BigDecimalPrices plain = new BigDecimalPrices("0.005", "0", "0", "1", "0.01");

        assertThat(plain.credits(new TokenCounts(15, 0, 0))).isEqualTo(8);
        assertThat(plain.credits(new TokenCounts(14, 0, 0))).isEqualTo(7);
    }

    @Test
    void credits_lessThanOne_isOne() {
        assertThat(exact.credits(new TokenCounts(1, 0, 0))).isEqualTo(1);
        assertThat(inexact.credits(new TokenCounts(1, 0, 0))).isEqualTo(1);
    }
}
