// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static io.weighhouse.metering.provider.ProviderApi.ANTHROPIC_MESSAGES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicTest {

    private static final String START = """
            event: message_start
            data: {"type":"message_start","message":{"id":"m","model":"claude-scale-1","content":[],"usage":{
            """.stripTrailing() + """
            "input_tokens":10,"cache_creation_input_tokens":300,"cache_read_input_tokens":40,
            """.strip() + """
            "cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200},"output_tokens":1,
            """.strip() + """
            "service_tier":"priority","inference_geo":"us"}}}

            """;

    private static final String TEXT = """
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Twelve bytes"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{}"}}

            """;

    private static final String END = """
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":25}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    private static final Usage PROMPT = Usage.of(Meter.INPUT_TOKENS, 10)
            .with(Meter.CACHED_INPUT_TOKENS, 40)
            .with(Meter.CACHE_WRITE_5M_TOKENS, 100)
            .with(Meter.CACHE_WRITE_1H_TOKENS, 200);

    @Test
    void read_cacheOutsideTheInput_countsEachTokenOnce() {
        Reading reading = Reads.whole(ANTHROPIC_MESSAGES, """
                {"type":"message","model":"claude-scale-1","content":[{"type":"text","text":"Twelve bytes"}],
                 "usage":{"input_tokens":10,"cache_creation_input_tokens":300,"cache_read_input_tokens":40,
                  "cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200},
                  "output_tokens":25,"output_tokens_details":{"thinking_tokens":20},
                  "server_tool_use":{"web_search_requests":2,"web_fetch_requests":0},
                  "service_tier":"priority","inference_geo":"us"}}""");
        assertThat(Reads.reported(reading).usage())
                .isEqualTo(PROMPT.with(Meter.OUTPUT_TOKENS, 5)
                        .with(Meter.REASONING_TOKENS, 20)
                        .with(Meter.WEB_SEARCHES, 2)
                        .with(Meter.WEB_FETCHES, 0));
        assertThat(Reads.reported(reading).flags()).isEmpty();
        assertThat(reading.facts())
                .isEqualTo(new ResponseFacts("anthropic.messages", "claude-scale-1", "priority", "us", null));
        assertThat(reading.textBytes()).isEqualTo(12);
    }

    @Test
    void read_writesNotBrokenDown_areForFiveMinutes() {
        assertThat(Reads.reported(ANTHROPIC_MESSAGES, """
                {"usage":{"input_tokens":1,"cache_creation_input_tokens":300,"output_tokens":2,
                 "cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0}}}""").usage())
                .isEqualTo(Usage.tokens(1, 2)
                        .with(Meter.CACHE_WRITE_5M_TOKENS, 300)
                        .with(Meter.CACHE_WRITE_1H_TOKENS, 0));
        assertThat(Reads.reported(ANTHROPIC_MESSAGES, """
                {"usage":{"input_tokens":1,"output_tokens":2,"cache_creation":{"ephemeral_1h_input_tokens":7}}}""").usage())
                .isEqualTo(
                        Usage.tokens(1, 2).with(Meter.CACHE_WRITE_5M_TOKENS, 0).with(Meter.CACHE_WRITE_1H_TOKENS, 7));
    }

    @Test
    void read_writesBrokenDownBeyondTheirSum_isInconsistent() {
        UsageOutcome outcome = Reads.outcome(ANTHROPIC_MESSAGES, """
                {"usage":{"input_tokens":1,"cache_creation_input_tokens":3,"output_tokens":2,
                 "cache_creation":{"ephemeral_5m_input_tokens":4}}}""");
        assertThat(outcome).isInstanceOf(UsageOutcome.Inconsistent.class);
    }

    @Test
    void read_minimalUsage_leavesTheRestAbsent() {
        assertThat(Reads.reported(ANTHROPIC_MESSAGES, "{\"usage\":{\"input_tokens\":17,\"output_tokens\":220}}")
                        .usage())
                .isEqualTo(Usage.tokens(17, 220));
    }

    @Test
    void read_legsOfSeveralModels_areThePartsOfTheAnswer() {
        UsageOutcome.Reported reported = Reads.reported(ANTHROPIC_MESSAGES, """
                {"model":"claude-scale-1","usage":{"input_tokens":30,"output_tokens":12,
                 "server_tool_use":{"web_search_requests":1},
                 "iterations":[
                  {"type":"message","input_tokens":10,"cache_read_input_tokens":5,"output_tokens":9},
                  {"type":"advisor_message","model":"claude-big-2","input_tokens":50,"output_tokens":4},
                  {"type":"message","input_tokens":20,"output_tokens":3}]}}""");
        assertThat(reported.usage()).isEqualTo(Usage.tokens(30, 12).with(Meter.WEB_SEARCHES, 1));
        assertThat(reported.legs())
                .containsExactly(
                        new Leg(
                                "message",
                                null,
                                Usage.tokens(10, 9)
                                        .with(Meter.CACHED_INPUT_TOKENS, 5)
                                        .with(Meter.WEB_SEARCHES, 1)),
                        new Leg("advisor_message", "claude-big-2", Usage.tokens(50, 4)),
                        new Leg("message", null, Usage.tokens(20, 3)));
    }

    @Test
    void read_legWithoutOutput_isToldButNotAPart() {
        UsageOutcome.Reported reported = Reads.reported(ANTHROPIC_MESSAGES, """
                {"usage":{"input_tokens":41,"output_tokens":12,"iterations":[
                  {"type":"message","model":"claude-scale-1","input_tokens":40,"output_tokens":0},
                  {"type":"fallback_message","model":"claude-big-2","input_tokens":41,"output_tokens":12}]}}""");
        assertThat(reported.legs()).containsExactly(new Leg("fallback_message", "claude-big-2", Usage.tokens(41, 12)));
        assertThat(reported.flags()).containsExactly("not billed: message of INPUT=40");
    }

    @Test
    void read_oneLegOfTheSameModel_isNoPart() {
        assertThat(Reads.reported(ANTHROPIC_MESSAGES, """
                {"usage":{"input_tokens":1,"output_tokens":2,
                 "iterations":[{"type":"message","input_tokens":1,"output_tokens":2}]}}""").legs()).isEmpty();
    }

    @Test
    void read_manyLegs_areBounded() {
        String legs = "{\"type\":\"message\",\"input_tokens\":1,\"output_tokens\":2},".repeat(65);
        assertThat(Reads.outcome(
                        ANTHROPIC_MESSAGES,
                        "{\"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"iterations\":[" + legs + "{}]}}"))
                .isEqualTo(new UsageOutcome.Unreadable("must be at most 64 parts of one answer"));
    }

    @Test
    void read_unknownNumber_isAFlag() {
        assertThat(Reads.reported(ANTHROPIC_MESSAGES, """
                {"usage":{"input_tokens":1,"output_tokens":2,"moon_tokens":7,"server_tool_use":{"flights":1}}}""").flags())
                .containsExactly("unknown field: moon_tokens=7", "unknown field: flights=1");
    }

    @Test
    void chunk_deltaAfterStart_lastWordOnEachFieldStands() {
        Reading reading = Reads.streamed(ANTHROPIC_MESSAGES, START + TEXT + END);
        assertThat(Reads.reported(reading).usage()).isEqualTo(PROMPT.with(Meter.OUTPUT_TOKENS, 25));
        assertThat(reading.facts())
                .isEqualTo(new ResponseFacts("anthropic.messages", "claude-scale-1", "priority", "us", null));
        assertThat(reading.textEvents()).isEqualTo(3);
        assertThat(reading.textBytes()).isEqualTo(16);
    }

    @Test
    void chunk_deltaThatCountsTheInputAgain_replacesIt() {
        String end = """
                data: {"type":"message_delta","delta":{},"usage":{"input_tokens":99,"cache_read_input_tokens":0,
                """.strip() + "\"output_tokens\":25,\"server_tool_use\":{\"web_fetch_requests\":1}}}\n\n";
        assertThat(Reads.reported(Reads.streamed(ANTHROPIC_MESSAGES, START + TEXT + end))
                        .usage())
                .isEqualTo(PROMPT.with(Meter.INPUT_TOKENS, 99)
                        .with(Meter.CACHED_INPUT_TOKENS, 0)
                        .with(Meter.OUTPUT_TOKENS, 25)
                        .with(Meter.WEB_FETCHES, 1));
    }

    @Test
    void chunk_cutBeforeItsEnd_isPartialWithItsPrompt() {
        Reading reading = Reads.streamed(ANTHROPIC_MESSAGES, START + TEXT);
        assertThat(reading.usage()).isInstanceOf(UsageOutcome.Partial.class);
        assertThat(((UsageOutcome.Partial) reading.usage()).soFar()).isEqualTo(PROMPT.with(Meter.OUTPUT_TOKENS, 1));
        assertThat(reading.estimatedOutputTokens()).isEqualTo(4);
    }

    @Test
    void chunk_nonsenseAfterTheStart_keepsWhatWasCounted() {
        Reading reading = Reads.streamed(ANTHROPIC_MESSAGES, START + TEXT + "data: {\"usage\":{\"output_tokens\":\n\n");
        assertThat(reading.usage()).isInstanceOf(UsageOutcome.Partial.class);
        String wrong = "data: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":-25}}\n\n";
        assertThat(Reads.streamed(ANTHROPIC_MESSAGES, START + TEXT + wrong).usage())
                .isEqualTo(new UsageOutcome.Unreadable("must be a count: output_tokens=-25"));
    }

    @Test
    void chunk_startAgain_countsFromThere() {
        Reading reading = Reads.streamed(ANTHROPIC_MESSAGES, START + TEXT + END + START);
        assertThat(reading.usage()).isInstanceOf(UsageOutcome.Partial.class);
        assertThat(Reads.reported(Reads.streamed(ANTHROPIC_MESSAGES, START + START + TEXT + END))
                        .usage())
                .isEqualTo(PROMPT.with(Meter.OUTPUT_TOKENS, 25));
    }

    @Test
    void chunk_errorBeforeAnyText_isFailedAndAfterTextIsPartial() {
        String error = """
                event: error
                data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}

                """;
        assertThat(Reads.streamed(ANTHROPIC_MESSAGES, error).usage())
                .isEqualTo(new UsageOutcome.Failed("overloaded_error"));
        assertThat(Reads.streamed(ANTHROPIC_MESSAGES, START + error).usage())
                .isEqualTo(new UsageOutcome.Failed("overloaded_error"));
        assertThat(Reads.streamed(ANTHROPIC_MESSAGES, START + TEXT + error).usage())
                .isInstanceOf(UsageOutcome.Partial.class);
        assertThat(Reads.reported(Reads.streamed(ANTHROPIC_MESSAGES, START + TEXT + END + error))
                        .usage()
                        .quantity(Meter.OUTPUT_TOKENS))
                .isEqualTo(25);
    }

    @Test
    void chunk_textWithoutUsage_allocatesNothing() throws ReflectiveOperationException {
        byte[] start = START.getBytes(UTF_8);
        byte[] text = TEXT.getBytes(UTF_8);
        StreamReader stream = ANTHROPIC_MESSAGES.reader().stream();
        stream.chunk(start, 0, start.length);
        assertThat(Garbage.of(() -> stream.chunk(text, 0, text.length))).isZero();
        assertThat(stream.reading().delivered()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"usage\":{\"input_tokens\":-1}}",
                "{\"usage\":{\"input_tokens\":1.5}}",
                "{\"usage\":{\"input_tokens\":1,\"iterations\":[{\"output_tokens\":\"x\"}]}}",
                "{\"usage\":{\"cache_creation\":{\"ephemeral_5m_input_tokens\":1e3}}}",
                "{\"usage\":{\"server_tool_use\":{\"web_search_requests\":9223372036854775808}}}",
                "{\"usage\":{\"input_tokens\":1",
            })
    void read_nonsense_isUnreadable(String body) {
        assertThat(Reads.outcome(ANTHROPIC_MESSAGES, body)).isInstanceOf(UsageOutcome.Unreadable.class);
    }

    @Test
    void read_textCompletion_isDeliveredWithoutUsage() {
        Reading reading = Reads.whole(
                ProviderApi.ANTHROPIC_COMPLETE, "{\"type\":\"completion\",\"completion\":\" Hello!\",\"model\":\"m\"}");
        assertThat(reading.usage()).isEqualTo(new UsageOutcome.NotReported());
        assertThat(reading.textBytes()).isEqualTo(7);
    }

    @Test
    void read_count_isNoUsage() {
        assertThat(Reads.outcome(ProviderApi.ANTHROPIC_COUNT, "{\"input_tokens\":14}"))
                .isEqualTo(new UsageOutcome.NotReported());
        assertThat(Reads.outcome(
                        ProviderApi.ANTHROPIC_COUNT, "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\"}}"))
                .isEqualTo(new UsageOutcome.Failed("not_found_error"));
    }

    @Test
    void read_onVertex_isTheSame() {
        Reading reading = Reads.streamed(ProviderApi.VERTEX_ANTHROPIC, START + TEXT + END);
        assertThat(Reads.reported(reading).usage()).isEqualTo(PROMPT.with(Meter.OUTPUT_TOKENS, 25));
        assertThat(reading.facts().api()).isEqualTo("vertex.anthropic");
    }
}
