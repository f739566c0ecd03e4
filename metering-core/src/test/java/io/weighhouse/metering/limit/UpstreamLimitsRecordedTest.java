// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.metering.SharedData;
import io.weighhouse.metering.provider.ResponseHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Reads the headers of what real providers sent, where a collection of it lies beside the project. */
class UpstreamLimitsRecordedTest {

    private static final Instant NOW = Instant.parse("2024-01-01T00:00:00Z");

    @Test
    void read_everyRecordedResponse_readsAllThatIsThere() throws IOException {
        Optional<Path> file = SharedData.find("recorded/responses.jsonl");
        Assumptions.assumeTrue(file.isPresent(), "no recorded responses beside the project");
        int openAi = 0;
        int anthropic = 0;
        int retries = 0;
        for (String line : Files.readAllLines(file.orElseThrow())) {
            JsonNode recorded = new ObjectMapper().readTree(line).path("response_headers");
            ResponseHeaders headers =
                    name -> Optional.ofNullable(recorded.path(name).asText(null));
            UpstreamLimits asOpenAi = UpstreamLimits.openAi(headers, NOW);
            UpstreamLimits asAnthropic = UpstreamLimits.anthropic(headers, NOW);
            assertThat(said(asOpenAi)).isEqualTo(openAi(headers));
            assertThat(said(asAnthropic)).isEqualTo(anthropic(headers));
            assertThat(asOpenAi.unreadable()).isEmpty();
            assertThat(asAnthropic.unreadable()).isEmpty();
            openAi += asOpenAi.limits().isEmpty() ? 0 : 1;
            anthropic += asAnthropic.limits().isEmpty() ? 0 : 1;
            retries += asOpenAi.retryAfter() == null ? 0 : 1;
        }
        System.out.println("recorded headers of limits: OpenAI's " + openAi + ", Anthropic's " + anthropic
                + ", Retry-After " + retries);
        assertThat(openAi).isPositive();
        assertThat(anthropic).isPositive();
        assertThat(retries).isPositive();
    }

    private static List<String> said(UpstreamLimits limits) {
        List<String> said = new ArrayList<>();
        for (UpstreamLimit limit : limits.limits()) {
            said.add(limit.id() + ' ' + limit.limit() + ' ' + limit.remaining() + ' ' + limit.resetAfter());
        }
        return said;
    }

    private static List<String> openAi(ResponseHeaders headers) {
        List<String> said = new ArrayList<>();
        for (String kind : List.of("requests", "tokens")) {
            String reset = value(headers, "x-ratelimit-reset-" + kind);
            add(
                    said,
                    kind,
                    value(headers, "x-ratelimit-limit-" + kind),
                    value(headers, "x-ratelimit-remaining-" + kind),
                    reset == null ? null : duration(reset));
        }
        return said;
    }

    private static List<String> anthropic(ResponseHeaders headers) {
        List<String> said = new ArrayList<>();
        for (String kind : List.of("requests", "tokens", "input-tokens", "output-tokens")) {
            String name = "anthropic-ratelimit-" + kind;
            String reset = value(headers, name + "-reset");
            add(
                    said,
                    kind,
                    value(headers, name + "-limit"),
                    value(headers, name + "-remaining"),
                    reset == null ? null : Duration.between(NOW, Instant.parse(reset)));
        }
        return said;
    }

    private static void add(
            List<String> said,
            String kind,
            @Nullable String limit,
            @Nullable String remaining,
            @Nullable Duration reset) {
        if (limit != null || remaining != null || reset != null) {
            said.add(kind + ' ' + limit + ' ' + remaining + ' ' + reset);
        }
    }

    /** By the JDK's own reader, which knows no milliseconds. */
    private static Duration duration(String text) {
        return text.endsWith("ms")
                ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }

    private static @Nullable String value(ResponseHeaders headers, String name) {
        return headers.first(name).orElse(null);
    }
}
