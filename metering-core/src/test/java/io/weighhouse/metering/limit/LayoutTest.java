// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class LayoutTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Layouts layouts = new Layouts(InstantSource.system(), MINUTE, false);
    private final Layout rate = layouts.of(Quota.of(Limit.requests("rpm", 60, MINUTE)));
    private final Layout rateAndRolling = layouts.of(
            Quota.of(Limit.requests("rpm", 60, MINUTE), Limit.rolling("per-minute", Counted.REQUESTS, 60, MINUTE)));

    @Test
    void carriedOver_whereNoPermitIsOpen_needsNoRings() {
        long[] words = rateAndRolling.fresh(0);
        assertThat(rate.carriedOver(rateAndRolling, words, 0, 0)).hasSize(rate.compactWords());
    }

    @Test
    void carriedOver_whereAPermitIsOpen_keepsWhatIsKnownOfIt() {
        long[] words = rateAndRolling.fresh(0);
        int opened = rateAndRolling.open(words);
        long[] carried = rate.carriedOver(rateAndRolling, words, 0, 0);
        assertThat(rate.knows(rate.rule(0), carried, opened)).isTrue();
        assertThat(rate.close(carried, 0, opened)).isTrue();
        assertThat(rate.canShrink(carried, 0)).isTrue();
    }

    @Test
    void knows_aPermitOpenedBeforeALimitCameBack_isFalseForThatLimitAlone() {
        long[] words = rateAndRolling.fresh(0);
        int opened = rateAndRolling.open(words);
        long[] without = rate.carriedOver(rateAndRolling, words, 0, 0);
        long[] again = rateAndRolling.carriedOver(rate, without, 0, 0);
        assertThat(rateAndRolling.close(again, 0, opened)).isTrue();
        assertThat(rateAndRolling.knows(rateAndRolling.rule(0), again, opened)).isTrue();
        assertThat(rateAndRolling.knows(rateAndRolling.rule(1), again, opened)).isFalse();
    }
}
