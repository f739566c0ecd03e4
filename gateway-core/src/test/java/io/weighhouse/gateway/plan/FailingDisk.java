// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.keyvault.internal.LogFile;
import io.weighhouse.keyvault.internal.LogFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Files in memory, on a machine that crashes after a number of steps; what was not forced may be lost then. */
final class FailingDisk implements LogFiles {

    static final String CRASHED = "the machine has crashed";

    private final Map<Path, Content> files = new HashMap<>();
    private int stepsLeft = Integer.MAX_VALUE;
    private int steps;

    private static final class Content {
        private byte[] written = new byte[0];
        private byte[] forced = new byte[0];
    }

    static FailingDisk with(Path path, byte[] bytes) {
        FailingDisk disk = new FailingDisk();
        Content content = new Content();
        content.written = bytes.clone();
        content.forced = bytes.clone();
        disk.files.put(path, content);
        return disk;
    }

    FailingDisk crashAfter(int count) {
        stepsLeft = count;
        return this;
    }

    synchronized int steps() {
        return steps;
    }

    synchronized byte[] bytes(Path path) {
        return content(path).written.clone();
    }

    /** What is found when the machine is on again: all that was written, or only what was forced. */
    synchronized FailingDisk afterCrash(boolean all) {
        FailingDisk disk = new FailingDisk();
        files.forEach((path, content) -> {
            Content left = new Content();
            left.written = all ? content.written.clone() : content.forced.clone();
            left.forced = left.written.clone();
            disk.files.put(path, left);
        });
        return disk;
    }

    private Content content(Path path) {
        Content content = files.get(path);
        if (content == null) {
            throw new IllegalStateException("must be there: " + path);
        }
        return content;
    }

    private synchronized void step() throws IOException {
        steps++;
        if (stepsLeft-- <= 0) {
            stepsLeft = 0;
            throw new IOException(CRASHED);
        }
    }

    @Override
    public Path canonical(Path path) {
        return path;
    }

    @Override
    public Closeable guard(Path path) {
        return () -> {};
    }

    @Override
    public synchronized boolean exists(Path path) {
        return files.containsKey(path);
    }

    @Override
    public synchronized LogFile open(Path path) {
        return new Open(content(path));
    }

    @Override
    public synchronized LogFile create(Path path) throws IOException {
        step();
        Content content = new Content();
        files.put(path, content);
        return new Open(content);
    }

    @Override
    public synchronized void replace(Path from, Path to) throws IOException {
        step();
        Content content = content(from);
        files.remove(from);
        files.put(to, content);
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        if (files.containsKey(path)) {
            step();
            files.remove(path);
        }
    }

    @Override
    public void forceNames(Path folder) throws IOException {
        step();
    }

    private final class Open implements LogFile {

        private final Content content;

        private Open(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            synchronized (FailingDisk.this) {
                return content.written.length;
            }
        }

        @Override
        public int read(ByteBuffer to, long at) {
            synchronized (FailingDisk.this) {
                int count = (int) Math.min(to.remaining(), content.written.length - at);
                if (count <= 0) {
                    return -1;
                }
                to.put(content.written, (int) at, count);
                return count;
            }
        }

        /** A crash leaves a part of what was to be written. */
        @Override
        public void write(ByteBuffer from, long at) throws IOException {
            synchronized (FailingDisk.this) {
                byte[] bytes = new byte[from.remaining()];
                from.get(bytes);
                boolean crashes = stepsLeft <= 0;
                int count = crashes ? bytes.length / 2 : bytes.length;
                content.written = Arrays.copyOf(content.written, (int) Math.max(content.written.length, at + count));
                System.arraycopy(bytes, 0, content.written, (int) at, count);
                step();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (FailingDisk.this) {
                step();
                content.written = Arrays.copyOf(content.written, (int) Math.min(size, content.written.length));
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (FailingDisk.this) {
                step();
                content.forced = content.written.clone();
            }
        }

        @Override
        public void close() {}
    }
}
