// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.pricefile.PriceFileException;
import io.weighhouse.metering.pricefile.WeighhousePriceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The price book that an administrator has put in force, in a file, so that the next start has it too. */
final class UploadedPrices {

    private static final String NAME = "prices.json";

    private UploadedPrices() {}

    /** The book of the last upload, if there was one. */
    static Optional<PriceBook> in(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WeighhousePriceFile().read(Files.readString(file)));
        } catch (PriceFileException unusable) {
            throw new IllegalStateException("must be a price book: " + file + ": " + unusable.getMessage(), unusable);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Keeps a book; it is on the disk when this returns, whole under its name or not at all. */
    static void keep(Path folder, PriceBook book) {
        Path beside = folder.resolve(NAME + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer text =
                        ByteBuffer.wrap(new WeighhousePriceFile().write(book).getBytes(StandardCharsets.UTF_8));
                while (text.hasRemaining()) {
                    channel.write(text);
                }
                channel.force(true);
            }
            Files.move(beside, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
