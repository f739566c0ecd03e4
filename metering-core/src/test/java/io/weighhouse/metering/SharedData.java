// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Outside data, in a folder with {@code prices}, {@code pricing-vectors} and {@code recorded} below it: the one that {@code
 * -Dvectors} names, or one that lies beside some checkouts. Tests that use it are skipped where it is missing.
 */
public final class SharedData {

    private SharedData() {}

    /** A file of that folder. */
    public static Optional<Path> find(String name) {
        return folder().map(folder -> folder.resolve(name)).filter(Files::isRegularFile);
    }

    /** The folder, if there is one. */
    public static Optional<Path> folder() {
        String said = System.getProperty("vectors", "");
        if (!said.isEmpty()) {
            Path folder = Path.of(System.getProperty("vectors.from", "")).resolve(said);
            if (!Files.isDirectory(folder)) {
                throw new IllegalArgumentException("must be a folder: vectors=" + folder.toAbsolutePath());
            }
            return Optional.of(folder);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared/data");
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }
}
