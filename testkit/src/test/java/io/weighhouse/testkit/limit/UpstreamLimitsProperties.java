// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.UpstreamLimit;
import io.weighhouse.metering.limit.UpstreamLimits;
import io.weighhouse.metering.provider.ResponseHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever a provider sends, its limits are read as far as they can be, and nothing is thrown. */
class UpstreamLimitsProperties {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private static final List<String> SHAPES = List.of(
            "60",
            "6m0s",
            "1h2m3.5s",
            "12ms",
            "2026-11-02T10:00:02Z",
            "1793613841",
            "Mon, 02 Nov 2026 10:00:30 GMT",
            "Monday, 02-Nov-26 10:00:30 GMT",
            "Mon Nov  2 10:00:30 2026",
            "\"rpm\";q=60;w=60;pk=:dGVhbQ==:, \"tpm\";q=100000;qu=\"tokens\";w=60",
            "\"rpm\";r=59;t=1;pk=:dGVhbQ==:, tpm;r=94800;t=1;a=?1;b=@17;c=%\"x\";d=1.5");

    @Property(tries = 300)
    void read_anyTexts_neverThrows(@ForAll List<String> values, @ForAll("instants") Instant now) {
        readsWhatItCan(values, now);
    }

    @Property(tries = 300)
    void read_damagedShapes_neverThrows(@ForAll("damaged") List<String> values, @ForAll("instants") Instant now) {
        readsWhatItCan(values, now);
    }

    private static void readsWhatItCan(List<String> values, Instant now) {
        for (Style style : Style.values()) {
            Set<String> asked = new TreeSet<>();
            ResponseHeaders headers = name -> {
                asked.add(name);
                return values.isEmpty()
                        ? Optional.empty()
                        : Optional.of(values.get(Math.floorMod(name.hashCode(), values.size())));
            };
            UpstreamLimits read = style.read(headers, now);
            assertThat(asked).as("%s", style).hasSizeLessThanOrEqualTo(14).allMatch(name -> name.matches("[a-z-]+"));
            assertThat(asked).containsAll(read.unreadable());
            assertThat(read.unreadable()).doesNotHaveDuplicates();
            assertThat(read.limits()).hasSizeLessThanOrEqualTo(128).allSatisfy(UpstreamLimitsProperties::isInRange);
            if (read.retryAfter() != null) {
                assertThat(read.retryAfter()).isBetween(Duration.ZERO, LONGEST);
            }
        }
    }

    private static void isInRange(UpstreamLimit limit) {
        assertThat(limit.id()).hasSizeLessThanOrEqualTo(200);
        if (limit.limit() != null) {
            assertThat(limit.limit()).isNotNegative();
        }
        if (limit.remaining() != null) {
            assertThat(limit.remaining()).isNotNegative();
        }
        if (limit.resetAfter() != null) {
            assertThat(limit.resetAfter()).isBetween(Duration.ZERO, LONGEST);
        }
    }

    /** Times of the clock, and the ends of what an instant can be. */
    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.longs().between(0, 4_000_000_000L).map(Instant::ofEpochSecond)),
                Tuple.of(1, Arbitraries.of(Instant.MIN, Instant.MAX, Instant.EPOCH)));
    }

    /** Readable values with pieces lost, doubled or put in. */
    @Provide
    Arbitrary<List<String>> damaged() {
        Arbitrary<String> piece = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just("")),
                Tuple.of(
                        3,
                        Arbitraries.strings()
                                .withChars("0123456789-.,;:\"\\= msh?@%()aq\t\u00b5")
                                .ofMaxLength(4)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(2)),
                Tuple.of(1, Arbitraries.of("9".repeat(20), "\"".repeat(300), ";a".repeat(2_100))));
        Arbitrary<String> one = Combinators.combine(
                        Arbitraries.of(SHAPES),
                        Arbitraries.integers().between(0, 80),
                        Arbitraries.integers().between(0, 4),
                        piece)
                .as((shape, at, lost, put) -> {
                    int from = Math.min(at, shape.length());
                    return shape.substring(0, from) + put + shape.substring(Math.min(shape.length(), from + lost));
                });
        return one.list().ofMinSize(1).ofMaxSize(6);
    }

    /** The readers. */
    enum Style {
        OPEN_AI,
        ANTHROPIC,
        GITHUB,
        IETF;

        UpstreamLimits read(ResponseHeaders headers, Instant now) {
            return switch (this) {
                case OPEN_AI -> UpstreamLimits.openAi(headers, now);
                case ANTHROPIC -> UpstreamLimits.anthropic(headers, now);
                case GITHUB -> UpstreamLimits.gitHub(headers, now);
                case IETF -> UpstreamLimits.ietf(headers, now);
            };
        }
    }
}
