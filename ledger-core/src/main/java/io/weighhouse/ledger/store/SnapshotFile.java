// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What an engine knew at a position of its log, in a file.
 *
 * <p>48 bytes: the magic {@code WHSN}, the format's version 1, the rules' version, the log's name, the position, the number of
 * the last event and a reserved word; then the state; then the state's length and the CRC32C of all before it. It is written
 * under another name and renamed, so that it is there whole or not at all.
 */
final class SnapshotFile {

    private static final String PREFIX = "snapshot-";
    private static final String SUFFIX = ".whs";
    private static final String DRAFT = ".draft";
    private static final int MAGIC = 0x5748534E;
    private static final int VERSION = 1;
    private static final int HEADER = 48;
    private static final int TRAILER = 16;
    private static final int CHUNK = 64 << 10;

    /** Writes the state. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Where a snapshot was taken.
     *
     * @param log of which log
     * @param position where the first event is that it does not know
     * @param sequence the number of the last event that it knows
     */
    record Place(LogId log, long position, long sequence) {

        String name() {
            return String.format("%s%020d%s", PREFIX, position, SUFFIX);
        }
    }

    private SnapshotFile() {}

    static boolean isName(String name) {
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    /** Whether it is one that was not finished. */
    static boolean isDraft(String name) {
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX + DRAFT);
    }

    static void write(JournalFiles files, Place place, Content content) throws IOException {
        String draft = place.name() + DRAFT;
        files.delete(draft);
        try (JournalFile file = files.create(draft)) {
            Sink sink = new Sink(file);
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            header.putInt(MAGIC).putShort((short) VERSION).putShort((short) 1);
            header.put(place.log().bytes())
                    .putLong(place.position())
                    .putLong(place.sequence())
                    .putLong(0);
            sink.write(header.array(), 0, HEADER);
            BufferedOutputStream out = new BufferedOutputStream(sink, CHUNK);
            content.writeTo(out);
            out.flush();
            sink.end();
            file.force();
        }
        files.rename(draft, place.name());
        files.forceDirectory();
    }

    /** Where a snapshot was taken, if the file is one and is whole. */
    static Optional<Place> check(JournalFiles files, String name) throws IOException {
        try (JournalFile file = files.open(name)) {
            long size = file.size();
            if (size < HEADER + TRAILER) {
                return Optional.empty();
            }
            Source source = new Source(file, 0, size - TRAILER);
            ByteBuffer header = ByteBuffer.wrap(source.readNBytes(HEADER));
            boolean known = header.getInt() == MAGIC && header.getShort() == VERSION && header.getShort() == 1;
            byte[] log = new byte[LogId.BYTES];
            header.get(log);
            Place place = new Place(LogId.of(log), header.getLong(), header.getLong());
            source.transferTo(OutputStream.nullOutputStream());
            ByteBuffer trailer = ByteBuffer.wrap(new Source(file, size - TRAILER, size).readNBytes(TRAILER));
            boolean whole = trailer.getLong() == size - HEADER - TRAILER && trailer.getLong() == source.crc();
            return known && whole ? Optional.of(place) : Optional.empty();
        }
    }

    /** Shows the state to a reader. */
    static void read(JournalFiles files, String name, Reading reading) throws IOException {
        try (JournalFile file = files.open(name)) {
            reading.from(new BufferedInputStream(new Source(file, HEADER, file.size() - TRAILER), CHUNK));
        }
    }

    /** Reads the state. */
    interface Reading {
        void from(InputStream in) throws IOException;
    }

    private static final class Sink extends OutputStream {

        private final JournalFile file;
        private final CRC32C crc = new CRC32C();
        private final ByteBuffer one = ByteBuffer.allocateDirect(CHUNK);
        private long at;

        Sink(JournalFile file) {
            this.file = file;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            crc.update(bytes, from, length);
            put(bytes, from, length);
        }

        private void put(byte[] bytes, int from, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int part = Math.min(CHUNK, length - done);
                one.clear().put(bytes, from + done, part).flip();
                file.write(one, at);
                at += part;
                done += part;
            }
        }

        void end() throws IOException {
            ByteBuffer trailer = ByteBuffer.allocate(TRAILER);
            trailer.putLong(at - HEADER).putLong(crc.getValue());
            put(trailer.array(), 0, TRAILER);
        }
    }

    private static final class Source extends InputStream {

        private final JournalFile file;
        private final CRC32C crc = new CRC32C();
        private final long end;
        private long at;
        private @Nullable ByteBuffer chunk;

        Source(JournalFile file, long from, long end) {
            this.file = file;
            this.at = from;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (at >= end) {
                return -1;
            }
            int part = (int) Math.min(Math.min(length, CHUNK), end - at);
            ByteBuffer buffer = chunk == null ? ByteBuffer.allocateDirect(CHUNK) : chunk;
            chunk = buffer;
            buffer.clear().limit(part);
            if (file.read(buffer, at) < part) {
                throw new EOFException("the file ends at " + at);
            }
            buffer.flip();
            buffer.get(into, from, part);
            crc.update(into, from, part);
            at += part;
            return part;
        }

        long crc() {
            return crc.getValue();
        }
    }
}
