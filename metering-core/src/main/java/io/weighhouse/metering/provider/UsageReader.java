// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

/**
 * Reads the usage of one provider API; {@link ProviderApi} has one for each.
 *
 * <p>A reader has no state of its own: it is thread-safe, and one serves every call.
 */
public interface UsageReader {

    /**
     * The reader of OpenAI's Chat Completions, and of the many providers that answer in its form.
     *
     * <p>Of 100 prompt tokens of which 40 are cached it makes 60 input and 40 cached ones. A stream reports only when the
     * request asked for it ({@code stream_options.include_usage}).
     *
     * @return the same as {@link ProviderApi#OPENAI_CHAT}'s
     */
    static UsageReader openAiChat() {
        return ProviderApi.OPENAI_CHAT.reader();
    }

    /**
     * Reads a whole response.
     *
     * @param body the response body as it came; at most what the caller is willing to hold, text in it is not copied
     * @return the usage, or why there is none; never an exception for what a provider sent
     */
    Reading read(byte[] body);

    /**
     * Reads a whole response, and its headers where an API counts in them.
     *
     * <p>Bedrock's InvokeModel says {@code x-amzn-bedrock-input-token-count: 17} whatever the model's own form of answer.
     * What the body says goes before the headers.
     *
     * @param body the response body as it came
     * @param headers the response's headers
     * @return the usage, or why there is none; never an exception for what a provider sent
     */
    default Reading read(byte[] body, ResponseHeaders headers) {
        return read(body);
    }

    /** {@return a new reader for one streamed response} */
    StreamReader stream();
}
