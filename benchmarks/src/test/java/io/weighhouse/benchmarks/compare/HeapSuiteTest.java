// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapSuiteTest {

    @TempDir
    Path parent;

    @Test
    void cases_eachGiveALine_andLeaveNothingBehind() throws Exception {
        HeapSuite suite = new HeapSuite(parent, 100, 1_000);
        for (Measured measured : suite.cases()) {
            assertThat(((Figure) measured).lines()).hasSize(1);
        }
        suite.close();

        assertThat(parent).isEmptyDirectory();
    }
}
