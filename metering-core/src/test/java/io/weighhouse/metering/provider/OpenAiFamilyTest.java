// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsagePart;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenAiFamilyTest {

    @Test
    void read_deepSeek_takesTheCacheHitsOutOfThePrompt() {
        Usage usage = usage(ProviderApi.OPENAI_CHAT, """
                {"model":"d","usage":{"prompt_tokens":90,"completion_tokens":5,"total_tokens":95,
                 "prompt_cache_hit_tokens":64,"prompt_cache_miss_tokens":26}}""");
        assertThat(usage).isEqualTo(Usage.tokens(26, 5).with(Meter.CACHED_INPUT_TOKENS, 64));
    }

    @Test
    void read_cachedTokensUnderTwoNames_theDetailsStandInEitherOrder() {
        String details = "\"prompt_tokens_details\":{\"cached_tokens\":3}";
        String beside = "\"num_cached_tokens\":7";
        for (String both : List.of(details + ',' + beside, beside + ',' + details)) {
            Usage usage = usage(
                    ProviderApi.OPENAI_CHAT, "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1," + both + "}}");
            assertThat(usage.quantity(Meter.CACHED_INPUT_TOKENS)).isEqualTo(3);
        }
    }

    @Test
    void read_xai_hasItsCostInTicksAndItsReasoningOnTop() {
        Reading reading = read(ProviderApi.OPENAI_CHAT, """
                {"model":"g","usage":{"prompt_tokens":20,"completion_tokens":2,"total_tokens":52,
                 "completion_tokens_details":{"reasoning_tokens":30},"num_sources_used":4,
                 "cost_in_usd_ticks":1466250}}""");
        assertThat(reported(reading).usage())
                .isEqualTo(Usage.tokens(20, 2).with(Meter.REASONING_TOKENS, 30).with(Meter.WEB_SEARCHES, 4));
        assertThat(reading.facts().cost()).isEqualTo(new ProviderCost(new BigDecimal("0.0001466250"), "USD", null));
    }

    @Test
    void read_perplexity_addsCitationsReasoningAndSearches() {
        Reading reading = read(ProviderApi.OPENAI_CHAT, """
                {"model":"s","usage":{"prompt_tokens":33,"completion_tokens":71,"total_tokens":104,
                 "citation_tokens":200,"num_search_queries":3,"reasoning_tokens":900,"search_context_size":"low",
                 "cost":{"input_tokens_cost":0.1,"request_cost":0.2,"total_cost":0.5}}}""");
        assertThat(reported(reading).usage())
                .isEqualTo(Usage.tokens(33, 71)
                        .with(Meter.REASONING_TOKENS, 900)
                        .with(Meter.CITATION_TOKENS, 200)
                        .with(Meter.WEB_SEARCHES, 3));
        assertThat(reported(reading).flags()).containsExactly("TOTAL=104 is not INPUT+OUTPUT=1004");
        assertThat(reading.facts().cost()).isEqualTo(new ProviderCost(new BigDecimal("0.5"), "USD", null));
    }

    @Test
    void read_openRouter_keepsBothCostsExactly() {
        Reading reading = read(ProviderApi.OPENAI_CHAT, """
                {"model":"a/b","usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10,"is_byok":true,
                 "cost":0.0004970133333333333,"cost_details":{"upstream_inference_cost":1e-5},
                 "prompt_tokens_details":{"video_tokens":4},
                 "server_tool_use_details":{"web_search_requests":2,"tool_calls_executed":1,"tool_calls_requested":1}}}
                """);
        assertThat(reading.facts())
                .isEqualTo(new ResponseFacts(
                        "openai.chat",
                        "a/b",
                        null,
                        null,
                        new ProviderCost(new BigDecimal("0.0004970133333333333"), "USD", new BigDecimal("1e-5"))));
        assertThat(reported(reading).usage())
                .isEqualTo(Usage.tokens(5, 1)
                        .with(Meter.VIDEO_INPUT_TOKENS, 4)
                        .with(Meter.WEB_SEARCHES, 2)
                        .with(Meter.TOOL_CALLS, 1));
        assertThat(reported(reading).flags()).isEmpty();
    }

    @Test
    void read_costThatIsNone_isFlaggedAndTheCountsStand() {
        Reading reading = read(
                ProviderApi.OPENAI_CHAT, "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"cost\":-1e999}}");
        assertThat(reading.facts().cost()).isNull();
        assertThat(reported(reading).flags()).containsExactly("must be a cost: cost=-1e999");
    }

    @Test
    void chunk_groqsUsageInItsOwnPlace_isRead() {
        Reading reading = streamed(ProviderApi.OPENAI_CHAT, """
                data: {"model":"o","service_tier":"flex","choices":[{"delta":{"content":"a"}}]}

                data: {"choices":[],"x_groq":{"id":"r","usage":{"queue_time":0.01,"prompt_tokens":30,"completion_tokens":4}}}

                """);
        assertThat(reported(reading).usage()).isEqualTo(Usage.tokens(30, 4));
        assertThat(reported(reading).flags()).isEmpty();
        assertThat(reading.facts()).isEqualTo(new ResponseFacts("openai.chat", "o", "flex", null, null));
    }

    @Test
    void read_geminisChatFace_countsThinkingThatOnlyTheTotalShows() {
        Usage usage = usage(
                ProviderApi.GEMINI_CHAT,
                "{\"usage\":{\"prompt_tokens\":35,\"completion_tokens\":12,\"total_tokens\":109}}");
        assertThat(usage).isEqualTo(Usage.tokens(35, 12).with(Meter.REASONING_TOKENS, 62));
    }

    @Test
    void read_unknownNumbersInTheUsage_areFlaggedAndBounded() {
        StringBuilder more = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            more.append(",\"new_").append(i).append("\":").append(i);
        }
        List<String> flags = reported(read(
                        ProviderApi.OPENAI_CHAT,
                        "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"deep\":{\"er\":[{\"x\":1.5}]},"
                                + "\"word\":\"x\",\"none\":null" + more + "}}"))
                .flags();
        assertThat(flags)
                .startsWith("unknown field: deep.er.x=1.5", "unknown field: new_0=0")
                .hasSize(24);
        assertThat(flags.get(23)).isEqualTo("more of such");
    }

    @Test
    void read_totalThatIsNotTheSum_isFlagged() {
        UsageOutcome.Reported reported = reported(read(
                ProviderApi.OPENAI_CHAT,
                "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":11}}"));
        assertThat(reported.usage()).isEqualTo(Usage.tokens(9, 1));
        assertThat(reported.flags()).containsExactly("TOTAL=11 is not INPUT+OUTPUT=10");
    }

    @Test
    void read_response_countsItsPictureModelAsALegOfItsOwn() {
        Reading reading = read(ProviderApi.OPENAI_RESPONSES, """
                {"model":"gpt-5","service_tier":"default","error":null,
                 "output":[{"type":"message","content":[{"type":"output_text","text":"four"}]},
                           {"type":"image_generation_call","result":"AAAA"}],
                 "tool_usage":{"image_gen":{"input_tokens":5,"output_tokens":60,
                                            "output_tokens_details":{"image_tokens":60}},
                               "web_search":{"num_requests":2}},
                 "usage":{"input_tokens":80,"input_tokens_details":{"cached_tokens":30,"cache_write_tokens":10},
                          "output_tokens":20,"output_tokens_details":{"reasoning_tokens":6},"total_tokens":100}}""");
        Usage own = Usage.tokens(40, 14)
                .with(Meter.CACHED_INPUT_TOKENS, 30)
                .with(Meter.CACHE_WRITE_5M_TOKENS, 10)
                .with(Meter.REASONING_TOKENS, 6)
                .with(Meter.WEB_SEARCHES, 2);
        assertThat(reported(reading).usage()).isEqualTo(own);
        assertThat(reported(reading).legs())
                .containsExactly(
                        new Leg("response", null, own),
                        new Leg("image_generation", null, Usage.tokens(5, 0).with(Meter.IMAGE_OUTPUT_TOKENS, 60)));
        assertThat(reading.textBytes()).isEqualTo(4);
        assertThat(reading.facts().serviceTier()).isEqualTo("default");
    }

    @Test
    void chunk_responses_readsTheEventThatEndsThem() {
        for (String ending : List.of("completed", "incomplete", "failed")) {
            Reading reading = streamed(ProviderApi.OPENAI_RESPONSES, """
                    event: response.created
                    data: {"type":"response.created","response":{"model":"m","service_tier":"auto","usage":null}}

                    event: response.output_text.delta
                    data: {"type":"response.output_text.delta","delta":"four"}

                    event: response.output_text.done
                    data: {"type":"response.output_text.done","text":"four"}

                    event: response.%1$s
                    data: {"type":"response.%1$s","response":{"model":"m-1","service_tier":"flex","error":{"code":"x"},\
                    "output":[{"content":[{"text":"four"}]}],"usage":{"input_tokens":7,"output_tokens":1,"total_tokens":8}}}

                    """.formatted(ending));
            assertThat(reported(reading).usage()).isEqualTo(Usage.tokens(7, 1));
            assertThat(reading.textBytes()).isEqualTo(4);
            assertThat(reading.textEvents()).isEqualTo(1);
            assertThat(reading.facts()).isEqualTo(new ResponseFacts("openai.responses", "m-1", "flex", null, null));
        }
    }

    @Test
    void chunk_responseThatFailsWithoutUsage_isFailed() {
        assertThat(streamed(
                                ProviderApi.OPENAI_RESPONSES,
                                "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"server_error\"},\"usage\":null}}\n\n")
                        .usage())
                .isEqualTo(new UsageOutcome.Failed("server_error"));
        assertThat(streamed(
                                ProviderApi.OPENAI_RESPONSES,
                                "data: {\"type\":\"error\",\"code\":\"rate_limit\",\"message\":\"slow\"}\n\n")
                        .usage())
                .isEqualTo(new UsageOutcome.Failed("rate_limit"));
    }

    @Test
    void read_embeddings_areInputOnlyAndNeverForNothing() {
        assertThat(usage(
                        ProviderApi.OPENAI_EMBEDDINGS,
                        "{\"data\":[{\"embedding\":[0.1]}],\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}"))
                .isEqualTo(Usage.of(Meter.INPUT_TOKENS, 8));
        assertThat(usage(ProviderApi.OPENAI_EMBEDDINGS, "{\"usage\":{\"total_tokens\":8}}"))
                .isEqualTo(Usage.of(Meter.INPUT_TOKENS, 8));
        assertThat(read(ProviderApi.OPENAI_EMBEDDINGS, "{\"usage\":{\"total_tokens\":0}}")
                        .usage())
                .isEqualTo(new UsageOutcome.ZeroWithOutput());
    }

    @Test
    void read_pictures_areOutputOfPictures() {
        Reading reading = read(ProviderApi.OPENAI_IMAGES, """
                {"created":1,"data":[{"b64_json":"AAAA"}],"usage":{"total_tokens":110,"input_tokens":50,
                 "output_tokens":60,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}}""");
        assertThat(reported(reading).usage())
                .isEqualTo(
                        Usage.tokens(10, 0).with(Meter.IMAGE_INPUT_TOKENS, 40).with(Meter.IMAGE_OUTPUT_TOKENS, 60));
        assertThat(reading.textBytes()).isZero();
        assertThat(reading.delivered()).isTrue();
    }

    @Test
    void read_transcription_byTokensOrBySeconds() {
        assertThat(usage(ProviderApi.OPENAI_TRANSCRIPTION, """
                        {"text":"hello","usage":{"type":"tokens","input_tokens":14,"output_tokens":4,"total_tokens":18,
                         "input_token_details":{"text_tokens":0,"audio_tokens":14}}}"""))
                .isEqualTo(Usage.tokens(0, 4).with(Meter.AUDIO_INPUT_TOKENS, 14));
        assertThat(usage(
                        ProviderApi.OPENAI_TRANSCRIPTION,
                        "{\"text\":\"hello\",\"usage\":{\"type\":\"duration\",\"seconds\":2.0005}}"))
                .isEqualTo(Usage.of(Meter.AUDIO_INPUT_MILLIS, 2_001));
        assertThat(streamed(ProviderApi.OPENAI_TRANSCRIPTION, """
                        data: {"type":"transcript.text.delta","delta":"hello"}

                        data: {"type":"transcript.text.done","text":"hello","usage":{"input_tokens":14,"output_tokens":4}}

                        """).textBytes()).isEqualTo(5);
    }

    @Test
    void read_speech_tellsUsageInItsStreamOnly() {
        assertThat(ProviderApi.OPENAI_SPEECH
                        .reader()
                        .read(new byte[] {-1, -5, 3})
                        .usage())
                .isEqualTo(new UsageOutcome.NotReported());
        Reading reading = streamed(ProviderApi.OPENAI_SPEECH, """
                data: {"type":"speech.audio.delta","audio":"AAAA"}

                data: {"type":"speech.audio.done","usage":{"input_tokens":14,"output_tokens":101,"total_tokens":115}}

                """);
        assertThat(reported(reading).usage()).isEqualTo(Usage.tokens(14, 0).with(Meter.AUDIO_OUTPUT_TOKENS, 101));
        assertThat(reading.textEvents()).isEqualTo(1);
    }

    @Test
    void chunk_realtimeSession_addsItsAnswersAndKeepsTranscriptionApart() {
        String answer = "{\"type\":\"response.done\",\"response\":{\"usage\":{\"total_tokens\":30,\"input_tokens\":20,"
                + "\"output_tokens\":10,\"input_token_details\":{\"text_tokens\":8,\"audio_tokens\":12,\"cached_tokens\":9,"
                + "\"cached_tokens_details\":{\"text_tokens\":4,\"audio_tokens\":5}},"
                + "\"output_token_details\":{\"text_tokens\":3,\"audio_tokens\":7}}}}\n";
        Reading reading = streamed(
                ProviderApi.OPENAI_REALTIME,
                "{\"type\":\"response.output_audio.delta\",\"delta\":\"AAAA\"}\n"
                        + "{\"type\":\"response.output_audio_transcript.delta\",\"delta\":\"four\"}\n"
                        + answer
                        + "{\"type\":\"conversation.item.input_audio_transcription.completed\",\"transcript\":\"hello\","
                        + "\"usage\":{\"type\":\"duration\",\"seconds\":3}}\n"
                        + answer);
        Usage answers = Usage.tokens(8, 6)
                .with(Meter.CACHED_INPUT_TOKENS, 8)
                .with(Meter.AUDIO_INPUT_TOKENS, 14)
                .with(Meter.CACHED_AUDIO_INPUT_TOKENS, 10)
                .with(Meter.AUDIO_OUTPUT_TOKENS, 14);
        assertThat(reported(reading).usage()).isEqualTo(answers);
        assertThat(reported(reading).legs())
                .containsExactly(
                        new Leg("response", null, answers),
                        new Leg("transcription", null, Usage.of(Meter.AUDIO_INPUT_MILLIS, 3_000)));
        assertThat(reported(reading).counts().count(UsagePart.INPUT)).hasValue(40);
        assertThat(reading.textBytes()).isEqualTo(4);
        assertThat(reading.textEvents()).isEqualTo(2);
    }

    @Test
    void read_batch_addsItsLines() {
        String lines = """
                {"custom_id":"1","response":{"status_code":200,"body":{"model":"m","usage":{"prompt_tokens":9,"completion_tokens":1}}},"error":null}
                {"custom_id":"2","response":{"status_code":400,"body":{"error":{"code":"bad"}}},"error":null}
                {"custom_id":"3","response":{"status_code":200,"body":{"usage":{"input_tokens":5,"output_tokens":2}}}}
                """;
        UsageOutcome.Reported reported = reported(read(ProviderApi.OPENAI_BATCH, lines));
        assertThat(reported.usage()).isEqualTo(Usage.tokens(14, 3));
        assertThat(reported.flags()).containsExactly("failed: bad");
        assertThat(streamed(ProviderApi.OPENAI_BATCH, lines).usage()).isEqualTo(reported);
    }

    @Test
    void read_batchWithALineThatContradictsItself_isInconsistentAsAWhole() {
        UsageOutcome outcome = read(ProviderApi.OPENAI_BATCH, """
                        {"response":{"body":{"usage":{"prompt_tokens":9,"completion_tokens":1}}}}
                        {"response":{"body":{"usage":{"prompt_tokens":2,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":5}}}}}
                        """).usage();
        assertThat(outcome).isInstanceOf(UsageOutcome.Inconsistent.class);
        assertThat(((UsageOutcome.Inconsistent) outcome).conservative()).isEqualTo(Usage.tokens(14, 2));
    }

    @Test
    void read_documentPages_areCounted() {
        assertThat(
                        usage(
                                ProviderApi.MISTRAL_OCR,
                                "{\"pages\":[{\"markdown\":\"# x\"}],\"model\":\"o\",\"usage_info\":{\"pages_processed\":3,\"doc_size_bytes\":900}}"))
                .isEqualTo(Usage.of(Meter.PAGES, 3));
    }

    @Test
    void read_countOfTokens_isNotUsage() {
        assertThat(read(ProviderApi.OPENAI_COUNT, "{\"input_tokens\":16,\"object\":\"response.input_tokens\"}")
                        .usage())
                .isEqualTo(new UsageOutcome.NotReported());
    }

    @Test
    void find_everyId_isTheApiThatHasIt() {
        for (ProviderApi api : ProviderApi.values()) {
            assertThat(ProviderApi.find(api.id())).hasValue(api);
            assertThat(api.reader().read("{}".getBytes(UTF_8)).facts().api()).isEqualTo(api.id());
        }
        assertThat(ProviderApi.find("nobody.api")).isEmpty();
    }

    private static Reading read(ProviderApi api, String body) {
        return api.reader().read(body.getBytes(UTF_8));
    }

    private static Reading streamed(ProviderApi api, String body) {
        return RecordedBodies.streamed(api, body.getBytes(UTF_8));
    }

    private static Usage usage(ProviderApi api, String body) {
        return reported(read(api, body)).usage();
    }

    private static UsageOutcome.Reported reported(Reading reading) {
        assertThat(reading.usage()).isInstanceOf(UsageOutcome.Reported.class);
        return (UsageOutcome.Reported) reading.usage();
    }
}
