// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFloorTest {

    @TempDir
    Path directory;

    @Test
    void append_writesTheBatch_andStartsOverAtTheEnd() throws IOException {
        Path file = directory.resolve("floor");
        try (FileFloor floor = new FileFloor(file, 400, 1_000)) {
            assertThat(Files.readAllBytes(file)).hasSize(1_000).containsOnly(0);

            assertThat(floor.append()).isZero();
            assertThat(floor.append()).isEqualTo(400);
            assertThat(floor.append()).isZero();
        }
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes).hasSize(1_000);
        assertThat(Arrays.copyOf(bytes, 400))
                .isEqualTo(Arrays.copyOfRange(bytes, 400, 800))
                .isNotEqualTo(new byte[400]);
        assertThat(Arrays.copyOfRange(bytes, 800, 1_000)).containsOnly(0);
    }

    @Test
    void batch_outOfRange_isRefused_andNoFileIsMade() {
        Path file = directory.resolve("floor");
        assertThatThrownBy(() -> new FileFloor(file, 1_001, 1_000))
                .hasMessage("must be 1 to the length of the file: batchBytes=1001 fileBytes=1000");
        assertThatThrownBy(() -> new FileFloor(file, 0, 1_000)).isInstanceOf(IllegalArgumentException.class);
        assertThat(file).doesNotExist();
    }
}
