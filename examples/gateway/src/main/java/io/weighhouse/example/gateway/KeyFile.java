// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyStoreException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Records of keys in a file that is only ever appended to, and in memory.
 *
 * <p>Every change is a line, forced to the disk before its stage completes: an issued key is shown only then. There is no
 * key in it, only its digest. It is as good as the few keys of an example; it grows with every change and is read whole.
 *
 * <p>One process has the file; whoever opens it sees to that. Thread-safe.
 */
final class KeyFile implements KeyRecordStore, AutoCloseable {

    private static final String NAME = "keys.jsonl";

    private final ReentrantLock lock = new ReentrantLock();
    private final KeyRecordStore memory;
    private final FileOutputStream out;
    private boolean broken;

    private KeyFile(KeyRecordStore memory, FileOutputStream out) {
        this.memory = memory;
        this.out = out;
    }

    /** Opens the file of a folder that is there, or makes an empty one. */
    static KeyFile open(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        KeyRecordStore memory = KeyRecordStore.inMemory();
        if (Files.exists(file)) {
            read(file, memory);
        }
        FileOutputStream out = new FileOutputStream(file.toFile(), true);
        try {
            out.getFD().sync();
            forceNames(folder);
        } catch (IOException failed) {
            out.close();
            throw failed;
        }
        return new KeyFile(memory, out);
    }

    private static void read(Path file, KeyRecordStore memory) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int whole = bytes.length;
        while (whole > 0 && bytes[whole - 1] != '\n') {
            whole--;
        }
        int number = 0;
        for (String line : new String(bytes, 0, whole, UTF_8).lines().toList()) {
            number++;
            try {
                KeyRecord record = KeyLine.parse(line);
                if (!now(record.revision() == 1 ? memory.insert(record) : memory.update(record))) {
                    throw new IllegalArgumentException("does not follow from the lines before");
                }
            } catch (JsonProcessingException | IllegalArgumentException | DateTimeException damaged) {
                // Without its message, which may show the line.
                throw new IOException("line " + number + " is no record of a key: " + file);
            }
        }
        if (whole < bytes.length) {
            // A line without an end was never forced: nobody has seen its key, or been told of its change.
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(whole);
            }
        }
    }

    /** Makes the name of a new file durable, where a folder can be opened; other systems see to that themselves. */
    private static void forceNames(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public CompletionStage<Boolean> insert(KeyRecord record) {
        lock.lock();
        try {
            if (now(memory.findByDigest(record.digest())).isEmpty()
                    && now(memory.find(record.owner().tenant(), record.id())).isEmpty()) {
                append(record);
            }
            return memory.insert(record);
        } catch (KeyStoreException failed) {
            return CompletableFuture.failedFuture(failed);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<Boolean> update(KeyRecord record) {
        lock.lock();
        try {
            Optional<KeyRecord> stored = now(memory.find(record.owner().tenant(), record.id()));
            if (stored.isPresent()
                    && stored.get().revision() == record.revision() - 1
                    && stored.get().digest().equals(record.digest())) {
                append(record);
            }
            return memory.update(record);
        } catch (KeyStoreException failed) {
            return CompletableFuture.failedFuture(failed);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<Optional<KeyRecord>> findByDigest(KeyDigest digest) {
        return memory.findByDigest(digest);
    }

    @Override
    public CompletionStage<Optional<KeyRecord>> find(String tenant, KeyId id) {
        return memory.find(tenant, id);
    }

    @Override
    public CompletionStage<List<KeyRecord>> list(String tenant, KeyPage page) {
        return memory.list(tenant, page);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            broken = true;
            out.close();
        } catch (IOException nothingIsLost) {
            // Every line was forced when it was written.
        } finally {
            lock.unlock();
        }
    }

    private void append(KeyRecord record) {
        if (broken) {
            throw new KeyStoreException("the key file is closed, or could not be written before", true, null);
        }
        broken = true;
        try {
            out.write((KeyLine.of(record) + '\n').getBytes(UTF_8));
            out.getFD().sync();
        } catch (IOException failed) {
            throw new KeyStoreException("the key file cannot be written", false, failed);
        }
        broken = false;
    }

    /** What the store in memory answers, which is there at once. */
    private static <T> T now(CompletionStage<T> answer) {
        return answer.toCompletableFuture().join();
    }
}
