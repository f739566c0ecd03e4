// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static io.weighhouse.metering.provider.ProviderApi.BEDROCK_ANTHROPIC;
import static io.weighhouse.metering.provider.ProviderApi.BEDROCK_CONVERSE;
import static io.weighhouse.metering.provider.ProviderApi.BEDROCK_CONVERSE_STREAM;
import static io.weighhouse.metering.provider.ProviderApi.BEDROCK_INVOKE;
import static io.weighhouse.metering.provider.ProviderApi.BEDROCK_INVOKE_STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BedrockTest {

    private static final byte[] DELTA = Frames.event(
            "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Twelve bytes\"},\"p\":\"abcdefgh\"}");
    private static final byte[] TOOL = Frames.event(
            "contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{}\"}},\"p\":\"ab\"}");
    private static final byte[] METADATA = Frames.event("metadata", """
            {"metrics":{"latencyMs":7},"usage":{"inputTokens":10,"outputTokens":5,"totalTokens":65,
             "cacheReadInputTokens":20,"cacheWriteInputTokens":30,
             "cacheDetails":[{"ttl":"1h","inputTokens":12},{"ttl":"5m","inputTokens":18}]}}""");

    private static final Usage CONVERSED = Usage.tokens(10, 5)
            .with(Meter.CACHED_INPUT_TOKENS, 20)
            .with(Meter.CACHE_WRITE_5M_TOKENS, 18)
            .with(Meter.CACHE_WRITE_1H_TOKENS, 12);

    @Test
    void read_converseWithACache_addsWhatItLeavesOut() {
        Reading reading = Reads.whole(BEDROCK_CONVERSE, """
                {"output":{"message":{"role":"assistant","content":[{"text":"Twelve bytes"}]}},
                 "serviceTier":{"type":"flex"},"stopReason":"end_turn",
                 "usage":{"inputTokens":10,"outputTokens":5,"totalTokens":65,"serverToolUsage":{},
                  "cacheReadInputTokens":20,"cacheReadInputTokenCount":20,
                  "cacheWriteInputTokens":30,"cacheWriteInputTokenCount":30,
                  "cacheDetails":[{"ttl":"5m","inputTokens":18},{"inputTokens":12,"ttl":"1h"}]}}""");
        assertThat(Reads.reported(reading).usage()).isEqualTo(CONVERSED);
        assertThat(Reads.reported(reading).flags()).isEmpty();
        assertThat(reading.facts().serviceTier()).isEqualTo("flex");
        assertThat(reading.textBytes()).isEqualTo(12);
    }

    @Test
    void read_converseOfAnEmbedding_hasNoOutput() {
        assertThat(Reads.reported(BEDROCK_CONVERSE, "{\"usage\":{\"inputTokens\":30}}")
                        .usage())
                .isEqualTo(Usage.of(Meter.INPUT_TOKENS, 30));
    }

    @Test
    void read_cacheForAnUnknownTime_isFlagged() {
        assertThat(Reads.reported(BEDROCK_CONVERSE, """
                {"usage":{"inputTokens":3,"outputTokens":2,"cacheWriteInputTokens":30,
                 "cacheDetails":[{"ttl":"1d","inputTokens":30}]}}""").flags()).containsExactly("unknown field: cacheDetails.1d=30");
    }

    @Test
    void read_messageAtTheTop_isFailed() {
        String refused = "{\"message\":\"The provided model identifier is invalid.\"}";
        assertThat(Reads.outcome(BEDROCK_CONVERSE, refused)).isEqualTo(new UsageOutcome.Failed("unknown"));
        assertThat(Reads.outcome(BEDROCK_INVOKE, refused)).isEqualTo(new UsageOutcome.Failed("unknown"));
        assertThat(Reads.outcome(BEDROCK_INVOKE, "{\"__type\":\"ThrottlingException\",\"message\":\"slow\"}"))
                .isEqualTo(new UsageOutcome.Failed("ThrottlingException"));
    }

    @Test
    void chunk_converseStream_isReadFromItsMetadata() {
        byte[] stream = Frames.joined(Frames.event("messageStart", "{\"role\":\"assistant\"}"), DELTA, TOOL, METADATA);
        Reading reading = Reads.streamed(BEDROCK_CONVERSE_STREAM, stream);
        assertThat(Reads.reported(reading).usage()).isEqualTo(CONVERSED);
        assertThat(reading.textEvents()).isEqualTo(2);
        assertThat(reading.textBytes()).isEqualTo(14);
        Reading cut = Reads.streamed(BEDROCK_CONVERSE_STREAM, Arrays.copyOf(stream, stream.length - 1));
        assertThat(cut.usage()).isEqualTo(new UsageOutcome.NotReported());
        assertThat(cut.textEvents()).isEqualTo(2);
    }

    @Test
    void chunk_exceptionInTheStream_isFailedWithItsType() {
        byte[] exception = Frames.exception("throttlingException", "{\"message\":\"slow down\"}");
        Reading reading = Reads.streamed(BEDROCK_CONVERSE_STREAM, Frames.joined(DELTA, exception));
        assertThat(reading.usage()).isEqualTo(new UsageOutcome.Failed("throttlingException"));
        assertThat(reading.delivered()).isTrue();
        byte[] error = Frames.frame(
                Frames.textHeaders(Map.of(":message-type", "error", ":error-code", "InternalError")), new byte[0]);
        assertThat(Reads.streamed(BEDROCK_CONVERSE_STREAM, error).usage())
                .isEqualTo(new UsageOutcome.Failed("InternalError"));
        assertThat(Reads.reported(Reads.streamed(BEDROCK_CONVERSE_STREAM, Frames.joined(METADATA, exception)))
                        .usage())
                .as("what was counted is billed")
                .isEqualTo(CONVERSED);
    }

    @Test
    void chunk_damage_isUnreadableAndWhatFollowsWasDelivered() {
        byte[] stream = Frames.joined(DELTA, TOOL, METADATA);
        stream[DELTA.length + 9]++;
        Reading reading = Reads.streamed(BEDROCK_CONVERSE_STREAM, stream);
        assertThat(reading.usage()).isEqualTo(new UsageOutcome.Unreadable("must have a right prelude checksum: frame"));
        assertThat(reading.textBytes()).isEqualTo(12 + TOOL.length + METADATA.length);
        byte[] text = Frames.event("metadata", "no JSON {\"usage\":{");
        assertThat(Reads.streamed(BEDROCK_CONVERSE_STREAM, text).usage()).isInstanceOf(UsageOutcome.Unreadable.class);
    }

    @Test
    void chunk_textFrames_allocateNothing() throws ReflectiveOperationException {
        byte[] chunk = modelChunk("{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"Twelve bytes\"}}");
        StreamReader converse = BEDROCK_CONVERSE_STREAM.reader().stream();
        StreamReader invoke = BEDROCK_INVOKE_STREAM.reader().stream();
        assertThat(Garbage.of(() -> converse.chunk(DELTA, 0, DELTA.length))).isZero();
        assertThat(Garbage.of(() -> invoke.chunk(chunk, 0, chunk.length))).isZero();
        assertThat(converse.reading().textEvents()).isEqualTo(invoke.reading().textEvents());
    }

    @Test
    void read_invokedModel_isCountedByTheHeaders() {
        Map<String, String> headers = Map.of(
                "x-amzn-bedrock-input-token-count", "17",
                "x-amzn-bedrock-output-token-count", "190",
                "x-amzn-bedrock-cache-read-input-token-count", "3",
                "x-amzn-bedrock-cache-write-input-token-count", "4",
                "x-amzn-bedrock-invocation-latency", "2144");
        Reading reading = read("{\"generation\":\"Twelve bytes\"}", headers);
        assertThat(Reads.reported(reading).usage())
                .isEqualTo(
                        Usage.tokens(17, 190).with(Meter.CACHED_INPUT_TOKENS, 3).with(Meter.CACHE_WRITE_5M_TOKENS, 4));
        assertThat(reading.textBytes()).isEqualTo(12);
        assertThat(Reads.whole(BEDROCK_INVOKE, "{\"generation\":\"Twelve bytes\"}")
                        .usage())
                .isEqualTo(new UsageOutcome.NotReported());
    }

    @Test
    void read_headersThatAreNoCounts_areAsIfAbsent() {
        for (String value : new String[] {"", "-1", "1.5", "\u0661", "9999999999999999", "17 "}) {
            assertThat(read("{}", Map.of("x-amzn-bedrock-input-token-count", value))
                            .usage())
                    .as(value)
                    .isEqualTo(new UsageOutcome.NotReported());
        }
    }

    @Test
    void read_bodyAndHeaders_theBodyStandsAndADifferenceIsTold() {
        String body = "{\"content\":[{\"text\":\"hi\"}],\"usage\":{\"input_tokens\":17,\"output_tokens\":9}}";
        Map<String, String> headers = Map.of(
                "x-amzn-bedrock-input-token-count", "17",
                "x-amzn-bedrock-output-token-count", "8",
                "x-amzn-bedrock-cache-read-input-token-count", "3");
        UsageOutcome.Reported reported = Reads.reported(read(body, headers));
        assertThat(reported.usage()).isEqualTo(Usage.tokens(17, 9).with(Meter.CACHED_INPUT_TOKENS, 3));
        assertThat(reported.flags()).containsExactly("headers say otherwise: OUTPUT=8");
        assertThat(ProviderApi.OPENAI_CHAT
                        .reader()
                        .read("{}".getBytes(UTF_8), name -> Optional.of("7"))
                        .usage())
                .as("other APIs do not count in headers")
                .isEqualTo(new UsageOutcome.NotReported());
    }

    @Test
    void chunk_invokedAnthropicModel_isReadAsAnthropics() {
        byte[] start = modelChunk("""
                {"type":"message_start","message":{"model":"claude-scale-1","usage":{"input_tokens":10,
                 "cache_creation_input_tokens":30,"cache_read_input_tokens":20,
                 "cache_creation":{"ephemeral_5m_input_tokens":18,"ephemeral_1h_input_tokens":12},"output_tokens":1}}}""");
        byte[] text = modelChunk("{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"Twelve bytes\"}}");
        byte[] end = modelChunk("{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"output_tokens\":5}}");
        byte[] stop = modelChunk("""
                {"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":10,"outputTokenCount":5,
                 "invocationLatency":9,"firstByteLatency":3,"cacheReadInputTokenCount":20,
                 "cacheWriteInputTokenCount":30}}""");
        Reading reading = Reads.streamed(BEDROCK_ANTHROPIC, Frames.joined(start, text, end, stop));
        assertThat(Reads.reported(reading).usage()).isEqualTo(CONVERSED);
        assertThat(Reads.reported(reading).flags()).isEmpty();
        assertThat(reading.facts().model()).isEqualTo("claude-scale-1");
        assertThat(reading.textBytes()).isEqualTo(12);
        assertThat(Reads.streamed(BEDROCK_ANTHROPIC, Frames.joined(start, text)).usage())
                .isInstanceOf(UsageOutcome.Partial.class);
        assertThat(Reads.reported(Reads.streamed(BEDROCK_ANTHROPIC, Frames.joined(start, text, stop)))
                        .usage())
                .isEqualTo(CONVERSED);
    }

    @Test
    void chunk_invokedModel_isCountedByTheMetricsOfItsLastChunk() {
        byte[] stream = Frames.joined(modelChunk("{\"outputText\":\"Twelve\"}"), modelChunk("""
                {"outputText":" bytes","completionReason":"FINISH",
                 "amazon-bedrock-invocationMetrics":{"inputTokenCount":5,"outputTokenCount":10}}"""));
        Reading reading = Reads.streamed(BEDROCK_INVOKE_STREAM, stream);
        assertThat(Reads.reported(reading).usage()).isEqualTo(Usage.tokens(5, 10));
        assertThat(reading.textBytes()).isEqualTo(12);
        assertThat(Reads.streamed(ProviderApi.BEDROCK_INVOCATION_METRICS, stream)
                        .usage())
                .isEqualTo(reading.usage());
    }

    @Test
    void chunk_modelChunkThatIsNoBase64_isUnreadable() {
        byte[] wrong = Frames.event("chunk", "{\"bytes\":\"***\"}");
        assertThat(Reads.streamed(BEDROCK_INVOKE_STREAM, wrong).usage())
                .isEqualTo(new UsageOutcome.Unreadable("must be Base64: bytes of a chunk"));
        assertThat(Reads.streamed(BEDROCK_INVOKE_STREAM, Frames.event("chunk", "{}"))
                        .delivered())
                .isTrue();
    }

    private static Reading read(String body, Map<String, String> headers) {
        return BEDROCK_ANTHROPIC.reader().read(body.getBytes(UTF_8), name -> Optional.ofNullable(headers.get(name)));
    }

    private static byte[] modelChunk(String json) {
        String bytes = Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
        return Frames.event("chunk", "{\"bytes\":\"" + bytes + "\",\"p\":\"abcdefgh\"}");
    }
}
