// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.price.UsagePart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiChatTest {

    private static final String STREAM = """
            : a comment

            data: {"choices":[{"delta":{"role":"assistant","content":""}}],"usage":null}

            data: {"choices":[{"delta":{"content":"Scales \\"weigh\\" gr\u00fcn"}}],"usage":null}

            data: {"choices":[{"delta":{"content":", fairly."}}],"usage":null}

            data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}

            data: [DONE]

            """;

    private final UsageReader reader = UsageReader.openAiChat();

    @Test
    void read_partsIncludedInTheWhole_countsEachTokenOnce() {
        Usage usage = reported(body("""
                {"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,
                 "prompt_tokens_details":{"cached_tokens":40,"audio_tokens":5,"cache_write_tokens":10},
                 "completion_tokens_details":{"reasoning_tokens":30,"audio_tokens":2}}"""));
        assertThat(usage.quantity(Meter.INPUT_TOKENS)).isEqualTo(45);
        assertThat(usage.quantity(Meter.CACHED_INPUT_TOKENS)).isEqualTo(40);
        assertThat(usage.quantity(Meter.CACHE_WRITE_5M_TOKENS)).isEqualTo(10);
        assertThat(usage.quantity(Meter.AUDIO_INPUT_TOKENS)).isEqualTo(5);
        assertThat(usage.quantity(Meter.OUTPUT_TOKENS)).isEqualTo(18);
        assertThat(usage.quantity(Meter.REASONING_TOKENS)).isEqualTo(30);
        assertThat(usage.quantity(Meter.AUDIO_OUTPUT_TOKENS)).isEqualTo(2);
        assertThat(usage.reports(Meter.IMAGE_INPUT_TOKENS)).isFalse();
    }

    @Test
    void read_reasoningOnTopOfTheCompletion_isAdded() {
        Usage usage = reported(body("""
                {"prompt_tokens":12,"completion_tokens":1,"total_tokens":303,
                 "completion_tokens_details":{"reasoning_tokens":290}}"""));
        assertThat(usage).isEqualTo(Usage.tokens(12, 1).with(Meter.REASONING_TOKENS, 290));
    }

    @Test
    void read_partBeyondItsWhole_isInconsistentAndNeverCheaper() {
        UsageOutcome outcome = read(body("""
                {"prompt_tokens":43,"completion_tokens":10,"completion_tokens_details":{"reasoning_tokens":11}}"""));
        assertThat(outcome)
                .isEqualTo(new UsageOutcome.Inconsistent(
                        Usage.tokens(43, 11),
                        "OUTPUT=10 is less than its parts=11",
                        new UsageCounts.Builder()
                                .set(UsagePart.INPUT, 43)
                                .set(UsagePart.OUTPUT, 10)
                                .set(UsagePart.REASONING, 11)
                                .build()));
    }

    @Test
    void read_zeroCountsBesideText_isNotFree() {
        assertThat(read(body("{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}")))
                .isEqualTo(new UsageOutcome.ZeroWithOutput());
    }

    @Test
    void read_noUsage_isNotReportedButDelivered() {
        Reading reading = reader.read("{\"choices\":[{\"message\":{\"content\":\"twelve bytes\"}}]}".getBytes(UTF_8));
        assertThat(reading)
                .isEqualTo(new Reading(new UsageOutcome.NotReported(), 12, 1, ResponseFacts.of("openai.chat")));
        assertThat(reading.delivered()).isTrue();
        assertThat(reading.estimatedOutputTokens()).isEqualTo(3);
    }

    @Test
    void read_errorObject_isFailedWithTheProvidersCode() {
        assertThat(read("{\"error\":{\"message\":\"no\",\"type\":\"server_error\",\"code\":null}}"))
                .isEqualTo(new UsageOutcome.Failed("server_error"));
        assertThat(read("{\"error\":{}}")).isEqualTo(new UsageOutcome.Failed("unknown"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "[]",
                "{",
                "{\"usage\":{\"prompt_tokens\":1",
                "\u0000\u0001",
                "{\"usage\":{\"prompt_tokens\":-1}}",
                "{\"usage\":{\"prompt_tokens\":1.5}}",
                "{\"usage\":{\"prompt_tokens\":\"12\"}}",
                "{\"usage\":{\"prompt_tokens\":1e99}}",
                "{\"usage\":{\"prompt_tokens\":99999999999999999999}}",
                "{\"usage\":{\"prompt_tokens\":NaN}}",
            })
    void read_nonsense_isUnreadableAndNeverThrows(String body) {
        assertThat(read(body)).isInstanceOf(UsageOutcome.Unreadable.class);
    }

    @Test
    void read_deepNesting_isUnreadable() {
        assertThat(read("{\"a\":" + "[".repeat(10_000))).isInstanceOf(UsageOutcome.Unreadable.class);
    }

    @Test
    void read_usageInsideWhatTheModelSaid_isText() {
        String said = "{\\\"usage\\\":{\\\"prompt_tokens\\\":1}}, \\\"content\\\":\\\"x\\\"";
        Reading reading = reader.read(("{\"choices\":[{\"message\":{\"content\":\"" + said + "\"}}]}").getBytes(UTF_8));
        assertThat(reading.usage()).isEqualTo(new UsageOutcome.NotReported());
        assertThat(reading.textBytes()).isEqualTo(said.replace("\\\"", "\"").length());
    }

    @Test
    void chunk_cutAnywhere_readsTheSame() {
        byte[] bytes = STREAM.getBytes(UTF_8);
        Reading whole = streamed(bytes, bytes.length);
        assertThat(counted(whole.usage())).isEqualTo(Usage.tokens(9, 4));
        assertThat(whole.textEvents()).isEqualTo(2);
        assertThat(whole.textBytes()).isEqualTo("Scales \"weigh\" gr\u00fcn, fairly.".getBytes(UTF_8).length);
        for (int size = 1; size < bytes.length; size++) {
            assertThat(streamed(bytes, size)).as("chunks of %d", size).isEqualTo(whole);
        }
    }

    @Test
    void chunk_cutBeforeItsUsage_knowsWhatWasDelivered() {
        byte[] bytes = STREAM.substring(0, STREAM.indexOf(", fairly")).getBytes(UTF_8);
        Reading reading = streamed(bytes, bytes.length);
        assertThat(reading.usage()).isEqualTo(new UsageOutcome.NotReported());
        assertThat(reading.textEvents()).isEqualTo(1);
    }

    @Test
    void chunk_errorMidStream_isFailed() {
        String stream =
                "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"error\":{\"code\":\"overloaded\"}}\n\n";
        Reading reading = streamed(stream.getBytes(UTF_8), 7);
        assertThat(reading.usage()).isEqualTo(new UsageOutcome.Failed("overloaded"));
        assertThat(reading.delivered()).isTrue();
    }

    @Test
    void chunk_endlessLine_isBoundedAndSaidSo() {
        StreamReader stream = reader.stream();
        byte[] chunk = "data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx".repeat(1_000).getBytes(UTF_8);
        for (int i = 0; i < 100; i++) {
            stream.chunk(chunk, 0, chunk.length);
        }
        assertThat(stream.reading().usage()).isEqualTo(new UsageOutcome.Unreadable("an event is longer than 1 MiB"));
        assertThat(stream.reading().delivered()).as("it reached the caller").isTrue();
        assertThat(stream.reading().textBytes()).isGreaterThan(2 << 20);
    }

    @Test
    void chunk_lineAfterAnEndlessOne_isReadAgain() {
        StreamReader stream = reader.stream();
        byte[] endless = "data: ".concat("x".repeat(700_000)).getBytes(UTF_8);
        stream.chunk(endless, 0, endless.length);
        stream.chunk(endless, 0, endless.length);
        byte[] rest = ("x\n\n" + STREAM).getBytes(UTF_8);
        stream.chunk(rest, 0, rest.length);
        assertThat(counted(stream.reading().usage())).isEqualTo(Usage.tokens(9, 4));
        assertThat(stream.reading().textEvents()).isEqualTo(3);
        assertThat(stream.reading().textBytes()).isEqualTo(2L * endless.length + 1 + 29);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"usage\":{}}",
                "{\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0}}",
                "{\"usage\":{\"prompt_tokens\":-1}}",
                "{\"error\":{\"code\":\"overloaded\"}}",
                "{\"usage\":{\"prompt_tokens\":1",
            })
    void chunk_noCountAfterACount_doesNotTakeItsPlace(String later) {
        Reading reading = streamed((STREAM + "data: " + later + "\n\n").getBytes(UTF_8), 11);
        assertThat(counted(reading.usage())).isEqualTo(Usage.tokens(9, 4));
    }

    @Test
    void chunk_growingUsage_theLastCountStands() {
        String growing =
                "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":%d}}\n\n";
        String stream = String.format(growing, 0) + String.format(growing, 1) + String.format(growing, 2);
        assertThat(counted(streamed(stream.getBytes(UTF_8), 13).usage())).isEqualTo(Usage.tokens(9, 2));
    }

    @Test
    void read_noOutputCountedBesideText_isNotFreeOutput() {
        assertThat(read(body("{\"prompt_tokens\":9,\"completion_tokens\":0}")))
                .isEqualTo(new UsageOutcome.ZeroWithOutput());
        assertThat(read(body("{\"prompt_tokens\":9}"))).isEqualTo(new UsageOutcome.ZeroWithOutput());
        assertThat(counted(read("{\"data\":[],\"usage\":{\"prompt_tokens\":9,\"total_tokens\":9}}")))
                .isEqualTo(Usage.of(Meter.INPUT_TOKENS, 9));
    }

    @Test
    void read_contentInParts_isDeliveredTextOnce() {
        Reading parts = reader.read(
                "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"twelve bytes\"}]}}]}"
                        .getBytes(UTF_8));
        assertThat(parts.textBytes()).isEqualTo(12);
        assertThat(parts.delivered()).isTrue();
        Reading repeated = reader.read(
                "{\"delta\":{\"reasoning\":\"why\",\"reasoning_details\":[{\"text\":\"why\"}]}}".getBytes(UTF_8));
        assertThat(repeated.textBytes()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", "\t", "\r\n  "})
    void read_anyWhitespaceAroundTheColon_findsTheText(String space) {
        String body = "{\"message\":{\"content\"" + space + ":" + space + "\"twelve bytes\"}}";
        assertThat(reader.read(body.getBytes(UTF_8)).textBytes()).isEqualTo(12);
    }

    @Test
    void chunk_outsideItsArray_isAMistake() {
        StreamReader stream = reader.stream();
        assertThatThrownBy(() -> stream.chunk(new byte[3], 1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private Reading streamed(byte[] bytes, int size) {
        StreamReader stream = reader.stream();
        for (int at = 0; at < bytes.length; at += size) {
            stream.chunk(bytes, at, Math.min(size, bytes.length - at));
        }
        return stream.reading();
    }

    private static String body(String usage) {
        return "{\"id\":\"x\",\"choices\":[{\"message\":{\"content\":\"text\"}}],\"usage\":" + usage + "}";
    }

    private UsageOutcome read(String body) {
        return reader.read(body.getBytes(UTF_8)).usage();
    }

    private Usage reported(String body) {
        return counted(read(body));
    }

    private static Usage counted(UsageOutcome outcome) {
        assertThat(outcome).isInstanceOf(UsageOutcome.Reported.class);
        return ((UsageOutcome.Reported) outcome).usage();
    }
}
