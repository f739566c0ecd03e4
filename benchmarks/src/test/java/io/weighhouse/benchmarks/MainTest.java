// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MainTest {

    private static final Path RESULT = Path.of("target", "jmh-result.json");

    @Test
    void withResult_nothingSaidOfIt_keepsJson() {
        assertThat(Main.withResult(new String[] {"Rate", "-i", "2"}, RESULT))
                .containsExactly("Rate", "-i", "2", "-rf", "json", "-rff", RESULT.toString());
    }

    @Test
    void withResult_formatOrFileSaid_leavesItAlone() {
        assertThat(Main.withResult(new String[] {"-rf", "csv"}, RESULT)).containsExactly("-rf", "csv");
        assertThat(Main.withResult(new String[] {"-rff", "a.json"}, RESULT)).containsExactly("-rff", "a.json");
    }
}
