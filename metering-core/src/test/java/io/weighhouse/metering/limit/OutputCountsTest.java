// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputCountsTest {

    /** Three calls of epoch 7 and two of epoch 6. */
    private static final long WORD = with(0, 6, 6, 7, 7, 7);

    @Test
    void with_aCallOfTheSameEpoch_countsIt() {
        assertThat(OutputCounts.count(with(WORD, 7), 7)).isEqualTo(6);
    }

    @Test
    void with_aCallOfTheNextEpoch_keepsTheOneBefore() {
        long word = with(WORD, 8);
        assertThat(OutputCounts.count(word, 8)).isEqualTo(4);
        assertThat(OutputCounts.count(word, 9)).isEqualTo(1);
    }

    @Test
    void with_aCallOfALaterEpoch_keepsNothing() {
        assertThat(OutputCounts.count(with(WORD, 9), 9)).isEqualTo(1);
        assertThat(OutputCounts.count(with(WORD, 1_000_000_000L), 1_000_000_000L))
                .isEqualTo(1);
    }

    @Test
    void with_aLateCallOfTheEpochBefore_countsItThere() {
        long word = with(WORD, 6);
        assertThat(OutputCounts.count(word, 7)).isEqualTo(6);
        assertThat(OutputCounts.count(word, 8)).isEqualTo(3);
    }

    @Test
    void with_aCallThatIsLaterThanThat_leavesItOut() {
        assertThat(with(WORD, 5)).isEqualTo(WORD);
    }

    @Test
    void count_ofEpochsThatAreOver_isNothing() {
        assertThat(OutputCounts.count(WORD, 7)).isEqualTo(5);
        assertThat(OutputCounts.count(WORD, 8)).isEqualTo(3);
        assertThat(OutputCounts.count(WORD, 9)).isZero();
    }

    private static long with(long word, long... epochs) {
        long counted = word;
        for (long epoch : epochs) {
            counted = OutputCounts.with(counted, epoch);
        }
        return counted;
    }
}
