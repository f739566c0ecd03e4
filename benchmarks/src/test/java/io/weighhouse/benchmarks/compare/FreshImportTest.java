// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.benchmarks.work.SamplePriceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshImportTest {

    @TempDir
    Path directory;

    @Test
    void figures_ofOneImport_areOfOneProcess() throws IOException, InterruptedException {
        FreshImport fresh =
                new FreshImport(Files.writeString(directory.resolve("sample.json"), SamplePriceFile.text()));

        double ofThread = fresh.threadMillis();

        assertThat(ofThread).isPositive();
        assertThat(fresh.processMillis()).isGreaterThan(ofThread);
        assertThat(fresh.elapsedMillis()).isPositive();
    }

    @Test
    void figures_fileWithoutModels_areRefused() throws IOException, InterruptedException {
        FreshImport fresh = new FreshImport(Files.writeString(directory.resolve("empty.json"), "{}"));

        assertThatThrownBy(fresh::threadMillis)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must import models");
    }
}
