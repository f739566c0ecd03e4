// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A format of price files.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public interface PriceFile {

    /**
     * Reads a whole file; {@code read(stream, "2026-08-01")} makes a book of that version.
     *
     * @param in the file's bytes; read to their end and left open
     * @param version the version of the book, 1 to 256 characters
     * @return the book and what to know about it
     * @throws PriceFileException if it is no file of this format; there is no book then, not even a part of one
     * @throws IOException if reading fails
     * @throws IllegalArgumentException if the version is blank or too long
     */
    PriceImport read(InputStream in, String version) throws IOException;

    /**
     * Reads a whole file.
     *
     * @param file where it is
     * @param version the version of the book, 1 to 256 characters
     * @return the book and what to know about it
     * @throws PriceFileException if it is no file of this format; there is no book then, not even a part of one
     * @throws IOException if there is no such file or reading fails
     * @throws IllegalArgumentException if the version is blank or too long
     */
    default PriceImport read(Path file, String version) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, version);
        }
    }
}
