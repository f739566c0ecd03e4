// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Outside data that lies beside some checkouts; tests that use it are skipped where it is missing. */
public final class SharedData {

    private SharedData() {}

    /** A file under {@code shared/data}, looked for in the working directory and everything above it. */
    public static Optional<Path> find(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = at.resolve("shared/data").resolve(name);
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
