// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever arrives, no reader throws, none takes long, and none invents a quantity below zero. */
class HostileInputTest {

    private static final List<String> SHAPES = List.of(
            "{\"type\":\"message_start\",\"message\":{\"model\":\"m\",\"usage\":{\"input_tokens\":10,"
                    + "\"cache_read_input_tokens\":4,\"cache_creation\":{\"ephemeral_1h_input_tokens\":2},"
                    + "\"output_tokens\":1}}}",
            "{\"usage\":{\"input_tokens\":3,\"output_tokens\":9,\"output_tokens_details\":{\"thinking_tokens\":4},"
                    + "\"iterations\":[{\"type\":\"message\",\"input_tokens\":3,\"output_tokens\":9}]}}",
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\\\"b\"}]}}],\"usageMetadata\":{"
                    + "\"promptTokenCount\":9,\"candidatesTokenCount\":2,\"thoughtsTokenCount\":5,"
                    + "\"promptTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":3}]}}",
            "{\"predictions\":[{\"embeddings\":{\"statistics\":{\"token_count\":4}}}]}",
            "{\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"cacheWriteInputTokens\":30,"
                    + "\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":12}]}}",
            "{\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":5,\"outputTokenCount\":10}}",
            "{\"delta\":{\"usage\":{\"billed_units\":{\"input_tokens\":13,\"search_units\":1},"
                    + "\"tokens\":{\"input_tokens\":542}}}}",
            "{\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,\"total_tokens\":15}}",
            "{\"error\":{\"type\":\"overloaded\",\"code\":7}}",
            "{\"message\":\"no\"}");

    private static final String[] NUMBERS = {
        "-1",
        "1.5",
        "1e400",
        "-0",
        "9223372036854775808",
        "NaN",
        "Infinity",
        "1".repeat(2_000),
        "null",
        "[]",
        "{}",
        "\"7\"",
        "1125899906842624",
        "1125899906842625",
        "true"
    };

    private final Random random = new Random(11);

    @ParameterizedTest
    @EnumSource
    void read_changedShapes_neverThrow(ProviderApi api) {
        for (int i = 0; i < 600; i++) {
            String shape = SHAPES.get(random.nextInt(SHAPES.size()));
            feed(api, (i % 2 == 0 ? withAnotherNumber(shape) : shape).getBytes(UTF_8), i % 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void read_noise_neverThrows(ProviderApi api) {
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            feed(api, noise, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void read_deepOrLongDocuments_endSoonAndAreNotReported(ProviderApi api) {
        for (String body : new String[] {
            "{\"usage\":" + "[".repeat(100_000),
            "{\"usage\":" + "{\"a\":".repeat(100_000),
            "{\"usageMetadata\":{\"" + "n".repeat(100_000) + "\":1}}",
            "{\"usage\":{\"x\":" + "9".repeat(100_000) + "}}"
        }) {
            assertThat(Reads.whole(api, body).usage())
                    .isInstanceOfAny(
                            UsageOutcome.Unreadable.class, UsageOutcome.NotReported.class, UsageOutcome.Failed.class);
        }
    }

    private String withAnotherNumber(String shape) {
        int at = random.nextInt(shape.length());
        while (at < shape.length() && !Character.isDigit(shape.charAt(at))) {
            at++;
        }
        int end = at;
        while (end < shape.length() && Character.isDigit(shape.charAt(end))) {
            end++;
        }
        return shape.substring(0, at) + NUMBERS[random.nextInt(NUMBERS.length)] + shape.substring(end);
    }

    private void feed(ProviderApi api, byte[] json, int changes) {
        byte[] changed = json.clone();
        for (int i = 0; i < changes; i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        check(api.reader().read(changed, name -> Optional.of(NUMBERS[random.nextInt(NUMBERS.length)])));
        byte[] line = Frames.joined("data: ".getBytes(UTF_8), changed, "\n\n".getBytes(UTF_8));
        String bytes = Base64.getEncoder().encodeToString(changed);
        byte[] frames = Frames.joined(
                Frames.event("metadata", new String(changed, UTF_8)),
                Frames.event("chunk", "{\"bytes\":\"" + bytes + "\"}"));
        for (byte[] stream : List.of(changed, line, frames)) {
            check(Reads.streamed(api, stream, 1 + random.nextInt(40)));
        }
    }

    private static void check(Reading reading) {
        assertThat(reading.textBytes()).isNotNegative();
        assertThat(reading.facts()).isNotNull();
        if (reading.usage() instanceof UsageOutcome.Reported reported) {
            Usage usage = reported.usage();
            for (Meter meter : usage.meters()) {
                assertThat(usage.quantity(meter)).isNotNegative();
            }
            assertThat(reported.flags())
                    .hasSizeLessThan(40)
                    .allSatisfy(flag -> assertThat(flag).hasSizeLessThan(400));
        }
    }
}
