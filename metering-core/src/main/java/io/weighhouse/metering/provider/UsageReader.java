// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

/**
 * Reads the usage of one provider API.
 *
 * <p>A reader has no state of its own: it is thread-safe, and one serves every call.
 */
public interface UsageReader {

    /**
     * The reader of OpenAI's Chat Completions, and of the many providers that answer in its form.
     *
     * <p>{@code prompt_tokens} includes cached, cache-written, audio and image tokens, {@code completion_tokens} includes
     * reasoning and audio: each is taken out into its own class, so 100 prompt tokens of which 40 are cached read as 60
     * input and 40 cached. Where the total shows that reasoning comes on top (as xAI reports it), it is added instead. A
     * stream reports only when the request asked for it ({@code stream_options.include_usage}).
     *
     * @return the reader
     */
    static UsageReader openAiChat() {
        return OpenAiChat.READER;
    }

    /**
     * Reads a whole response.
     *
     * @param body the response body as it came; at most what the caller is willing to hold, text in it is not copied
     * @return the usage, or why there is none; never an exception for what a provider sent
     */
    Reading read(byte[] body);

    /** {@return a new reader for one streamed response} */
    StreamReader stream();
}
