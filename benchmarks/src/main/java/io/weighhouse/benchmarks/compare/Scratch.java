// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** A directory for files that are measured, and all that is open in it; closing closes that and removes the directory. */
final class Scratch implements Closeable {

    private final Path directory;
    private final Deque<Closeable> open = new ArrayDeque<>();

    /** Makes one below a directory, whose disk is the one that is measured. */
    Scratch(Path parent) throws IOException {
        directory = Files.createTempDirectory(parent, "benchmarks-compare");
    }

    /** A new directory in it. */
    Path directory(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    /** Keeps something to be closed, the latest first. */
    <T extends Closeable> T keep(T closeable) {
        open.push(closeable);
        return closeable;
    }

    @Override
    public void close() throws IOException {
        try {
            while (!open.isEmpty()) {
                open.pop().close();
            }
        } finally {
            delete();
        }
    }

    private void delete() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(directory)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
