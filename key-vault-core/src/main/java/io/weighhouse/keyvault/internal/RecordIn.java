// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link RecordOut} wrote. Whatever is wrong is an {@link IllegalArgumentException} that shows none of the bytes.
 * Not thread-safe.
 */
public final class RecordIn {

    private final ByteBuffer bytes;

    RecordIn(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Reads what the next entry is. */
    public EntryType type() {
        return new EntryType(number8(), number8());
    }

    /** What to throw for an entry that is not known here. */
    public static LogException unknown(EntryType type) {
        return new LogException(
                "was written by a later version, which knows entries of type " + type.code() + " in version "
                        + type.version(),
                true,
                null);
    }

    /** Reads a byte. */
    public int number8() {
        need(1);
        return bytes.get();
    }

    /** Reads four bytes. */
    public int number32() {
        need(Integer.BYTES);
        return bytes.getInt();
    }

    /** Reads eight bytes. */
    public long number64() {
        need(Long.BYTES);
        return bytes.getLong();
    }

    /** Reads so many bytes. */
    public byte[] bytes(int count) {
        need(count);
        byte[] value = new byte[count];
        bytes.get(value);
        return value;
    }

    /** Reads a text. */
    public String text() {
        int length = number32();
        need(length);
        ByteBuffer utf8 = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("must be UTF-8: text of " + length + " bytes", notUtf8);
        }
    }

    /** Reads an instant. */
    public Instant instant() {
        long seconds = number64();
        int nanos = number32();
        try {
            if (nanos >= 0 && nanos < 1_000_000_000) {
                return Instant.ofEpochSecond(seconds, nanos);
            }
        } catch (DateTimeException beyond) {
            throw new IllegalArgumentException("must be an instant: seconds=" + seconds, beyond);
        }
        throw new IllegalArgumentException("must be 0 to 999999999: nanoseconds=" + nanos);
    }

    /** Reads whether there is something, and that. */
    public <T> @Nullable T maybe(Supplier<T> reader) {
        int there = number8();
        if (there != 0 && there != 1) {
            throw new IllegalArgumentException("must be 0 or 1: there=" + there);
        }
        return there == 0 ? null : reader.get();
    }

    /** Reads texts. */
    public List<String> texts() {
        int count = count();
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(text());
        }
        return values;
    }

    /** Reads pairs. */
    public <T> Map<String, T> map(Supplier<T> reader) {
        int count = count();
        Map<String, T> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            values.put(text(), reader.get());
        }
        if (values.size() < count) {
            throw new IllegalArgumentException("must have different names: pairs=" + count);
        }
        return values;
    }

    boolean hasMore() {
        return bytes.hasRemaining();
    }

    int position() {
        return bytes.position();
    }

    /** A number of things, each of which takes four bytes at least. */
    private int count() {
        int count = number32();
        if (count < 0 || count > bytes.remaining() / Integer.BYTES) {
            throw new IllegalArgumentException("must be there: " + count + " more");
        }
        return count;
    }

    private void need(int count) {
        if (count < 0 || count > bytes.remaining()) {
            throw new IllegalArgumentException(
                    "must be there: " + count + " bytes more", new BufferUnderflowException());
        }
    }
}
