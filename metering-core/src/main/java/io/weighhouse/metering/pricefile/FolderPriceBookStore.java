// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.RateCard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Cards in a folder, a file each. */
final class FolderPriceBookStore implements PriceBookStore {

    /** A file that is larger is no card that anybody has put here. */
    private static final long LARGEST = 64L << 20;

    private final Path folder;
    private final Executor executor;

    FolderPriceBookStore(Path folder, Executor executor) {
        this.folder = folder;
        this.executor = executor;
    }

    @Override
    public CompletionStage<String> put(RateCard card) {
        return CompletableFuture.supplyAsync(() -> write(card), executor);
    }

    @Override
    public CompletionStage<Optional<RateCard>> find(String digest) {
        Path file = file(CardDigests.checked(digest));
        return CompletableFuture.supplyAsync(() -> read(file, digest), executor);
    }

    private String write(RateCard card) {
        String digest = card.digest();
        Path file = file(digest);
        boolean isThere = read(file, digest).isPresent();
        try {
            if (isThere) {
                forceFolder(); // whoever moved it here may have been cut off before this
                return digest;
            }
            Files.createDirectories(folder);
            Path draft = Files.createTempFile(folder, digest, ".tmp");
            try {
                force(draft, ByteBuffer.wrap(card.toJson().getBytes(StandardCharsets.UTF_8)));
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
            forceFolder();
            return digest;
        } catch (IOException failed) {
            throw new PriceBookStoreException("cannot write " + file, false, failed);
        }
    }

    private static void force(Path file, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Makes the file's name last; where folders cannot be opened, as on Windows, names last by themselves. */
    private void forceFolder() throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException noFolderCanBeOpened) {
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    private static Optional<RateCard> read(Path file, String digest) {
        byte[] bytes;
        try {
            if (Files.size(file) > LARGEST) {
                throw new PriceBookStoreException("must be at most " + LARGEST + " bytes: " + file, true, null);
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new PriceBookStoreException("cannot read " + file, true, failed);
        }
        String found = CardDigests.of(bytes);
        if (!found.equals(digest)) {
            throw new PriceBookStoreException(
                    "must have the digest of its name: " + file + " has " + found, true, null);
        }
        try {
            return Optional.of(WeighhousePriceFile.card(new String(bytes, StandardCharsets.UTF_8)));
        } catch (PriceFileException refused) {
            // The bytes are those that were put, so it is this process that lacks something, such as a meter.
            throw new PriceBookStoreException("cannot read " + file + ": " + refused.getMessage(), true, refused);
        }
    }

    private Path file(String digest) {
        return folder.resolve(digest + ".json");
    }
}
