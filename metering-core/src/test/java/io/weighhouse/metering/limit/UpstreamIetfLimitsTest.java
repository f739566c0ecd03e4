// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static io.weighhouse.metering.limit.UpstreamLimitsTest.headers;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.money.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of the IETF's draft. */
class UpstreamIetfLimitsTest {

    private static final Instant NOW = Instant.parse("2026-11-02T10:00:00.250Z");

    @Test
    void ietf_ofBothFields_joinsThemByName() {
        UpstreamLimits read = UpstreamLimits.ietf(
                headers(
                        "RateLimit-Policy",
                        "\"hour\";q=1000;w=3600, \"day\";q=5000;w=86400,\"tpm\";q=100000;qu=\"tokens\";w=60",
                        "RateLimit",
                        "\"tpm\";r=94800;t=1 ,\t\"day\";r=100;t=36000"),
                NOW);
        assertThat(read.limits())
                .containsExactly(
                        new UpstreamLimit("tpm", Counted.TOKENS, 100_000L, 94_800L, Duration.ofSeconds(1)),
                        new UpstreamLimit("day", Counted.REQUESTS, 5_000L, 100L, Duration.ofHours(10)),
                        new UpstreamLimit("hour", Counted.REQUESTS, 1_000L, null, null));
        assertThat(read.unreadable()).isEmpty();
    }

    @Test
    void ietf_withPartitions_joinsThemByNameAndKey() {
        UpstreamLimits read = UpstreamLimits.ietf(
                headers(
                        "ratelimit-policy",
                        "\"rpm\";q=60;w=60;pk=:YQ==:, \"rpm\";q=600;w=60;pk=:dGVhbQ==:",
                        "ratelimit",
                        "\"rpm\";r=12;t=1;pk=:dGVhbQ==:, \"rpm\";r=59;pk=:YQ==:, \"rpm\";r=3;pk=:Yg==:, \"x\";r=1"),
                NOW);
        assertThat(read.limits())
                .containsExactly(
                        new UpstreamLimit("rpm", Counted.REQUESTS, 600L, 12L, Duration.ofSeconds(1)),
                        new UpstreamLimit("rpm", Counted.REQUESTS, 60L, 59L, null),
                        new UpstreamLimit("rpm", Counted.REQUESTS, 60L, 3L, null),
                        new UpstreamLimit("x", null, null, 1L, null));
    }

    @Test
    void ietf_units_areThoseOfTheDraftAndOurs() {
        UpstreamLimits read = UpstreamLimits.ietf(
                headers(
                        "RateLimit-Policy",
                        "\"a\";q=1, \"b\";q=1;qu=\"requests\", \"c\";q=1;qu=\"concurrent-requests\","
                                + "\"d\";q=1;qu=\"content-bytes\", \"e\";q=1;qu=\"output-tokens\", \"f\";q=1;qu=\"USD/6\","
                                + "\"g\";q=1;qu=\"no unit\", \"h\";q=1;qu=\"NO/unit\", \"i\";q=1;qu=bare"),
                NOW);
        assertThat(read.limits())
                .extracting(UpstreamLimit::counted)
                .containsExactly(
                        Counted.REQUESTS,
                        Counted.REQUESTS,
                        Counted.IN_FLIGHT,
                        Counted.named("content-bytes"),
                        Counted.OUTPUT_TOKENS,
                        Counted.money(Unit.of("USD", 6)));
        assertThat(read.unreadable()).containsExactly("ratelimit-policy");
    }

    @Test
    void ietf_ofABadItem_keepsTheOthers() {
        UpstreamLimits read = UpstreamLimits.ietf(
                headers(
                        "RateLimit",
                        "\"a\";r=-1, \"b\";t=1, \"c\";r=1;t=-1, \"d\";r=1;t=1.5, 7;r=1, \"e\";r=1;pk=\"text\", \"f\";r,"
                                + " \"ok\";r=1;t=2"),
                NOW);
        assertThat(read.limits()).containsExactly(new UpstreamLimit("ok", null, null, 1L, Duration.ofSeconds(2)));
        assertThat(read.unreadable()).containsExactly("ratelimit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\\\"b\\\\\";r=1;t=2",
                "a;r=1;t=2",
                "*a/b:c;r=1;t=2",
                "\"a\";  r=1;t=2;acme-x=?0;y;z=@1793613601;u=%\"caf%c3%a9\";f=1.5;v=tok;w=\"s\"",
                "\"a\";r=9;r=1;t=2",
            })
    void ietf_itemsOfAnyForm_areRead(String text) {
        UpstreamLimits read = UpstreamLimits.ietf(headers("RateLimit", text), NOW);
        assertThat(read.unreadable()).isEmpty();
        assertThat(read.limits()).singleElement().satisfies(limit -> {
            assertThat(limit.id()).isIn("a\"b\\", "a", "*a/b:c");
            assertThat(limit.remaining()).isEqualTo(1);
            assertThat(limit.resetAfter()).isEqualTo(Duration.ofSeconds(2));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=100, remaining=50, reset=5",
                "100;w=60;r=1x",
                "\"a\";r=1,",
                "\"a\";r=1;",
                "\"a\";r=",
                "\"a\";R=1",
                "\"a;r=1",
                "\"a\\c\";r=1",
                "\"caf\u00e9\";r=1",
                "(\"a\");r=1",
                "\"a\";r=1000000000000000",
                "\"a\";r=1;pk=:YQ==",
                "\"a\";r=1;b=?2",
                "\"a\";r=1;b=1.",
                "\"a\" \"b\"",
                "-",
            })
    void ietf_whatIsNoList_isLeftOut(String text) {
        UpstreamLimits read = UpstreamLimits.ietf(headers("RateLimit", text), NOW);
        assertThat(read).isEqualTo(new UpstreamLimits(List.of(), null, List.of("ratelimit")));
    }

    @Test
    void ietf_ofMoreThan64Items_isLeftOut() {
        String item = "\"a\";r=1";
        String most = String.join(",", Collections.nCopies(64, item));
        assertThat(UpstreamLimits.ietf(headers("RateLimit", most), NOW).limits())
                .hasSize(64);
        assertThat(UpstreamLimits.ietf(headers("RateLimit", most + ',' + item), NOW))
                .isEqualTo(new UpstreamLimits(List.of(), null, List.of("ratelimit")));
    }

    @Test
    void ietf_ofAnEmptyField_isAnEmptyList() {
        assertThat(UpstreamLimits.ietf(headers("RateLimit", ""), NOW))
                .isEqualTo(new UpstreamLimits(List.of(), null, List.of()));
    }

    @Test
    void ietf_ofMoreThan4096Characters_isLeftOut() {
        String list = "\"a\";r=1;t=1" + " ".repeat(4_096 - 11);
        assertThat(UpstreamLimits.ietf(headers("RateLimit", list), NOW).limits())
                .hasSize(1);
        assertThat(UpstreamLimits.ietf(headers("RateLimit", list + ' '), NOW).unreadable())
                .containsExactly("ratelimit");
    }
}
