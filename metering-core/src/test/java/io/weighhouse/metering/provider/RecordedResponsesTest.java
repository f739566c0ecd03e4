// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.metering.SharedData;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Reads what real providers sent, where a collection of it lies beside the project. */
class RecordedResponsesTest {

    @Test
    void read_everyRecordedChatCompletion_asBilled() throws IOException {
        Optional<Path> recorded = SharedData.find("recorded/responses.jsonl");
        Assumptions.assumeTrue(recorded.isPresent(), "no recorded responses beside the project");
        ObjectMapper json = new ObjectMapper();
        List<String> wrong = new ArrayList<>();
        int rows = 0;
        for (String line : Files.readAllLines(recorded.orElseThrow())) {
            JsonNode row = json.readTree(line);
            if (row.path("api").asText().equals("openai.chat")) {
                rows++;
                difference(row).ifPresent(what -> wrong.add(row.path("id").asText() + ": " + what));
            }
        }
        assertThat(wrong).isEmpty();
        System.out.println("recorded chat completions read as billed: " + rows);
    }

    private static Optional<String> difference(JsonNode row) {
        byte[] body = row.path("body").asText().getBytes(UTF_8);
        UsageOutcome outcome;
        if (row.path("body_kind").asText().equals("sse")) {
            StreamReader stream = UsageReader.openAiChat().stream();
            stream.chunk(body, 0, body.length);
            outcome = stream.reading().usage();
        } else {
            outcome = UsageReader.openAiChat().read(body).usage();
        }
        return switch (row.path("outcome").asText()) {
            case "no-usage", "error" ->
                unless(
                        outcome instanceof UsageOutcome.NotReported
                                || outcome instanceof UsageOutcome.Failed
                                || outcome instanceof UsageOutcome.Unreadable,
                        outcome);
            default -> usageDifference(row.path("expected"), outcome);
        };
    }

    private static Optional<String> usageDifference(JsonNode expected, UsageOutcome outcome) {
        if (outcome instanceof UsageOutcome.Inconsistent) {
            boolean reasoningBeyondOutput = expected.path("reasoning").asLong()
                    > expected.path("output_total").asLong();
            return unless(reasoningBeyondOutput, outcome);
        }
        if (!(outcome instanceof UsageOutcome.Reported reported)) {
            return Optional.of("not read: " + outcome);
        }
        Usage usage = reported.usage();
        long inputTotal = total(usage, Meter.INPUT_TOKENS);
        boolean same = inputTotal == expected.path("input_total").asLong()
                && total(usage, Meter.OUTPUT_TOKENS)
                        == expected.path("output_total").asLong()
                && usage.quantity(Meter.CACHED_INPUT_TOKENS)
                        == expected.path("cache_read").asLong()
                && usage.quantity(Meter.CACHE_WRITE_5M_TOKENS)
                        == expected.path("cache_write").asLong()
                && usage.quantity(Meter.REASONING_TOKENS)
                        == expected.path("reasoning").asLong()
                && usage.reports(Meter.CACHED_INPUT_TOKENS) == expected.has("cache_read");
        return unless(same, usage + " against " + expected);
    }

    private static long total(Usage usage, Meter family) {
        return usage.meters().stream()
                .filter(meter -> meter == family || isPartOf(meter, family))
                .mapToLong(usage::quantity)
                .sum();
    }

    private static boolean isPartOf(Meter meter, Meter family) {
        for (Meter parent = meter.inheritsFrom(); parent != null; parent = parent.inheritsFrom()) {
            if (parent == family) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> unless(boolean good, Object otherwise) {
        return good ? Optional.empty() : Optional.of(String.valueOf(otherwise));
    }
}
