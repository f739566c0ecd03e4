// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.embedding;

import io.weighhouse.ledger.store.JournalFile;
import io.weighhouse.ledger.store.JournalFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A disk whose forces wait, when a test says so, until it lets them go. */
final class HeldFiles implements JournalFiles {

    private static final int OPEN = 1 << 20;

    private final JournalFiles files;
    private final Semaphore passes = new Semaphore(OPEN);
    private final Semaphore arrivals = new Semaphore(0);

    HeldFiles(JournalFiles files) {
        this.files = files;
    }

    /** From now on each force waits for {@link #letOneGo}. */
    void hold() {
        passes.drainPermits();
        arrivals.drainPermits();
    }

    /** Waits until a force waits. */
    void awaitForce() throws InterruptedException {
        if (!arrivals.tryAcquire(30, TimeUnit.SECONDS)) {
            throw new AssertionError("no force came");
        }
    }

    void letOneGo() {
        passes.release();
    }

    void letAllGo() {
        passes.release(OPEN);
    }

    private final class Held implements JournalFile {

        private final JournalFile file;

        Held(JournalFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer into, long offset) throws IOException {
            return file.read(into, offset);
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            file.write(from, offset);
        }

        @Override
        public void force() throws IOException {
            arrivals.release();
            passes.acquireUninterruptibly();
            file.force();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void preallocate(long bytes) throws IOException {
            file.preallocate(bytes);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public List<String> names() throws IOException {
        return files.names();
    }

    @Override
    public JournalFile open(String name) throws IOException {
        return new Held(files.open(name));
    }

    @Override
    public JournalFile create(String name) throws IOException {
        return new Held(files.create(name));
    }

    @Override
    public void delete(String name) throws IOException {
        files.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void forceDirectory() throws IOException {
        files.forceDirectory();
    }

    @Override
    public Closeable lock() throws IOException {
        return files.lock();
    }
}
