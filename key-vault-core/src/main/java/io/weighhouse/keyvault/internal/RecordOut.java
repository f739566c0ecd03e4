// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Bytes of records as they are stored, one entry after the other. Numbers are big-endian. Not thread-safe. */
public final class RecordOut {

    private static final int FIRST_CAPACITY = 1024;

    private final List<Entry> entries = new ArrayList<>();
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int size;

    /** An entry that was written: what it is an entry of, and its size. */
    record Entry(@Nullable Object subject, int size) {}

    /** Writes one entry: its type, its version, its fields. Without a subject it is dead as soon as it is written. */
    public void entry(@Nullable Object subject, EntryType type, Consumer<RecordOut> fields) {
        int start = size;
        number8(type.code());
        number8(type.version());
        fields.accept(this);
        entries.add(new Entry(subject, size - start));
    }

    /** Writes a byte. */
    public void number8(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    /** Writes four bytes. */
    public void number32(int value) {
        room(Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(size, value);
        size += Integer.BYTES;
    }

    /** Writes eight bytes. */
    public void number64(long value) {
        room(Long.BYTES);
        ByteBuffer.wrap(bytes).putLong(size, value);
        size += Long.BYTES;
    }

    /** Writes bytes whose number the reader knows. */
    public void bytes(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /**
     * Writes a text: the number of its bytes in four, and UTF-8.
     *
     * @throws IllegalArgumentException if half of a pair of characters is missing, which UTF-8 cannot say
     */
    public void text(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                i++;
                if (i == value.length() || !Character.isSurrogatePair(c, value.charAt(i))) {
                    throw new IllegalArgumentException(
                            "must be well-formed Unicode: text of " + value.length() + " characters");
                }
            }
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number32(utf8.length);
        bytes(utf8);
    }

    /** Writes an instant: seconds since 1970 in eight bytes, nanoseconds in four. */
    public void instant(Instant value) {
        number64(value.getEpochSecond());
        number32(value.getNano());
    }

    /** Writes a byte that says whether there is something, and that. */
    public <T> void maybe(@Nullable T value, Consumer<T> writer) {
        number8(value == null ? 0 : 1);
        if (value != null) {
            writer.accept(value);
        }
    }

    /** Writes the number of texts in four bytes, and them. */
    public void texts(Collection<String> values) {
        number32(values.size());
        values.forEach(this::text);
    }

    /** Writes the number of pairs in four bytes, and them. */
    public <T> void map(Map<String, T> values, Consumer<T> writer) {
        number32(values.size());
        values.forEach((name, value) -> {
            text(name);
            writer.accept(value);
        });
    }

    int size() {
        return size;
    }

    ByteBuffer toByteBuffer() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    List<Entry> entries() {
        return entries;
    }

    void clear() {
        size = 0;
        entries.clear();
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), Math.min(bytes.length * 2, 1 << 30)));
        }
    }
}
