// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The provider's own book of what it was asked and what it sent, to hold against the gateway's.
 *
 * <p>A line when a call has reached it, on the disk before the first byte of the answer is sent; then a line for each word,
 * written before the word is sent, so that the book never says less than was delivered. Thread-safe.
 */
final class ProviderBook implements AutoCloseable {

    private static final int WORDS_A_FORCE = 16;

    private final @Nullable FileChannel file;
    /** The order of the lines; the disk is waited for without it. */
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * What the book says of a call.
     *
     * @param model which was asked
     * @param input tokens of the request
     * @param sent words of the answer, each a token
     * @param trips how often the call has come
     */
    record Line(String model, long input, long sent, int trips) {}

    private ProviderBook(@Nullable FileChannel file) {
        this.file = file;
    }

    /** A book that nobody reads. */
    static ProviderBook none() {
        return new ProviderBook(null);
    }

    /** Opens a book to write on. */
    static ProviderBook open(Path file) throws IOException {
        return new ProviderBook(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    }

    /** What a book says, by call; a last line that is not whole is passed over. */
    static Map<String, Line> read(Path file) throws IOException {
        Map<String, Line> calls = new LinkedHashMap<>();
        for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            JsonNode json;
            try {
                json = Json.MAPPER.readTree(text);
            } catch (JsonProcessingException torn) {
                continue;
            }
            String call = json.path("call").asText();
            Line before = calls.get(call);
            if (json.has("sent")) {
                long sent = json.path("sent").asLong();
                if (before != null) {
                    calls.put(call, new Line(before.model, before.input, Math.max(before.sent, sent), before.trips));
                }
            } else {
                calls.put(
                        call,
                        new Line(
                                json.path("model").asText(),
                                json.path("input").asLong(),
                                before == null ? 0 : before.sent,
                                before == null ? 1 : before.trips + 1));
            }
        }
        return calls;
    }

    /** Writes down that a call is here, and waits until that is on the disk. */
    void reached(String call, String model, long input) throws IOException {
        write(line(call).put("model", model).put("input", input), true);
    }

    /** Writes down how many words of a call's answer are sent by now. */
    void sent(String call, long words) throws IOException {
        write(line(call).put("sent", words), words % WORDS_A_FORCE == 0);
    }

    private static ObjectNode line(String call) {
        return JsonNodeFactory.instance.objectNode().put("call", call);
    }

    private void write(ObjectNode json, boolean force) throws IOException {
        FileChannel to = file;
        if (to == null) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8));
        lock.lock();
        try {
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        } finally {
            lock.unlock();
        }
        if (force) {
            to.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.force(true);
            file.close();
        }
    }
}
