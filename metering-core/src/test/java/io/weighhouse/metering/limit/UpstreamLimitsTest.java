// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.provider.ResponseHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The styles of providers; {@link UpstreamIetfLimitsTest} has the draft's. */
class UpstreamLimitsTest {

    private static final Instant NOW = Instant.parse("2026-11-02T10:00:00.250Z");

    /** Headers by their names, whatever the case. */
    static ResponseHeaders headers(String... namesAndValues) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return name -> Optional.ofNullable(headers.get(name));
    }

    private static UpstreamLimit limit(
            Counted counted, @Nullable Long limit, @Nullable Long remaining, @Nullable Duration resetAfter) {
        return new UpstreamLimit(counted.name(), counted, limit, remaining, resetAfter);
    }

    @Test
    void openAi_ofAWholeResponse_readsBothKinds() {
        UpstreamLimits read = UpstreamLimits.openAi(
                headers(
                        "x-ratelimit-limit-requests", "15000",
                        "X-RateLimit-Remaining-Requests", "14999",
                        "x-ratelimit-reset-requests", "4ms",
                        "x-ratelimit-limit-tokens", "30000",
                        "x-ratelimit-remaining-tokens", "29000",
                        "x-ratelimit-reset-tokens", "6m0s"),
                NOW);
        assertThat(read)
                .isEqualTo(new UpstreamLimits(
                        List.of(
                                limit(Counted.REQUESTS, 15_000L, 14_999L, Duration.ofMillis(4)),
                                limit(Counted.TOKENS, 30_000L, 29_000L, Duration.ofMinutes(6))),
                        null,
                        List.of()));
    }

    @Test
    void any_ofAResponseThatSaysNothing_isEmpty() {
        UpstreamLimits nothing = new UpstreamLimits(List.of(), null, List.of());
        assertThat(UpstreamLimits.openAi(headers(), NOW)).isEqualTo(nothing);
        assertThat(UpstreamLimits.anthropic(headers(), NOW)).isEqualTo(nothing);
        assertThat(UpstreamLimits.gitHub(headers("x-ratelimit-resource", "core"), NOW))
                .isEqualTo(nothing);
        assertThat(UpstreamLimits.ietf(headers(), NOW)).isEqualTo(nothing);
    }

    @Test
    void openAi_ofAPart_leavesTheRestOut() {
        UpstreamLimits read = UpstreamLimits.openAi(
                headers("x-ratelimit-remaining-tokens", "-1", "x-ratelimit-reset-tokens", "1s", "retry-after", "soon"),
                NOW);
        assertThat(read.limits()).containsExactly(limit(Counted.TOKENS, null, null, Duration.ofSeconds(1)));
        assertThat(read.retryAfter()).isNull();
        assertThat(read.unreadable()).containsExactly("x-ratelimit-remaining-tokens", "retry-after");
    }

    @ParameterizedTest
    @CsvSource({
        "1s, PT1S",
        "6m0s, PT6M",
        "12ms, PT0.012S",
        "8.64s, PT8.64S",
        "1h2m3.5s, PT1H2M3.5S",
        "1.5h, PT1H30M",
        "59m59.999s, PT59M59.999S",
        "250us, PT0.00025S",
        "250\u00b5s, PT0.00025S",
        "250\u03bcs, PT0.00025S",
        "7ns, PT0.000000007S",
        "0.5ns, PT0.000000001S",
        "0s, PT0S",
        "0, PT0S",
        "20, PT20S",
        "33011.382867, PT33011.382867S",
        "' 1s ', PT1S",
        ".5s, PT0.5S",
        "2562047h47m16.854775807s, PT2562047H47M16.854775807S",
    })
    void openAi_durations_areReadAsGoWritesThem(String text, Duration expected) {
        UpstreamLimits read = UpstreamLimits.openAi(headers("x-ratelimit-reset-requests", text), NOW);
        assertThat(read.unreadable()).isEmpty();
        assertThat(read.limits()).containsExactly(limit(Counted.REQUESTS, null, null, expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "s",
                "1s!",
                "-1s",
                "+1s",
                "1 s",
                "1d",
                "1S",
                "1m 2s",
                "1e3s",
                "1.2.3s",
                ".s",
                "\u0661s",
                "5m3",
                "PT1S",
                "9223372036.854775808s",
                "2562047h47m16.854775808s",
                "99999999999999999999s",
            })
    void openAi_otherTexts_areNoDurations(String text) {
        UpstreamLimits read = UpstreamLimits.openAi(headers("x-ratelimit-reset-requests", text), NOW);
        assertThat(read).isEqualTo(new UpstreamLimits(List.of(), null, List.of("x-ratelimit-reset-requests")));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "007, 7", "9223372036854775807, 9223372036854775807"})
    void openAi_counts_areDigits(String text, long expected) {
        UpstreamLimits read = UpstreamLimits.openAi(headers("x-ratelimit-limit-tokens", text), NOW);
        assertThat(read.limits()).containsExactly(limit(Counted.TOKENS, expected, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.0", "1,000", "9223372036854775808", "\u0661", "0x1", "unlimited"})
    void openAi_otherTexts_areNoCounts(String text) {
        UpstreamLimits read = UpstreamLimits.openAi(headers("x-ratelimit-limit-tokens", text), NOW);
        assertThat(read).isEqualTo(new UpstreamLimits(List.of(), null, List.of("x-ratelimit-limit-tokens")));
    }

    @Test
    void any_ofAValueThatIsTooLong_isUnreadable() {
        String longest = "0".repeat(110) + "1";
        String tooLong = " ".repeat(128) + "1";
        assertThat(UpstreamLimits.openAi(headers("x-ratelimit-limit-tokens", tooLong), NOW)
                        .unreadable())
                .containsExactly("x-ratelimit-limit-tokens");
        assertThat(UpstreamLimits.openAi(headers("x-ratelimit-limit-tokens", longest), NOW)
                        .unreadable())
                .containsExactly("x-ratelimit-limit-tokens");
    }

    @Test
    void anthropic_ofAWholeResponse_readsItsFourKinds() {
        List<String> all = new ArrayList<>();
        for (String kind : List.of("requests", "tokens", "input-tokens", "output-tokens")) {
            all.addAll(List.of("anthropic-ratelimit-" + kind + "-limit", "4000"));
            all.addAll(List.of("anthropic-ratelimit-" + kind + "-remaining", "3999"));
            all.addAll(List.of("anthropic-ratelimit-" + kind + "-reset", "2026-11-02T10:00:02Z"));
        }
        UpstreamLimits read = UpstreamLimits.anthropic(headers(all.toArray(String[]::new)), NOW);
        Duration left = Duration.ofMillis(1_750);
        assertThat(read.limits())
                .containsExactly(
                        limit(Counted.REQUESTS, 4_000L, 3_999L, left),
                        limit(Counted.TOKENS, 4_000L, 3_999L, left),
                        limit(Counted.INPUT_TOKENS, 4_000L, 3_999L, left),
                        limit(Counted.OUTPUT_TOKENS, 4_000L, 3_999L, left));
        assertThat(read.unreadable()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-02T10:00:02Z, PT1.75S",
        "2026-11-02T10:00:02.125Z, PT1.875S",
        "2026-11-02t10:00:02z, PT1.75S",
        "2026-11-02T11:00:02+01:00, PT1.75S",
        "2026-11-02T10:00:00Z, PT0S",
        "1970-01-01T00:00:00Z, PT0S",
    })
    void anthropic_timestamps_areReadAsTheTimeLeft(String text, Duration left) {
        UpstreamLimits read = UpstreamLimits.anthropic(headers("anthropic-ratelimit-tokens-reset", text), NOW);
        assertThat(read.limits()).containsExactly(limit(Counted.TOKENS, null, null, left));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-02",
                "2026-11-02T10:00:02",
                "2026-02-30T10:00:02Z",
                "2026-11-02T25:00:02Z",
                "9999-12-31T23:59:59Z",
                "+999999999-12-31T23:59:59Z",
                "1793613602",
            })
    void anthropic_otherTexts_areNoTimestamps(String text) {
        UpstreamLimits read = UpstreamLimits.anthropic(headers("anthropic-ratelimit-tokens-reset", text), NOW);
        assertThat(read.limits()).isEmpty();
        assertThat(read.unreadable()).containsExactly("anthropic-ratelimit-tokens-reset");
    }

    @Test
    void gitHub_ofAWholeResponse_readsTheResource() {
        UpstreamLimits read = UpstreamLimits.gitHub(
                headers(
                        "x-ratelimit-limit", "5000",
                        "x-ratelimit-remaining", "4999",
                        "x-ratelimit-used", "1",
                        "x-ratelimit-reset", "1793613841",
                        "x-ratelimit-resource", "core"),
                NOW);
        assertThat(read.limits())
                .containsExactly(
                        new UpstreamLimit("core", Counted.REQUESTS, 5_000L, 4_999L, Duration.ofMillis(240_750)));
    }

    @Test
    void gitHub_withoutAUsableResource_isNamedAfterRequests() {
        UpstreamLimits unsaid =
                UpstreamLimits.gitHub(headers("x-ratelimit-remaining", "0", "x-ratelimit-reset", "1"), NOW);
        assertThat(unsaid.limits()).containsExactly(limit(Counted.REQUESTS, null, 0L, Duration.ZERO));
        UpstreamLimits tooLong = UpstreamLimits.gitHub(
                headers("x-ratelimit-remaining", "0", "x-ratelimit-resource", "x".repeat(201)), NOW);
        assertThat(tooLong.limits()).containsExactly(limit(Counted.REQUESTS, null, 0L, null));
        assertThat(tooLong.unreadable()).containsExactly("x-ratelimit-resource");
    }

    @ParameterizedTest
    @ValueSource(strings = {"253402300800", "253402300799", "9223372036854775807", "2026-11-02T10:00:02Z"})
    void gitHub_otherTexts_areNoResets(String text) {
        UpstreamLimits read = UpstreamLimits.gitHub(headers("x-ratelimit-reset", text), NOW);
        assertThat(read).isEqualTo(new UpstreamLimits(List.of(), null, List.of("x-ratelimit-reset")));
    }

    @ParameterizedTest
    @CsvSource({
        "120, PT2M",
        "0, PT0S",
        "1.5, PT1.5S",
        "'Mon, 02 Nov 2026 10:00:30 GMT', PT29.75S",
        "'Monday, 02-Nov-26 10:00:30 GMT', PT29.75S",
        "'Mon Nov  2 10:00:30 2026', PT29.75S",
        "'Sun, 06 Nov 1994 08:49:37 GMT', PT0S",
        "'Sunday, 06-Nov-94 08:49:37 GMT', PT0S",
        "'Sun Nov  6 08:49:37 1994', PT0S",
    })
    void any_retryAfter_isSecondsOrADate(String text, Duration expected) {
        ResponseHeaders headers = headers("Retry-After", text);
        assertThat(UpstreamLimits.openAi(headers, NOW).retryAfter()).isEqualTo(expected);
        assertThat(UpstreamLimits.anthropic(headers, NOW).retryAfter()).isEqualTo(expected);
        assertThat(UpstreamLimits.gitHub(headers, NOW).retryAfter()).isEqualTo(expected);
        assertThat(UpstreamLimits.ietf(headers, NOW).retryAfter()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "1s",
                "Tue, 02 Nov 2026 10:00:30 GMT",
                "Mon, 31 Feb 2026 10:00:30 GMT",
                "Mon, 02 Nov 2026 10:00:30 CET",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                ",",
                "2026-11-02T10:00:30Z",
            })
    void any_otherTexts_areNoRetryAfter(String text) {
        UpstreamLimits read = UpstreamLimits.openAi(headers("retry-after", text), NOW);
        assertThat(read).isEqualTo(new UpstreamLimits(List.of(), null, List.of("retry-after")));
    }

    @Test
    void openAi_retryAfterInMillis_goesBeforeTheOneInSeconds() {
        assertThat(UpstreamLimits.openAi(headers("retry-after-ms", "1234.5", "retry-after", "2"), NOW)
                        .retryAfter())
                .isEqualTo(Duration.ofNanos(1_234_500_000));
        UpstreamLimits unreadable = UpstreamLimits.openAi(headers("retry-after-ms", "soon", "retry-after", "2"), NOW);
        assertThat(unreadable.retryAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(unreadable.unreadable()).containsExactly("retry-after-ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1000000000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z"})
    void any_atTheEndsOfTime_throwsNothing(Instant end) {
        ResponseHeaders all = name -> Optional.of(name.contains("after") ? "Sunday, 06-Nov-94 08:49:37 GMT" : "1");
        assertThat(UpstreamLimits.gitHub(all, end).unreadable()).isNotNull();
        ResponseHeaders timestamps = name -> Optional.of("2026-11-02T10:00:02Z");
        assertThat(UpstreamLimits.anthropic(timestamps, end).unreadable()).isNotEmpty();
    }
}
