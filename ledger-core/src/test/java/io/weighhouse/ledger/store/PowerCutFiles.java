// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Files in memory whose power can be cut: what was not forced is then there or not, sector by sector. */
final class PowerCutFiles implements JournalFiles {

    /** Thrown at the power cut and ever after. */
    static final class PowerCut extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final Map<String, Node> now = new TreeMap<>();
    private final Map<String, Node> durable = new TreeMap<>();
    private final List<Runnable> nameSteps = new ArrayList<>();
    private long steps;
    private long cutAtStep = Long.MAX_VALUE;
    private long failForceAt = Long.MAX_VALUE;
    private long room = Long.MAX_VALUE;
    private boolean locked;

    private static final class Node {
        private byte[] bytes = new byte[0];
        private byte[] forced = new byte[0];
        private final BitSet unforced = new BitSet();
    }

    /** Steps so far: writes, forces and changes of names. */
    synchronized long steps() {
        return steps;
    }

    synchronized void cutAtStep(long step) {
        cutAtStep = step;
    }

    /** The force at this step fails, and what it should have written never will be. */
    synchronized void failForceAtStep(long step) {
        failForceAt = step;
    }

    /** How many bytes fit from now on. */
    synchronized void room(long bytes) {
        room = bytes;
    }

    /** What is there when the power comes back. */
    synchronized PowerCutFiles afterPowerCut(RandomGenerator random) {
        int survived = random.nextInt(nameSteps.size() + 1);
        nameSteps.subList(0, survived).forEach(Runnable::run);
        PowerCutFiles files = new PowerCutFiles();
        int mood = random.nextInt(3);
        durable.forEach((name, node) -> {
            byte[] bytes = Arrays.copyOf(node.forced, node.bytes.length);
            node.unforced.stream().forEach(sector -> {
                if (mood == 0 || (mood == 1 && random.nextBoolean())) {
                    int at = sector * 512;
                    System.arraycopy(node.bytes, at, bytes, at, Math.min(512, bytes.length - at));
                }
            });
            files.put(name, bytes);
        });
        return files;
    }

    /** A copy of what is seen now, all of it durable. */
    synchronized PowerCutFiles copy() {
        PowerCutFiles files = new PowerCutFiles();
        now.forEach((name, node) -> files.put(name, node.bytes.clone()));
        return files;
    }

    synchronized byte[] bytes(String name) {
        return Objects.requireNonNull(now.get(name)).bytes;
    }

    synchronized void put(String name, byte[] bytes) {
        Node node = new Node();
        node.bytes = bytes;
        node.forced = bytes.clone();
        now.put(name, node);
        durable.put(name, node);
    }

    private boolean step() throws IOException {
        steps++;
        if (steps > cutAtStep) {
            throw new PowerCut();
        }
        return steps == cutAtStep;
    }

    private static void cut(boolean now) throws IOException {
        if (now) {
            throw new PowerCut();
        }
    }

    @Override
    public synchronized List<String> names() {
        return List.copyOf(now.keySet());
    }

    @Override
    public synchronized JournalFile open(String name) throws IOException {
        Node node = now.get(name);
        if (node == null) {
            throw new NoSuchFileException(name);
        }
        return new Open(node);
    }

    @Override
    public synchronized JournalFile create(String name) throws IOException {
        boolean cut = step();
        if (now.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        Node node = new Node();
        now.put(name, node);
        nameSteps.add(() -> durable.put(name, node));
        cut(cut);
        return new Open(node);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        boolean cut = step();
        Node node = now.remove(name);
        if (node != null) {
            room += room == Long.MAX_VALUE ? 0 : node.bytes.length;
            nameSteps.add(() -> durable.remove(name));
        }
        cut(cut);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        boolean cut = step();
        Node node = now.remove(from);
        if (node == null) {
            throw new NoSuchFileException(from);
        }
        now.put(to, node);
        nameSteps.add(() -> {
            durable.remove(from);
            durable.put(to, node);
        });
        cut(cut);
    }

    @Override
    public synchronized void forceDirectory() throws IOException {
        cut(step());
        nameSteps.forEach(Runnable::run);
        nameSteps.clear();
    }

    @Override
    public synchronized Closeable lock() throws IOException {
        if (locked) {
            throw new IOException("journal directory is in use by another process: memory");
        }
        locked = true;
        return () -> locked = false;
    }

    private final class Open implements JournalFile {
        private final Node node;
        private boolean closed;

        private Open(Node node) {
            this.node = node;
        }

        @Override
        public int read(ByteBuffer into, long offset) throws IOException {
            synchronized (PowerCutFiles.this) {
                checkOpen();
                int n = (int) Math.max(0, Math.min(into.remaining(), node.bytes.length - offset));
                into.put(node.bytes, n == 0 ? 0 : (int) offset, n);
                return n;
            }
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            synchronized (PowerCutFiles.this) {
                checkOpen();
                boolean cut = step();
                int end = (int) offset + from.remaining();
                int more = Math.max(0, end - node.bytes.length);
                if (more > room) {
                    throw new NoRoomException("memory is full", null);
                }
                room -= room == Long.MAX_VALUE ? 0 : more;
                if (more > 0) {
                    node.bytes = Arrays.copyOf(node.bytes, end);
                }
                node.unforced.set((int) offset / 512, (end + 511) / 512);
                from.get(node.bytes, (int) offset, from.remaining());
                cut(cut);
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (PowerCutFiles.this) {
                checkOpen();
                cut(step());
                if (steps == failForceAt) {
                    node.unforced.clear();
                    throw new IOException("Input/output error");
                }
                byte[] forced = Arrays.copyOf(node.forced, node.bytes.length);
                node.unforced.stream().forEach(sector -> {
                    int at = sector * 512;
                    System.arraycopy(node.bytes, at, forced, at, Math.min(512, forced.length - at));
                });
                node.forced = forced;
                node.unforced.clear();
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (PowerCutFiles.this) {
                checkOpen();
                return node.bytes.length;
            }
        }

        @Override
        public void preallocate(long bytes) throws IOException {
            write(ByteBuffer.allocate((int) bytes), 0);
            force();
        }

        @Override
        public void close() {
            closed = true;
        }

        private void checkOpen() throws IOException {
            if (closed) {
                throw new ClosedChannelException();
            }
        }
    }
}
