// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimitHeaders;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.limit.UpstreamLimit;
import io.weighhouse.metering.limit.UpstreamLimits;
import io.weighhouse.metering.provider.ResponseHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Writes and reads every header that docs/reference/headers.md shows. */
class HeadersPageTest {

    private static final DocPage PAGE = DocPage.at("docs/reference/headers.md");

    private static final Instant NOW = Instant.parse("2026-11-02T10:00:00.250Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<String> READERS = List.of("openAi", "anthropic", "gitHub", "ietf");

    private static final Limit RPM = Limit.requests("rpm", 60, MINUTE);

    private final AtomicLong nanos = new AtomicLong();
    private final RateLimiter limiter =
            RateLimiter.local().ticker(nanos::get).clock(() -> NOW).nonDurable().build();

    @Test
    void page_headersOfEachStyle_areWrittenSo() {
        Subjects subjects = Subjects.of(
                "key_1",
                Quota.of(
                        RPM,
                        Limit.tokens("tpm", 100_000, MINUTE),
                        Limit.inFlight("parallel", 8, Duration.ofMinutes(10))));
        Instant now = NOW;
        // [write]
        Decision decision = limiter.acquire(subjects, Cost.of(1, 1_200, 4_000));
        Map<String, String> ietf = RateLimitHeaders.ietf(decision);
        Map<String, String> openAi = RateLimitHeaders.openAi(decision);
        Map<String, String> anthropic = RateLimitHeaders.anthropic(decision, now);
        Map<String, String> gitHub = RateLimitHeaders.gitHub(decision, now);
        // [/write]
        Decision refused = limiter.acquire(subjects, Cost.of(1, 95_000, 4_000));
        assertThat(decision.allowed()).isTrue();
        assertThat(refused.retryAfterNanos()).isEqualTo(Duration.ofMillis(2_520).toNanos());
        isShown("### IETF", ietf, RateLimitHeaders.ietf(refused));
        isShown("### OpenAI", openAi, RateLimitHeaders.openAi(refused));
        isShown("### Anthropic", anthropic, RateLimitHeaders.anthropic(refused, now));
        isShown("### GitHub", gitHub, RateLimitHeaders.gitHub(refused, now));
    }

    private static void isShown(String heading, Map<String, String> admitted, Map<String, String> refused) {
        assertThat(column(PAGE.table(heading), "admitted")).containsExactlyEntriesOf(admitted);
        assertThat(column(PAGE.table(heading), "refused")).containsExactlyEntriesOf(refused);
    }

    /** What a column says of each header, without those of which it says nothing. */
    private static Map<String, String> column(List<DocPage.Row> table, String column) {
        return table.stream()
                .filter(row -> !row.get(column).isEmpty())
                .collect(Collectors.toMap(
                        row -> row.get("header"), row -> row.get(column), (a, b) -> a + b, LinkedHashMap::new));
    }

    @Test
    void page_partitions_areWrittenSo() {
        Subjects subjects =
                Subjects.of("key_1", Quota.of(RPM)).and("team-7", Quota.of(Limit.requests("rpm", 600, MINUTE)));
        limiter.tryAcquire("team-7", Quota.of(Limit.requests("rpm", 600, MINUTE)), Cost.of(587, 0, 0));
        Decision decision = limiter.acquire(subjects, Cost.request());
        // [partitions]
        Map<String, String> headers =
                RateLimitHeaders.ietf(decision, subject -> subject.startsWith("team-") ? "team" : "");
        // [/partitions]
        assertThat(headers)
                .hasSize(2)
                .allSatisfy((name, value) -> assertThat(PAGE.says("| `" + name + "` | `" + value + "` |"))
                        .as(name + ": " + value)
                        .isTrue());
    }

    @Test
    void page_kindsOfLimits_areWrittenSo() {
        Map<String, Limit> limits = new TreeMap<>();
        for (Limit limit : List.of(
                Limit.requests("rpm", 60, MINUTE).burst(5),
                Limit.requests("rps", 3, Duration.ofMillis(100)),
                Limit.requests("odd", 10, Duration.ofMillis(1_500)),
                Limit.calendar("day", Counted.REQUESTS, 1_000, CalendarPeriod.day(ZoneOffset.UTC)),
                Limit.rolling("hour", Counted.REQUESTS, 500, Duration.ofHours(1)),
                Limit.inFlight("parallel", 8, Duration.ofMinutes(10)))) {
            limits.put(limit.id(), limit);
        }
        List<DocPage.Row> table = PAGE.table("## What is shown of each kind of limit");
        assertThat(table).extracting(row -> row.get("limit")).containsExactlyInAnyOrderElementsOf(limits.keySet());
        for (DocPage.Row row : table) {
            Limit limit = Objects.requireNonNull(limits.get(row.get("limit")));
            Decision fresh = limiter.peek(limit.id(), Quota.of(limit), Cost.none());
            assertThat(RateLimitHeaders.gitHub(fresh, NOW).getOrDefault("x-ratelimit-limit", "none"))
                    .isEqualTo(row.get("limit shown"));
            assertThat(RateLimitHeaders.ietf(fresh)).containsEntry("RateLimit-Policy", row.get("policy of the IETF"));
            assertThat(RateLimitHeaders.ietf(fresh).get("RateLimit")).doesNotContain(";t=");
            timeIsAsItSays(row, limit);
        }
    }

    private void timeIsAsItSays(DocPage.Row row, Limit limit) {
        Decision used = limiter.acquire(limit.id(), Quota.of(limit), Cost.of(3, 0, 0));
        UpstreamLimit read = UpstreamLimits.ietf(headers(RateLimitHeaders.ietf(used)), NOW)
                .limits()
                .get(0);
        String said = row.get("`t`, when something is used");
        if (said.equals("none")) {
            assertThat(read.resetAfter()).isNull();
        } else if (said.startsWith("until one more")) {
            assertThat(read.resetAfter()).isEqualTo(Duration.ofSeconds(1));
        } else {
            long seconds = Objects.requireNonNull(read.resetAfter()).toSeconds();
            assertThat(said)
                    .startsWith(limit.id().equals("day") ? "until the period ends" : "until all of it is there");
            assertThat(seconds).isEqualTo((used.states().get(0).resetAfterNanos() + 999_999_999L) / 1_000_000_000L);
        }
    }

    @Test
    void page_rollingLimitThatRefuses_hasTheWaitForATime() {
        Quota quota = Quota.of(Limit.rolling("hour", Counted.REQUESTS, 500, Duration.ofHours(1)));
        limiter.tryAcquire("s", quota, Cost.of(250, 0, 0));
        nanos.addAndGet(MINUTE.toNanos());
        limiter.tryAcquire("s", quota, Cost.of(250, 0, 0));
        Decision refused = limiter.acquire("s", quota, Cost.request());
        assertThat(RateLimitHeaders.ietf(refused))
                .containsEntry("RateLimit", "\"hour\";r=0;t=3540")
                .containsEntry("Retry-After", "3540");
    }

    @Test
    void page_rounding_isAsItSays() {
        Quota quota = Quota.of(Limit.requests("rpm", 1, Duration.ofNanos(1_000_000_001)));
        Instant ten = Instant.parse("2026-11-02T10:00:00Z");
        limiter.tryAcquire("s", quota, Cost.request());
        Decision refused = limiter.acquire("s", quota, Cost.request());
        Map<String, String> all = new LinkedHashMap<>(RateLimitHeaders.ietf(refused));
        all.putAll(RateLimitHeaders.openAi(refused));
        all.putAll(RateLimitHeaders.anthropic(refused, ten));
        all.putAll(RateLimitHeaders.gitHub(refused, ten));
        assertThat(PAGE.table("## Rounding"))
                .hasSize(5)
                .allSatisfy(row -> assertThat(all).containsEntry(row.get("what"), row.get("it says")));
    }

    @Test
    void page_headersAlone_areReadAsItSays() {
        assertThat(PAGE.table("## What is read")).allSatisfy(row -> {
            for (String reader : readers(row)) {
                assertThat(text(read(reader, row))).as(reader).isEqualTo(row.get("is read as"));
            }
        });
    }

    @Test
    void page_whatCannotBeRead_isLeftOutAndNamed() {
        assertThat(PAGE.table("### What cannot be read")).allSatisfy(row -> {
            for (String reader : readers(row)) {
                String name = row.get("header").toLowerCase(Locale.ROOT);
                assertThat(read(reader, row)).isEqualTo(new UpstreamLimits(List.of(), null, List.of(name)));
            }
        });
    }

    /** Every header that a reader asks for is on the page, but for kinds that the first row of a style stands for. */
    @Test
    void page_readers_areAllOfThem() {
        Set<String> shown = new TreeSet<>();
        PAGE.table("## What is read").forEach(row -> shown.addAll(patterns(row.get("header"))));
        Set<String> asked = new TreeSet<>();
        for (String reader : READERS) {
            read(reader, name -> {
                asked.addAll(patterns(name));
                return Optional.empty();
            });
        }
        asked.remove("x-ratelimit-resource");
        assertThat(PAGE.says("`x-ratelimit-resource` names the limit")).isTrue();
        assertThat(shown).isEqualTo(asked);
    }

    private static Set<String> patterns(String header) {
        return Set.of(
                header.toLowerCase(Locale.ROOT).replaceAll("-(input-tokens|output-tokens|tokens|requests)", "-*"));
    }

    @Test
    void read_whatAProviderSays_tellsWhetherItIsBusy() {
        Map<String, String> response = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.put("X-RateLimit-Remaining-Tokens", "0");
        Instant now = NOW;
        // [read]
        UpstreamLimits said = UpstreamLimits.openAi(name -> Optional.ofNullable(response.get(name)), now);
        boolean busy = said.retryAfter() != null;
        for (UpstreamLimit limit : said.limits()) {
            busy |= limit.remaining() != null && limit.remaining() == 0;
        }
        // [/read]
        assertThat(busy).isTrue();
    }

    private static List<String> readers(DocPage.Row row) {
        return row.get("reader").equals("any") ? READERS : List.of(row.get("reader"));
    }

    private static UpstreamLimits read(String reader, DocPage.Row row) {
        return read(reader, headers(Map.of(row.get("header"), row.get("value"))));
    }

    private static UpstreamLimits read(String reader, ResponseHeaders headers) {
        return switch (reader) {
            case "openAi" -> UpstreamLimits.openAi(headers, NOW);
            case "anthropic" -> UpstreamLimits.anthropic(headers, NOW);
            case "gitHub" -> UpstreamLimits.gitHub(headers, NOW);
            case "ietf" -> UpstreamLimits.ietf(headers, NOW);
            default -> throw new AssertionError("no reader " + reader);
        };
    }

    /** As in {@code tpm: 94800 left, reset after PT1S; day: limit 5000}. */
    private static String text(UpstreamLimits limits) {
        List<String> said = new ArrayList<>();
        for (UpstreamLimit limit : limits.limits()) {
            List<String> parts = new ArrayList<>();
            if (limit.limit() != null) {
                parts.add("limit " + limit.limit());
            }
            if (limit.remaining() != null) {
                parts.add(limit.remaining() + " left");
            }
            if (limit.resetAfter() != null) {
                parts.add("reset after " + limit.resetAfter());
            }
            said.add(limit.id() + ": " + String.join(", ", parts));
        }
        if (limits.retryAfter() != null) {
            said.add("retry after " + limits.retryAfter());
        }
        return String.join("; ", said);
    }

    private static ResponseHeaders headers(Map<String, String> written) {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(written);
        return name -> Optional.ofNullable(byName.get(name));
    }
}
