// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static io.weighhouse.metering.provider.ProviderApi.GOOGLE_EMBED;
import static io.weighhouse.metering.provider.ProviderApi.GOOGLE_GENERATE_CONTENT;
import static io.weighhouse.metering.provider.ProviderApi.GOOGLE_LIVE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsagePart;
import org.junit.jupiter.api.Test;

class GeminiTest {

    private static final String FIRST = """
            {"candidates":[{"content":{"parts":[{"text":"Twelve"}],"role":"model"}}],
             "usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":16,"thoughtsTokenCount":5},
             "modelVersion":"gemini-scale-1"}
            """;

    private static final String LAST = """
            {"candidates":[{"content":{"parts":[{"text":" bytes"}],"role":"model"},"finishReason":"STOP",
              "groundingMetadata":{"groundingSupports":[{"segment":{"text":"Twelve bytes }]"}}]}}],
             "usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":4,"totalTokenCount":18,"thoughtsTokenCount":5},
             "modelVersion":"gemini-scale-1"}
            """;

    private static final Usage ALL = Usage.tokens(9, 4).with(Meter.REASONING_TOKENS, 5);

    @Test
    void read_thoughtsOutsideTheAnswer_areAdded() {
        Reading reading = Reads.whole(GOOGLE_GENERATE_CONTENT, """
                {"candidates":[{"content":{"parts":[{"text":"Twelve bytes"}]}}],"modelVersion":"gemini-scale-1",
                 "usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":60,"candidatesTokenCount":10,
                  "thoughtsTokenCount":30,"toolUsePromptTokenCount":7,"totalTokenCount":147,"serviceTier":"flex",
                  "promptTokensDetails":[{"modality":"TEXT","tokenCount":100}],
                  "cacheTokensDetails":[{"modality":"TEXT","tokenCount":60}],
                  "toolUsePromptTokensDetails":[{"modality":"TEXT","tokenCount":7}]}}""");
        assertThat(Reads.reported(reading).usage())
                .isEqualTo(Usage.tokens(40, 10)
                        .with(Meter.CACHED_INPUT_TOKENS, 60)
                        .with(Meter.REASONING_TOKENS, 30)
                        .with(Meter.TOOL_PROMPT_TOKENS, 7));
        assertThat(Reads.reported(reading).flags()).isEmpty();
        assertThat(Reads.reported(reading).counts().count(UsagePart.TOTAL)).hasValue(147);
        assertThat(reading.facts())
                .isEqualTo(new ResponseFacts("google.generateContent", "gemini-scale-1", "flex", null, null));
        assertThat(reading.textBytes()).isEqualTo(12);
    }

    @Test
    void read_modalities_areClassesOfTheirOwn() {
        Usage usage = Reads.reported(GOOGLE_GENERATE_CONTENT, """
                {"usageMetadata":{"promptTokenCount":1000,"cachedContentTokenCount":300,"candidatesTokenCount":500,
                  "promptTokensDetails":[{"modality":"TEXT","tokenCount":50},{"tokenCount":400,"modality":"VIDEO"},
                    {"modality":"AUDIO","tokenCount":150},{"modality":"IMAGE","tokenCount":300},
                    {"modality":"DOCUMENT","tokenCount":100}],
                  "cacheTokensDetails":[{"modality":"VIDEO","tokenCount":200},{"modality":"AUDIO","tokenCount":100}],
                  "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":420}]}}""").usage();
        assertThat(usage)
                .isEqualTo(Usage.tokens(150, 80)
                        .with(Meter.CACHED_INPUT_TOKENS, 0)
                        .with(Meter.CACHED_VIDEO_INPUT_TOKENS, 200)
                        .with(Meter.CACHED_AUDIO_INPUT_TOKENS, 100)
                        .with(Meter.VIDEO_INPUT_TOKENS, 200)
                        .with(Meter.AUDIO_INPUT_TOKENS, 50)
                        .with(Meter.IMAGE_INPUT_TOKENS, 300)
                        .with(Meter.IMAGE_OUTPUT_TOKENS, 420));
    }

    @Test
    void read_modalitiesByNumber_areTheSame() {
        Reading reading = Reads.whole(GOOGLE_GENERATE_CONTENT, """
                {"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5,"trafficType":1,
                  "promptTokensDetails":[{"modality":4,"tokenCount":3}]}}""");
        assertThat(Reads.reported(reading).usage()).isEqualTo(Usage.tokens(7, 5).with(Meter.AUDIO_INPUT_TOKENS, 3));
        assertThat(reading.facts().serviceTier()).isEqualTo("1");
    }

