// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weighhouse.metering.provider.ProviderApi;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.StreamReader;
import java.util.Locale;

/**
 * A stream that never ends, of one event after another, each with a word or two, as an API sends them.
 *
 * <p>This class is for one thread.
 */
public final class StreamedEvents {

    private static final int COUNT = 256;

    private static final String[] WORDS = {
        " the", " weigh", "house", " of", " Amsterdam", ",", " and", " true", " weights", ".", "\\n\\n", " \\\"toll\\\""
    };

    private static final String CHAT = """
            data: {"id":"chatcmpl-sample0123456789abcdefghi","object":"chat.completion.chunk","created":1767225600,\
            "model":"sample-1","service_tier":"default","system_fingerprint":"fp_sample","choices":[{"index":0,\
            "delta":{"content":"%s"},"finish_reason":null}],"usage":null}

            """;

    private static final String ANTHROPIC = """
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%s"}}

            """;

    private static final String GEMINI = """
            data: {"candidates": [{"content": {"parts": [{"text": "%s"}],"role": "model"},"index": 0}],\
            "usageMetadata": {"promptTokenCount": 1200,"candidatesTokenCount": %d,"totalTokenCount": %d,\
            "promptTokensDetails": [{"modality": "TEXT","tokenCount": 1200}]},"modelVersion": "sample-1",\
            "responseId": "sample0123456789"}

            """;

    private final byte[][] chunks = new byte[COUNT][];
    private final int[] payloads = new int[COUNT];
    private final StreamReader reader;

    private StreamedEvents(ProviderApi api, String pattern) {
        reader = api.reader().stream();
        for (int i = 0; i < COUNT; i++) {
            String text = String.format(Locale.ROOT, pattern, WORDS[i * 7 % WORDS.length], i + 1, 1_201 + i);
            chunks[i] = text.getBytes(UTF_8);
            payloads[i] = text.indexOf("data: ") + 6;
        }
    }

    /** {@return chunks of a chat completion, of about 250 bytes, whose usage is null} */
    public static StreamedEvents chat() {
        return new StreamedEvents(ProviderApi.OPENAI_CHAT, CHAT);
    }

    /** {@return deltas of Anthropic's Messages, of about 120 bytes} */
    public static StreamedEvents anthropic() {
        return new StreamedEvents(ProviderApi.ANTHROPIC_MESSAGES, ANTHROPIC);
    }

    /** {@return Gemini's, of about 340 bytes, each with the usage so far, which is to be read each time} */
    public static StreamedEvents gemini() {
        return new StreamedEvents(ProviderApi.GOOGLE_GENERATE_CONTENT, GEMINI);
    }

    /**
     * Reads the next event.
     *
     * @param event any number: events come round
     * @return its length in bytes
     */
    public int read(int event) {
        byte[] chunk = chunk(event);
        reader.chunk(chunk, 0, chunk.length);
        return chunk.length;
    }

    /** {@return what the stream has told so far} */
    public Reading reading() {
        return reader.reading();
    }

    /**
     * An event's bytes, for others to read.
     *
     * @param event any number: events come round
     * @return the bytes, with field names and line ends
     */
    public byte[] chunk(int event) {
        return chunks[event & COUNT - 1];
    }

    /**
     * Where an event's JSON begins.
     *
     * @param event any number: events come round
     * @return the index in its {@link #chunk}
     */
    public int payloadOf(int event) {
        return payloads[event & COUNT - 1];
    }
}
