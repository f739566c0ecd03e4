// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.ledger.store.JournalFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A file of a simulated disk: what is seen, what is certain, and the writes between the two. */
final class SimulatedFile {

    private static final int SECTOR = 512;
    private static final byte[] ZEROS = new byte[SECTOR];

    private final SimulatedFiles disk;
    private final Map<Long, byte[]> seen = new HashMap<>();
    private final Map<Long, byte[]> certain = new HashMap<>();
    private long length;
    private long certainLength;

    /** Writes since the last force: sectors as each of them left them. */
    private final List<Unforced> unforced = new ArrayList<>();

    private record Unforced(Map<Long, byte[]> sectors, long end) {}

    SimulatedFile(SimulatedFiles disk) {
        this.disk = disk;
    }

    long length() {
        return length;
    }

    SimulatedFile copy(SimulatedFiles to) {
        SimulatedFile copy = new SimulatedFile(to);
        copy.become(seen, length);
        return copy;
    }

    private void become(Map<Long, byte[]> sectors, long bytes) {
        seen.putAll(sectors);
        certain.putAll(sectors);
        length = bytes;
        certainLength = bytes;
    }

    SimulatedFile afterPowerCut(SimulatedFiles to, Random random) {
        Map<Long, byte[]> left = new HashMap<>(certain);
        long bytes = certainLength;
        List<Unforced> writes = new ArrayList<>(unforced);
        Collections.shuffle(writes, random);
        for (Unforced write : writes) {
            int fate = random.nextInt(3);
            if (fate == 2) {
                bytes = Math.max(bytes, write.end);
            }
            for (Map.Entry<Long, byte[]> sector : write.sectors.entrySet()) {
                if (fate == 2 || (fate == 1 && random.nextBoolean())) {
                    left.put(sector.getKey(), sector.getValue());
                    bytes = Math.max(bytes, Math.min(write.end, (sector.getKey() + 1) * SECTOR));
                }
            }
        }
        SimulatedFile found = new SimulatedFile(to);
        found.become(left, bytes);
        return found;
    }

    void flipBit(long bitOffset) {
        long sector = bitOffset / 8 / SECTOR;
        int at = (int) (bitOffset / 8 % SECTOR);
        for (Map<Long, byte[]> image : List.of(seen, certain)) {
            byte[] flipped = image.getOrDefault(sector, ZEROS).clone();
            flipped[at] ^= (byte) (1 << (bitOffset % 8));
            image.put(sector, flipped);
        }
    }

    JournalFile open() {
        return new Open();
    }

    private int read(ByteBuffer into, long offset) {
        int n = (int) Math.max(0, Math.min(into.remaining(), length - offset));
        int done = 0;
        while (done < n) {
            long at = offset + done;
            int inSector = (int) (at % SECTOR);
            int part = Math.min(n - done, SECTOR - inSector);
            into.put(seen.getOrDefault(at / SECTOR, ZEROS), inSector, part);
            done += part;
        }
        return n;
    }

    private void write(ByteBuffer from, long offset) throws IOException {
        boolean cut = disk.step();
        long end = offset + from.remaining();
        disk.take(end - length);
        Map<Long, byte[]> sectors = new TreeMap<>();
        long at = offset;
        while (from.hasRemaining()) {
            int inSector = (int) (at % SECTOR);
            int part = Math.min(from.remaining(), SECTOR - inSector);
            byte[] image = seen.getOrDefault(at / SECTOR, ZEROS).clone();
            from.get(image, inSector, part);
            sectors.put(at / SECTOR, image);
            at += part;
        }
        boolean torn = disk.happens(SimulatedFiles.Fault.TORN_WRITE);
        if (torn) {
            tear(sectors);
        }
        seen.putAll(sectors);
        length = Math.max(length, end);
        unforced.add(new Unforced(sectors, end));
        if (torn) {
            // These sectors reached the disk, the others did not.
            makeCertain();
            disk.off();
        }
        SimulatedFiles.cut(cut);
    }

    /** Leaves some of several sectors, never all of them. */
    private void tear(Map<Long, byte[]> sectors) {
        Long never = new ArrayList<>(sectors.keySet()).get(disk.random().nextInt(sectors.size()));
        sectors.keySet()
                .removeIf(sector -> sector.equals(never) || disk.random().nextBoolean());
    }

    private void force() throws IOException {
        SimulatedFiles.cut(disk.step());
        if (disk.happens(SimulatedFiles.Fault.LOST_FORCE)) {
            return;
        }
        if (disk.happens(SimulatedFiles.Fault.FAILED_FORCE)) {
            unforced.clear();
            throw new IOException("simulated force failed");
        }
        makeCertain();
    }

    private void makeCertain() {
        for (Unforced write : unforced) {
            certain.putAll(write.sectors);
            certainLength = Math.max(certainLength, write.end);
        }
        unforced.clear();
    }

    private void preallocate(long bytes) throws IOException {
        boolean cut = disk.step();
        disk.take(bytes - length);
        length = Math.max(length, bytes);
        unforced.add(new Unforced(Map.of(), length));
        SimulatedFiles.cut(cut);
        force();
    }

    /** One opening of the file. */
    private final class Open implements JournalFile {

        private boolean closed;

        private Open() {}

        @Override
        public int read(ByteBuffer into, long offset) throws IOException {
            disk.lock.lock();
            try {
                check();
                return SimulatedFile.this.read(into, offset);
            } finally {
                disk.lock.unlock();
            }
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            disk.lock.lock();
            try {
                check();
                SimulatedFile.this.write(from, offset);
            } finally {
                disk.lock.unlock();
            }
        }

        @Override
        public void force() throws IOException {
            disk.lock.lock();
            try {
                check();
                SimulatedFile.this.force();
            } finally {
                disk.lock.unlock();
            }
        }

        @Override
        public long size() throws IOException {
            disk.lock.lock();
            try {
                check();
                return length;
            } finally {
                disk.lock.unlock();
            }
        }

        @Override
        public void preallocate(long bytes) throws IOException {
            disk.lock.lock();
            try {
                check();
                SimulatedFile.this.preallocate(bytes);
            } finally {
                disk.lock.unlock();
            }
        }

        @Override
        public void close() {
            disk.lock.lock();
            try {
                closed = true;
            } finally {
                disk.lock.unlock();
            }
        }

        private void check() throws IOException {
            disk.checkPower();
            if (closed) {
                throw new ClosedChannelException();
            }
        }
    }
}