    @Test
    void read_detailsThatDoNotSumUp_areFlaggedAndTheWholeStands() {
        UsageOutcome.Reported reported = Reads.reported(GOOGLE_GENERATE_CONTENT, """
                {"usageMetadata":{"promptTokenCount":432,"candidatesTokenCount":5,"totalTokenCount":500,
                  "promptTokensDetails":[{"modality":"TEXT","tokenCount":301},{"modality":"SMELL","tokenCount":2}]}}""");
        assertThat(reported.usage()).isEqualTo(Usage.tokens(432, 5));
        assertThat(reported.flags())
                .containsExactlyInAnyOrder(
                        "TEXT_INPUT=301 is not what the whole leaves=432",
                        "unknown field: promptTokensDetails.SMELL=2",
                        "TOTAL=500 is not INPUT+OUTPUT=437");
    }

    @Test
    void read_detailsBeyondTheWhole_areInconsistent() {
        assertThat(Reads.outcome(GOOGLE_GENERATE_CONTENT, """
                {"usageMetadata":{"promptTokenCount":4,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":5}]}}""")).isInstanceOf(UsageOutcome.Inconsistent.class);
    }

    @Test
    void read_answerWithoutTokens_isZeroUnlessTextCame() {
        assertThat(Reads.reported(
                                GOOGLE_GENERATE_CONTENT,
                                "{\"usageMetadata\":{\"promptTokenCount\":14,\"totalTokenCount\":14}}")
                        .usage())
                .isEqualTo(Usage.tokens(14, 0));
        assertThat(Reads.outcome(
                        GOOGLE_GENERATE_CONTENT,
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]}}],"
                                + "\"usageMetadata\":{\"promptTokenCount\":14}}"))
                .isEqualTo(new UsageOutcome.ZeroWithOutput());
        assertThat(Reads.outcome(GOOGLE_GENERATE_CONTENT, "{\"usageMetadata\":{\"trafficType\":\"ON_DEMAND\"}}"))
                .isEqualTo(new UsageOutcome.NotReported());
    }

    @Test
    void read_error_isFailedWithItsStatus() {
        assertThat(Reads.outcome(
                        GOOGLE_GENERATE_CONTENT,
                        "{\"error\":{\"code\":429,\"message\":\"no\",\"status\":\"RESOURCE_EXHAUSTED\"}}"))
                .isEqualTo(new UsageOutcome.Failed("RESOURCE_EXHAUSTED"));
    }

    @Test
    void chunk_usageOnEveryEvent_theLastStands() {
        Reading reading = Reads.streamed(GOOGLE_GENERATE_CONTENT, sse(FIRST) + sse(LAST));
        assertThat(Reads.reported(reading).usage()).isEqualTo(ALL);
        assertThat(reading.textEvents()).isEqualTo(2);
        assertThat(reading.textBytes()).as("grounding repeats what was said").isEqualTo(12);
        Reading cut =
                Reads.streamed(GOOGLE_GENERATE_CONTENT, sse(FIRST) + sse(LAST).substring(0, 40));
        assertThat(Reads.reported(cut).usage()).isEqualTo(ALL.with(Meter.OUTPUT_TOKENS, 2));
    }

    @Test
    void chunk_arrayOfEvents_isReadLikeServerSentEvents() {
        Reading array = Reads.streamed(GOOGLE_GENERATE_CONTENT, " [" + FIRST + "\n,\r\n" + LAST + "]\n");
        assertThat(array).isEqualTo(Reads.streamed(GOOGLE_GENERATE_CONTENT, sse(FIRST) + sse(LAST)));
        Reading whole = Reads.whole(GOOGLE_GENERATE_CONTENT, "[" + FIRST + "," + LAST + "]");
        assertThat(whole.usage()).isEqualTo(array.usage());
        assertThat(whole.facts()).isEqualTo(array.facts());
    }

    @Test
    void chunk_pictureOfMegabytes_doesNotHideTheUsage() {
        String picture = "{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"data\":\""
                + "iVBORw0KGgo/".repeat(300_000)
                + "\"}}]}}],\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":1290,"
                + "\"candidatesTokensDetails\":[{\"modality\":\"IMAGE\",\"tokenCount\":1290}]}}\n";
        for (String stream : new String[] {sse(picture), "[" + picture + "]"}) {
            Reading reading = Reads.streamed(GOOGLE_GENERATE_CONTENT, stream.getBytes(UTF_8), 64 << 10);
            assertThat(Reads.reported(reading).usage())
                    .isEqualTo(Usage.tokens(9, 0).with(Meter.IMAGE_OUTPUT_TOKENS, 1290));
            assertThat(reading.textBytes()).isZero();
            assertThat(reading.delivered()).isTrue();
        }
    }

    @Test
    void chunk_endlessEvent_isBoundedAndSaidSo() {
        byte[] chunk = "{\"text\":\"xxxxxxxx".repeat(100_000).getBytes(UTF_8);
        StreamReader stream = GOOGLE_GENERATE_CONTENT.reader().stream();
        stream.chunk(new byte[] {'['}, 0, 1);
        for (int i = 0; i < 30; i++) {
            stream.chunk(chunk, 0, chunk.length);
        }
        assertThat(stream.reading().usage()).isEqualTo(new UsageOutcome.Unreadable("an event is longer than 32 MiB"));
        assertThat(stream.reading().textBytes()).isGreaterThan(40 << 20);
    }

    @Test
    void chunk_turnsOfASession_addUpWhereverLinesEnd() {
        String turn = """
                {
                  "serverContent": {"turnComplete": true},
                  "usageMetadata": {"promptTokenCount": 100, "responseTokenCount": 40, "thoughtsTokenCount": 8,
                    "totalTokenCount": 140,
                    "promptTokensDetails": [{"modality": "AUDIO", "tokenCount": 90}],
                    "responseTokensDetails": [{"modality": "AUDIO", "tokenCount": 40}]}
                }""";
        String sound = "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"inlineData\":{\"data\":\"AAAA\"}}]}}}";
        String heard = "{\"serverContent\":{\"inputTranscription\":{\"text\":\"hello\"}}}";
        String spoken = "{\"serverContent\":{\"outputTranscription\":{\"text\":\"hi\"}}}";
        Reading reading = Reads.streamed(GOOGLE_LIVE, heard + sound + spoken + turn + sound + turn);
        assertThat(Reads.reported(reading).usage())
                .isEqualTo(Usage.tokens(20, 0)
                        .with(Meter.AUDIO_INPUT_TOKENS, 180)
                        .with(Meter.REASONING_TOKENS, 16)
                        .with(Meter.AUDIO_OUTPUT_TOKENS, 80));
        assertThat(Reads.reported(reading).flags())
                .as("the total may leave thoughts out")
                .isEmpty();
        assertThat(reading.textEvents()).isEqualTo(3);
        assertThat(reading.textBytes()).isEqualTo(2);
        assertThat(Reads.reported(GOOGLE_LIVE, turn).usage().quantity(Meter.AUDIO_OUTPUT_TOKENS))
                .isEqualTo(40);
    }

    @Test
    void read_embeddings_haveInputOnly() {
        assertThat(Reads.reported(GOOGLE_EMBED, """
                {"embedding":{"values":[0.5,-1.25e-7]},"usageMetadata":{"promptTokenCount":11,
                 "promptTokenDetails":[{"modality":"TEXT","tokenCount":11}]}}""").usage()).isEqualTo(Usage.tokens(11, 0));
        assertThat(Reads.reported(GOOGLE_EMBED, """
                {"metadata":{"billableCharacterCount":12},"predictions":[
                 {"embeddings":{"statistics":{"truncated":false,"token_count":4},"values":[0.5]}},
                 {"embeddings":{"values":[0.5],"statistics":{"token_count":3}}}]}""").usage()).isEqualTo(Usage.tokens(7, 0));
        assertThat(Reads.outcome(GOOGLE_EMBED, "{\"usageMetadata\":{\"promptTokenCount\":0}}"))
                .isEqualTo(new UsageOutcome.ZeroWithOutput());
    }

    @Test
    void read_vertexInTheFormOfOpenAi_findsThinkingInTheTotal() {
        Reading reading = Reads.whole(ProviderApi.VERTEX_OPENAI, """
                {"model":"google/gemini-scale-1","choices":[{"message":{"content":"hi"}}],
                 "usage":{"prompt_tokens":35,"completion_tokens":12,"total_tokens":109,
                 "extra_properties":{"google":{"traffic_type":"ON_DEMAND"}}}}""");
        assertThat(Reads.reported(reading).usage())
                .isEqualTo(Usage.tokens(35, 12).with(Meter.REASONING_TOKENS, 62));
        assertThat(reading.facts().serviceTier()).isEqualTo("ON_DEMAND");
    }

    private static String sse(String json) {
        return "data: " + json.replace("\n", "") + "\n\n";
    }
}
