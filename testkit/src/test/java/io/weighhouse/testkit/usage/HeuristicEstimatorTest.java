// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.metering.estimate.Estimate;
import io.weighhouse.metering.estimate.TokenEstimator;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.testkit.TokenEstimatorContract;
import org.junit.jupiter.api.Test;

class HeuristicEstimatorTest extends TokenEstimatorContract {

    private static final Sku SKU = Sku.of("openai", "gpt-4o-mini");

    @Override
    protected TokenEstimator estimator() {
        return TokenEstimator.heuristic();
    }

    @Test
    void estimate_text_isAQuarterOfItsBytesRoundedUp() {
        assertThat(estimator().estimate(SKU, "0123456789")).isEqualTo(new Estimate(3, 1, 10));
        assertThat(estimator().estimate(SKU, "äöü€")).isEqualTo(new Estimate(3, 1, 9));
        assertThat(estimator().estimate(SKU, "\ud83d\ude00")).isEqualTo(new Estimate(1, 1, 4));
        assertThat(estimator().estimateBytes(SKU, 4_001)).isEqualTo(new Estimate(1_001, 1, 4_001));
    }

    @Test
    void estimate_outOfOrder_isAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Estimate(5, 1, 4))
                .withMessage("must be 0 <= atLeast <= tokens <= atMost: 1, 5, 4");
        assertThatIllegalArgumentException().isThrownBy(() -> new Estimate(0, -1, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new Estimate(0, 1, 4));
        assertThat(Estimate.exactly(7)).isEqualTo(new Estimate(7, 7, 7));
    }
}
