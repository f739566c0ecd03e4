// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.UsagePart;
import io.weighhouse.metering.provider.ProviderApi;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.StreamReader;
import io.weighhouse.metering.provider.UsageOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever bytes arrive, readers answer, and a stream says what the whole says. */
class UsageReaderProperties {

    private static final List<String> SHAPES = List.of(
            "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"a \\\"b\\\" c\"}}],\"usage\":{\"prompt_tokens\":9,"
                    + "\"completion_tokens\":4,\"total_tokens\":13,\"prompt_tokens_details\":{\"cached_tokens\":3}}}",
            "{\"type\":\"response.completed\",\"response\":{\"model\":\"m\",\"usage\":{\"input_tokens\":9,\"output_tokens\":4,"
                    + "\"output_tokens_details\":{\"reasoning_tokens\":2}},\"tool_usage\":{\"image_gen\":{\"input_tokens\":1}}}}",
            "{\"type\":\"response.done\",\"response\":{\"usage\":{\"input_tokens\":9,\"output_tokens\":4,"
                    + "\"input_token_details\":{\"cached_tokens_details\":{\"audio_tokens\":0}}}}}",
            "{\"response\":{\"body\":{\"usage\":{\"prompt_tokens\":9,\"new\":{\"er\":[1,2.5e3]},\"cost\":0.5}}},\"error\":null}",
            "{\"usageMetadata\":{\"promptTokenCount\":9,\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":9}]}}",
            "{\"type\":\"message_delta\",\"usage\":{\"input_tokens\":9,\"iterations\":[{\"type\":\"message\"}]}}",
            "{\"error\":{\"code\":\"overloaded\",\"message\":\"x\"}}");

    @Property
    void read_arbitraryBytes_neverThrows(
            @ForAll ProviderApi api, @ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 50) int size) {
        answers(api, bytes, size);
    }

    @Property
    void read_damagedShapes_neverThrows(
            @ForAll ProviderApi api, @ForAll("damaged") byte[] bytes, @ForAll @IntRange(min = 1, max = 50) int size) {
        answers(api, bytes, size);
    }

    @Property
    void chunk_oneEvent_saysWhatTheWholeSays(
            @ForAll("usages") String usage, @ForAll @IntRange(min = 1, max = 50) int size) {
        String body = "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":" + usage + '}';
        Reading whole = ProviderApi.OPENAI_CHAT.reader().read(body.getBytes(UTF_8));
        Reading streamed = streamed(ProviderApi.OPENAI_CHAT, ("data: " + body + "\n\n").getBytes(UTF_8), size);
        assertThat(streamed).isEqualTo(whole);
    }

    @Property
    void chunk_cutAnywhere_isNeverMoreThanTheWhole(
            @ForAll @IntRange(min = 0, max = 400) int prompt, @ForAll @IntRange(min = 1, max = 12) int events) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= events; i++) {
            text.append("data: {\"choices\":[{\"delta\":{\"content\":\"a:\\\"b\"}}],\"usage\":{\"prompt_tokens\":")
                    .append(prompt)
                    .append(",\"completion_tokens\":")
                    .append(i)
                    .append("}}\n\n");
        }
        byte[] bytes = text.append("data: [DONE]\n\n").toString().getBytes(UTF_8);
        Reading whole = streamed(ProviderApi.OPENAI_CHAT, bytes, bytes.length);
        assertThat(output(whole)).isEqualTo(events);
        for (int cut = 0; cut < bytes.length; cut += 7) {
            byte[] part = java.util.Arrays.copyOf(bytes, cut);
            Reading reading = streamed(ProviderApi.OPENAI_CHAT, part, 11);
            assertThat(output(reading)).isBetween(0L, (long) events);
            assertThat(reading.textBytes()).isBetween(0L, whole.textBytes());
            assertThat(reading.textEvents()).isBetween(0L, whole.textEvents());
        }
    }

    private static long output(Reading reading) {
        return reading.usage() instanceof UsageOutcome.Reported reported
                ? reported.counts().count(UsagePart.OUTPUT).orElse(0)
                : 0;
    }

    private static void answers(ProviderApi api, byte[] bytes, int size) {
        Reading read = api.reader().read(bytes);
        assertThat(read.usage()).isNotNull();
        assertThat(read.textBytes()).isBetween(0L, (long) bytes.length);
        Reading streamed = streamed(api, bytes, size);
        assertThat(streamed).isEqualTo(streamed(api, bytes, Math.max(1, bytes.length)));
        assertThat(streamed.textBytes()).isBetween(0L, (long) bytes.length);
    }

    private static Reading streamed(ProviderApi api, byte[] bytes, int size) {
        StreamReader stream = api.reader().stream();
        for (int at = 0; at < bytes.length; at += size) {
            stream.chunk(bytes, at, Math.min(size, bytes.length - at));
        }
        return stream.reading();
    }

    @Provide
    Arbitrary<byte[]> damaged() {
        return Combinators.combine(
                        Arbitraries.of(SHAPES),
                        Arbitraries.longs(),
                        Arbitraries.integers().between(0, 6))
                .as((shape, seed, times) -> damage(shape, new Random(seed), times));
    }

    /** Some bytes replaced, left out or doubled, some lines put together. */
    private static byte[] damage(String shape, Random random, int times) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "data: " + shape + "\n\n" : shape);
        for (int i = 0; i < times; i++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.setCharAt(at, "\"\\{}[]:,0-n\n".charAt(random.nextInt(12)));
                case 2 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
                case 3 -> text.setLength(Math.max(1, at));
                default -> text.append('\n').append(SHAPES.get(random.nextInt(SHAPES.size())));
            }
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    @Provide
    Arbitrary<String> usages() {
        Arbitrary<String> value = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.integers().between(0, 50).map(String::valueOf)),
                net.jqwik.api.Tuple.of(
                        1,
                        Arbitraries.of(
                                "null",
                                "-1",
                                "1.5",
                                "\"12\"",
                                "1e400",
                                "NaN",
                                "9223372036854775808",
                                "{}",
                                "[3]",
                                "true",
                                "1125899906842625",
                                "007")));
        Arbitrary<String> name = Arbitraries.of(
                "prompt_tokens",
                "completion_tokens",
                "total_tokens",
                "num_cached_tokens",
                "reasoning_tokens",
                "cost",
                "never_heard_of",
                "prompt_tokens_details");
        return Combinators.combine(name, value)
                .as((known, said) -> '"' + known + "\":" + said)
                .list()
                .ofMaxSize(7)
                .map(members -> '{' + String.join(",", new ArrayList<>(members)) + '}');
    }
}
