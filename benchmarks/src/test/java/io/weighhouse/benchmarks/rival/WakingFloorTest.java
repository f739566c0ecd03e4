// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WakingFloorTest {

    @Test
    void ask_byMany_answersEach() {
        try (WakingFloor floor = new WakingFloor()) {
            assertThat(IntStream.range(0, 1_000).parallel().filter(i -> floor.ask()))
                    .hasSize(1_000);
        }
    }
}
