// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static io.weighhouse.metering.provider.ProviderApi.COHERE_CHAT;
import static io.weighhouse.metering.provider.ProviderApi.COHERE_EMBEDDINGS;
import static io.weighhouse.metering.provider.ProviderApi.COHERE_RERANK;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CohereTest {

    private static final String UNITS = """
            {"billed_units":{"input_tokens":13,"output_tokens":5},
             "tokens":{"input_tokens":542,"output_tokens":6},"cached_tokens":208}""".replace("\n", "");

    private static final String DELTA =
            "{\"type\":\"content-delta\",\"delta\":{\"message\":{\"content\":{\"text\":\"Twelve\"}}}}";

    @Test
    void read_billedUnits_countAndTokensAreTold() {
        UsageOutcome.Reported v2 = Reads.reported(
                COHERE_CHAT,
                "{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]},\"usage\":" + UNITS + "}");
        assertThat(v2.usage()).isEqualTo(Usage.tokens(13, 5));
        assertThat(v2.flags())
                .containsExactly(
                        "not billed: input_tokens=542", "not billed: output_tokens=6", "not billed: cached_tokens=208");
        assertThat(Reads.reported(COHERE_CHAT, "{\"text\":\"hi\",\"meta\":" + UNITS + "}"))
                .isEqualTo(v2);
    }

    @Test
    void chunk_versionTwo_isReadFromItsEnd() {
        String citation = "{\"type\":\"citation-start\",\"delta\":{\"message\":{\"citations\":"
                + "{\"text\":\"Twelve\",\"sources\":[{\"document\":{\"text\":\"x]}\"}}]}}}}";
        String end = "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":" + UNITS + "}}";
        Reading reading = Reads.streamed(COHERE_CHAT, sse(DELTA) + sse(DELTA) + sse(citation) + sse(end));
        assertThat(Reads.reported(reading).usage()).isEqualTo(Usage.tokens(13, 5));
        assertThat(reading.textBytes()).isEqualTo(12);
        assertThat(reading.textEvents()).isEqualTo(2);
        assertThat(Reads.streamed(COHERE_CHAT, sse(DELTA)).usage()).isEqualTo(new UsageOutcome.NotReported());
    }

    @Test
    void chunk_versionOne_isReadFromItsEndWhichRepeatsTheText() {
        String text = "{\"is_finished\":false,\"event_type\":\"text-generation\",\"text\":\"Twelve\"}\n";
        String end = "{\"is_finished\":true,\"event_type\":\"stream-end\",\"response\":{\"text\":\"TwelveTwelve\","
                + "\"chat_history\":[{\"message\":\"q\"}],\"meta\":"
                + UNITS
                + "}}\n";
        Reading reading = Reads.streamed(COHERE_CHAT, text + text + end);
        assertThat(Reads.reported(reading).usage()).isEqualTo(Usage.tokens(13, 5));
        assertThat(reading.textBytes()).isEqualTo(12);
        assertThat(reading.textEvents()).isEqualTo(2);
    }

    @Test
    void read_messageAtTheTop_isFailed() {
        assertThat(Reads.outcome(COHERE_CHAT, "{\"id\":\"x\",\"message\":\"model not found\"}"))
                .isEqualTo(new UsageOutcome.Failed("unknown"));
    }

    @Test
    void read_zeroUnitsBesideText_isNotFree() {
        assertThat(Reads.outcome(
                        COHERE_CHAT,
                        "{\"text\":\"hi\",\"meta\":{\"billed_units\":{\"input_tokens\":3,\"output_tokens\":0}}}"))
                .isEqualTo(new UsageOutcome.ZeroWithOutput());
    }

    @Test
    void read_embeddings_countInputPicturesApart() {
        assertThat(Reads.reported(COHERE_EMBEDDINGS, """
                {"embeddings":{"float":[[0.1,-2e-3]]},
                 "meta":{"billed_units":{"images":1,"image_tokens":70,"input_tokens":4}}}""").usage())
                .isEqualTo(Usage.of(Meter.INPUT_TOKENS, 4)
                        .with(Meter.IMAGE_INPUT_TOKENS, 70)
                        .with(Meter.INPUT_IMAGES, 1));
        assertThat(Reads.outcome(COHERE_EMBEDDINGS, "{\"meta\":{\"billed_units\":{\"input_tokens\":0}}}"))
                .isEqualTo(new UsageOutcome.ZeroWithOutput());
    }

    @Test
    void read_ranking_countsSearchUnits() {
        assertThat(Reads.reported(COHERE_RERANK, "{\"results\":[],\"meta\":{\"billed_units\":{\"search_units\":2}}}")
                        .usage())
                .isEqualTo(Usage.of(Meter.SEARCH_UNITS, 2));
    }

    @Test
    void read_generation_isBilledAsChatIs() {
        assertThat(Reads.reported(ProviderApi.COHERE_GENERATE, """
                {"generations":[{"text":"hi"}],"prompt":"hello",
                 "meta":{"billed_units":{"input_tokens":7,"output_tokens":129}}}""").usage()).isEqualTo(Usage.tokens(7, 129));
    }

    @ParameterizedTest
    @EnumSource(names = {"VOYAGE_RERANK", "JINA_RERANK", "JINA_EMBEDDINGS"})
    void read_tokensOfARanking_areAllInput(ProviderApi api) {
        assertThat(Reads.reported(api, "{\"data\":[],\"model\":\"r\",\"usage\":{\"total_tokens\":43}}")
                        .usage())
                .isEqualTo(Usage.of(Meter.INPUT_TOKENS, 43));
        assertThat(Reads.reported(api, "{\"usage\":{\"total_tokens\":43,\"prompt_tokens\":43}}")
                        .usage())
                .isEqualTo(Usage.of(Meter.INPUT_TOKENS, 43));
        assertThat(Reads.outcome(api, "{\"usage\":{\"total_tokens\":0}}")).isEqualTo(new UsageOutcome.ZeroWithOutput());
        assertThat(Reads.outcome(api, "{\"detail\":\"no such model\"}")).isEqualTo(new UsageOutcome.Failed("unknown"));
    }

    private static String sse(String json) {
        return "event: e\ndata: " + json + "\n\n";
    }
}
