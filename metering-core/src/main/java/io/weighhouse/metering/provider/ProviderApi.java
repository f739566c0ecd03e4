// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.util.Optional;
import java.util.function.Function;

/**
 * The APIs whose usage can be read, each with the {@link UsageReader} that knows it.
 *
 * <pre>
 *   UsageReader reader = ProviderApi.OPENAI_CHAT.reader();
 * </pre>
 *
 * <p>Pick by the API that was called, not by the company behind it: many answer in the form of OpenAI's Chat Completions,
 * and where their counts mean the same, {@link #OPENAI_CHAT} reads them all. Those that count differently have a constant
 * of their own.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum ProviderApi {
    /**
     * OpenAI's Chat Completions, and everybody who answers in its form: Azure, Mistral, DeepSeek, xAI, Groq, Perplexity,
     * OpenRouter, Moonshot, Fireworks, Together, Cerebras, Z.ai, Hugging Face, Heroku, Writer, Snowflake, Ollama.
     *
     * <p>Prompt tokens include cached, cache-written, audio, image and video tokens, completion tokens include reasoning
     * and audio. Where the total shows that reasoning comes on top (xAI), or it is told beside the completion
     * (Perplexity), it is added.
     */
    OPENAI_CHAT("openai.chat", OpenAiDialects::chat),
    /**
     * Gemini's face in the form of Chat Completions: thinking shows in the total only, so what the total has beyond prompt
     * and completion is reasoning; 35 and 12 of 109 are 35 input, 12 output and 62 reasoning tokens.
     */
    GEMINI_CHAT("google.chat", OpenAiDialects::geminiChat),
    /** OpenAI's Responses, whole and streamed, also from Azure, OpenRouter, xAI and DeepSeek. */
    OPENAI_RESPONSES("openai.responses", OpenAiDialects::responses),
    /** OpenAI's compaction of a conversation, which is billed like a response. */
    OPENAI_RESPONSES_COMPACT("openai.responses.compact", OpenAiDialects::responses),
    /** OpenAI's older Completions. */
    OPENAI_COMPLETIONS("openai.completions", OpenAiDialects::completions),
    /**
     * Embeddings of OpenAI, Mistral, Voyage and Jina: input tokens only. A usage of zero is taken for false, since nothing
     * is embedded for no tokens.
     */
    OPENAI_EMBEDDINGS("openai.embeddings", OpenAiDialects::embeddings),
    /** OpenAI's pictures, made or edited, where their model counts tokens; output tokens are of pictures. */
    OPENAI_IMAGES("openai.images", OpenAiDialects::images),
    /** Transcriptions, by tokens or by seconds, also a single one of a realtime session and Mistral's. */
    OPENAI_TRANSCRIPTION("openai.transcription", OpenAiDialects::transcription),
    /** OpenAI's speech; only its stream tells usage, sound itself tells none. */
    OPENAI_SPEECH("openai.speech", OpenAiDialects::speech),
    /**
     * OpenAI's realtime sessions: the answers of a session add up, and transcriptions of the caller's speech are a leg of
     * their own. Messages are fed to a stream one on each line.
     */
    OPENAI_REALTIME("openai.realtime", OpenAiDialects::realtime),
    /** The output file of an OpenAI batch, one answer on each line: they add up. */
    OPENAI_BATCH("openai.batch", OpenAiDialects::batch),
    /** OpenAI's counting of tokens before a call: never usage. */
    OPENAI_COUNT("openai.count", OpenAiDialects::count),
    /** Mistral's reading of documents, by pages. */
    MISTRAL_OCR("mistral.ocr", OpenAiDialects::ocr),
    /**
     * Anthropic's Messages, whole and streamed. {@code input_tokens} leaves out what was read from the cache and written to
     * it; both are added. An answer of several models has legs.
     */
    ANTHROPIC_MESSAGES("anthropic.messages", AnthropicDialects::messages),
    /** Anthropic's Text Completions, which report no usage: it is estimated from the text. */
    ANTHROPIC_COMPLETE("anthropic.complete", AnthropicDialects::complete),
    /** Anthropic's count of tokens before a call, which is no usage. */
    ANTHROPIC_COUNT("anthropic.count", AnthropicDialects::count),
    /** Anthropic's models on Vertex AI, which answer as {@link #ANTHROPIC_MESSAGES}. */
    VERTEX_ANTHROPIC("vertex.anthropic", AnthropicDialects::messages),
    /**
     * Vertex AI's face in the form of Chat Completions; its counts are those of {@link #GEMINI_CHAT}, and the traffic type
     * is the service tier.
     */
    VERTEX_OPENAI("vertex.openai", GeminiDialects::vertexChat),
    /**
     * Gemini's generateContent and streamGenerateContent, Google's own and Vertex AI's. Thoughts are added to the answer,
     * and the prompts of Google's tools are {@link io.weighhouse.metering.price.Meter#TOOL_PROMPT_TOKENS}.
     */
    GOOGLE_GENERATE_CONTENT("google.generateContent", GeminiDialects::generateContent),
    /** Gemini's Live API, of whose messages each is a chunk; the turns of a session add up. */
    GOOGLE_LIVE("google.live", GeminiDialects::live),
    /** Gemini's embedContent, and Vertex AI's predict of an embedding model. */
    GOOGLE_EMBED("google.embed", GeminiDialects::embed),
    /** Bedrock's Converse. {@code inputTokens} leaves out the cache; what was read and written is added. */
    BEDROCK_CONVERSE("bedrock.converse", BedrockDialects::converse),
    /** Bedrock's ConverseStream, in AWS's own framing; the reader is as that of {@link #BEDROCK_CONVERSE}. */
    BEDROCK_CONVERSE_STREAM("bedrock.converse-stream", BedrockDialects::converse),
    /** Bedrock's InvokeModel of Anthropic's models, whole and streamed. */
    BEDROCK_ANTHROPIC("bedrock.anthropic", BedrockDialects::invoke),
    /** Bedrock's InvokeModel of any model: give the reader the response's headers, which count for all of them. */
    BEDROCK_INVOKE("bedrock.invoke", BedrockDialects::invoke),
    /** Bedrock's InvokeModelWithResponseStream of any model, counted by the metrics in its last event. */
    BEDROCK_INVOKE_STREAM("bedrock.invoke-stream", BedrockDialects::invoke),
    /** The metrics that Bedrock adds to a stream of InvokeModel; the reader is as that of the stream. */
    BEDROCK_INVOCATION_METRICS("bedrock.invocationMetrics", BedrockDialects::invoke),
    /** Cohere's Chat, v1 and v2. Billed units count; the tokens that the model saw are flags. */
    COHERE_CHAT("cohere.chat", CohereDialects::chat),
    /** Cohere's Generate. */
    COHERE_GENERATE("cohere.generate", CohereDialects::chat),
    /** Cohere's Embed, v1 and v2. */
    COHERE_EMBEDDINGS("cohere.embeddings", CohereDialects::search),
    /** Cohere's Rerank, v1 and v2, which counts search units. */
    COHERE_RERANK("cohere.rerank", CohereDialects::search),
    /** Voyage's reranker, which counts tokens. */
    VOYAGE_RERANK("voyage.rerank", CohereDialects::tokens),
    /** Jina's reranker, which counts tokens. */
    JINA_RERANK("jina.rerank", CohereDialects::tokens),
    /** Jina's embeddings. */
    JINA_EMBEDDINGS("jina.embeddings", CohereDialects::tokens);

    private final String id;

    @SuppressWarnings("ImmutableEnumChecker") // readers have no state; Error Prone cannot know
    private final UsageReader reader;

    ProviderApi(String id, Function<String, Dialect.Builder> dialect) {
        this.id = id;
        this.reader = dialect.apply(id).reader();
    }

    /** {@return the name to write down: openai.chat} */
    public String id() {
        return id;
    }

    /** {@return the reader of this API's answers} */
    public UsageReader reader() {
        return reader;
    }

    /**
     * The API of an id; {@code find("openai.chat")} is {@link #OPENAI_CHAT}.
     *
     * @param id any text
     * @return the API, or empty if there is none of that id
     */
    public static Optional<ProviderApi> find(String id) {
        for (ProviderApi api : values()) {
            if (api.id.equals(id)) {
                return Optional.of(api);
            }
        }
        return Optional.empty();
    }
}
