// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A disk in memory that fails when it is told to, and knows what a power cut would leave of it.
 *
 * <p>Thread-safe.
 */
public final class SimulatedDisk implements LogFiles {

    private static final int SECTOR = 512;

    private final Map<Path, Content> names = new HashMap<>();
    private Map<Path, Content> durableNames = new HashMap<>();
    private int crashAfter = Integer.MAX_VALUE;
    private long room = Long.MAX_VALUE;
    private boolean failForces;
    private boolean roomForNewFiles = true;
    private Runnable beforeForce = () -> {};
    private int steps;
    private int forces;
    private int replaced;

    /** What of the unforced is left by a power cut. */
    public enum Left {
        NOTHING,
        ALL,
        ANY
    }

    private static final class Content {
        private byte[] now = new byte[0];
        private byte[] durable = new byte[0];
        private final List<Change> unforced = new ArrayList<>();
    }

    /** Bytes written at a place, or a cut there. */
    private static final class Change {
        private final int at;
        private final byte[] bytes;
        private final boolean cut;

        Change(int at, byte[] bytes, boolean cut) {
            this.at = at;
            this.bytes = bytes;
            this.cut = cut;
        }

        byte[] appliedTo(byte[] content) {
            if (cut) {
                return Arrays.copyOf(content, at);
            }
            byte[] longer = Arrays.copyOf(content, Math.max(content.length, at + bytes.length));
            System.arraycopy(bytes, 0, longer, at, bytes.length);
            return longer;
        }
    }

    /** A disk with one file, which is durable. */
    public static SimulatedDisk with(Path path, byte[] bytes) {
        SimulatedDisk disk = new SimulatedDisk();
        Content content = new Content();
        content.now = bytes.clone();
        content.durable = content.now;
        disk.names.put(path, content);
        disk.durableNames.put(path, content);
        return disk;
    }

    /** From the next step after so many on, everything fails. */
    public synchronized void crashAfter(int count) {
        crashAfter = count;
    }

    /** So many bytes may still be written. */
    public synchronized void room(long bytes) {
        room = bytes;
    }

    public synchronized void roomForNewFiles(boolean room) {
        roomForNewFiles = room;
    }

    public synchronized void failForces(boolean fail) {
        failForces = fail;
    }

    /** What is done, by the writer's thread, before it forces a file. */
    public synchronized void beforeForce(Runnable hook) {
        beforeForce = hook;
    }

    public synchronized int steps() {
        return steps;
    }

    public synchronized int forces() {
        return forces;
    }

    /** How often a file has taken another's name. */
    public synchronized int replaced() {
        return replaced;
    }

    public synchronized byte[] bytes(Path path) {
        return Objects.requireNonNull(names.get(path)).now.clone();
    }

    public synchronized List<Path> paths() {
        return names.keySet().stream().sorted().toList();
    }

    /** The disk that is found when the power is back. */
    public synchronized SimulatedDisk afterPowerCut(Left left, Random random) {
        SimulatedDisk found = new SimulatedDisk();
        boolean newNames = left == Left.ALL || (left == Left.ANY && random.nextBoolean());
        (newNames ? names : durableNames).forEach((path, content) -> {
            Content kept = new Content();
            kept.now = left(content, left, random);
            kept.durable = kept.now;
            found.names.put(path, kept);
            found.durableNames.put(path, kept);
        });
        return found;
    }

    private static byte[] left(Content content, Left left, Random random) {
        return switch (left) {
            case NOTHING -> content.durable;
            case ALL -> content.now;
            case ANY -> {
                byte[] kept = content.durable;
                for (Change change : content.unforced) {
                    kept = partly(change, kept, random);
                }
                yield kept;
            }
        };
    }

    /** Some sectors of a write may be there and others not, in any order. */
    private static byte[] partly(Change change, byte[] content, Random random) {
        if (change.cut) {
            return random.nextBoolean() ? change.appliedTo(content) : content;
        }
        byte[] kept = content;
        for (int from = 0; from < change.bytes.length; from += SECTOR - (change.at + from) % SECTOR) {
            int to = Math.min(change.bytes.length, from + SECTOR - (change.at + from) % SECTOR);
            if (random.nextInt(4) != 0) {
                kept = new Change(change.at + from, Arrays.copyOfRange(change.bytes, from, to), false).appliedTo(kept);
            }
        }
        return kept;
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
        return names.containsKey(path);
    }

    @Override
    public synchronized LogFile open(Path path) throws IOException {
        Content content = names.get(path);
        if (content == null) {
            throw new NoSuchFileException(path.toString());
        }
        return new OpenFile(content);
    }

    @Override
    public synchronized LogFile create(Path path) throws IOException {
        step();
        if (!roomForNewFiles) {
            throw new IOException("No space left on device");
        }
        Content content = new Content();
        names.put(path, content);
        return new OpenFile(content);
    }

    @Override
    public synchronized void replace(Path from, Path to) throws IOException {
        step();
        replaced++;
        names.put(to, Objects.requireNonNull(names.remove(from)));
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        step();
        names.remove(path);
    }

    @Override
    public synchronized void forceNames(Path folder) throws IOException {
        step();
        durableNames = new HashMap<>(names);
    }

    private void step() throws IOException {
        if (steps >= crashAfter) {
            throw new IOException("the machine has crashed");
        }
        steps++;
    }

    private final class OpenFile implements LogFile {

        private final Content content;

        OpenFile(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            synchronized (SimulatedDisk.this) {
                return content.now.length;
            }
        }

        @Override
        public int read(ByteBuffer to, long at) {
            synchronized (SimulatedDisk.this) {
                int count = (int) Math.min(to.remaining(), content.now.length - at);
                if (count <= 0) {
                    return -1;
                }
                to.put(content.now, (int) at, count);
                return count;
            }
        }

        @Override
        public void write(ByteBuffer from, long at) throws IOException {
            synchronized (SimulatedDisk.this) {
                step();
                boolean fits = from.remaining() <= room;
                byte[] bytes = new byte[(int) Math.min(from.remaining(), room)];
                from.get(bytes);
                room -= bytes.length;
                change(new Change((int) at, bytes, false));
                if (!fits) {
                    throw new IOException("No space left on device");
                }
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimulatedDisk.this) {
                step();
                if (size < content.now.length) {
                    change(new Change((int) size, new byte[0], true));
                }
            }
        }

        private void change(Change change) {
            content.now = change.appliedTo(content.now);
            content.unforced.add(change);
        }

        @Override
        public void force() throws IOException {
            Runnable hook;
            synchronized (SimulatedDisk.this) {
                hook = beforeForce;
            }
            hook.run();
            synchronized (SimulatedDisk.this) {
                step();
                if (failForces) {
                    throw new IOException("Input/output error");
                }
                forces++;
                content.durable = content.now;
                content.unforced.clear();
            }
        }

        @Override
        public void close() {
            // Nothing is lost, and nothing is forced.
        }
    }
}
