// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static io.weighhouse.gateway.Gatehouse.answer;
import static io.weighhouse.gateway.Gatehouse.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.Observations.Difference;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObserverTest {

    private final Gatehouse house = new Gatehouse();
    private final Observer observer =
            Observer.over(house.gateway(plan().build()).build());

    @Test
    void begin_callThatWouldBeServed_isWeighedOnTheShadowLedgerAndCompared() {
        Observed call = begin("r-1");
        assertThat(call.admitted()).isTrue();
        call.response(answer());
        call.settle(new BigDecimal("0.015"));
        Observations report = observer.report();
        assertThat(report.requests()).isEqualTo(1);
        assertThat(report.refused()).isEmpty();
        assertThat(report.failed()).isZero();
        assertThat(report.totals()).hasSize(1);
        Observations.Totals totals = report.totals().get(0);
        assertThat(totals.unit()).isEqualTo(Gatehouse.CREDIT);
        assertThat(totals.charged()).isEqualByComparingTo("0.013");
        assertThat(totals.forgone()).isEqualByComparingTo("0");
        assertThat(totals.compared().calls()).isEqualTo(1);
        assertThat(totals.compared().alike()).isZero();
        assertThat(totals.compared().ours()).isEqualByComparingTo("0.013");
        assertThat(totals.compared().theirs()).isEqualByComparingTo("0.015");
        assertThat(report.largest())
                .containsExactly(new Difference(
                        "r-1", "openai/small", new BigDecimal("0.013000"), new BigDecimal("0.015"), Basis.REPORTED));
        assertThat(report.toCsv())
                .isEqualTo(String.join(
                        "\r\n",
                        "request_id,sku,ours,theirs,difference,basis",
                        "\"r-1\",\"openai/small\",0.013000,0.015,-0.002000,REPORTED",
                        ""));
        assertThat(house.booked()).hasSize(1);
    }

    @Test
    void begin_sameCharge_isAlikeAndNoDifference() {
        Observed call = begin("r-1");
        call.response(answer());
        call.settle(new BigDecimal("0.0130"));
        assertThat(observer.report().totals().get(0).compared().alike()).isEqualTo(1);
        assertThat(observer.report().largest()).isEmpty();
    }

    @Test
    void begin_callThatWouldBeRefused_isCountedByCodeAndPricedAllTheSame() {
        Quota one = Quota.of(Limit.requests("rpm", 1, Duration.ofMinutes(1)));
        Observer limited =
                Observer.over(house.gateway(plan().limited(one).build()).build());
        Observed first =
                limited.begin(house.inbound("r-1")).toCompletableFuture().join();
        first.abort(AbortCause.UPSTREAM_ERROR, null);
        Observed whole =
                limited.begin(house.inbound("r-2")).toCompletableFuture().join();
        assertThat(whole.admitted()).isFalse();
        whole.response(answer());
        whole.settle(new BigDecimal("0.5"));
        Observed streamed =
                limited.begin(house.inbound("r-3")).toCompletableFuture().join();
        streamed.event(
                "data: {\"choices\":[{\"delta\":{\"content\":\"Weighed\"}}]}\n\n".getBytes(StandardCharsets.UTF_8));
        streamed.abort(AbortCause.CLIENT_GONE, null);
        Observed counted =
                limited.begin(house.inbound("r-4")).toCompletableFuture().join();
        counted.usage(Usage.of(Meter.OUTPUT_TOKENS, 10));
        counted.settle(null);
        Observed silent =
                limited.begin(house.inbound("r-5")).toCompletableFuture().join();
        silent.settle(null);
        Observations report = limited.report();
        assertThat(report.refused()).isEqualTo(Map.of("RATE_LIMITED", 4L));
        // 0.013 as reported, 25 tokens in and 2 out for the stream, 10 out as counted.
        assertThat(report.totals().get(0).forgone()).isEqualByComparingTo("0.062");
        assertThat(report.totals().get(0).charged()).isEqualByComparingTo("0");
    }

    @Test
    void begin_noPrice_isRefusedAndFedInVain() {
        Observed call = observer.begin(house.inbound("r-1").sku("openai", "gpt-none"))
                .toCompletableFuture()
                .join();
        call.event(answer());
        call.response(answer());
        call.usage(Usage.of(Meter.OUTPUT_TOKENS, 10));
        call.settle(BigDecimal.ONE);
        assertThat(observer.report().refused()).isEqualTo(Map.of("UNKNOWN_SKU", 1L));
        assertThat(observer.report().failed()).isZero();
        assertThat(observer.report().totals()).isEmpty();
    }

    @Test
    void anyMethod_whenPartsFail_throwsNothingAndCountsIt() {
        Inbound nothing = Inbound.of(house.bearer, "r-0", BodyDigest.of(new byte[0]));
        assertThat(observer.begin(nothing).toCompletableFuture().join().admitted())
                .as("names no sku")
                .isFalse();
        Observer broken = Observer.over(house.gateway(plan().build())
                .plans(key -> CompletableFuture.failedFuture(new IllegalStateException("plans are gone")))
                .build());
        assertThat(broken.begin(house.inbound("r-1"))
                        .toCompletableFuture()
                        .join()
                        .admitted())
                .isFalse();
        assertThat(broken.report().failed()).isEqualTo(1);
        Observed call = begin("r-2");
        house.ledger.close();
        call.usage(Usage.empty());
        assertThat(call.settle(null)).isCompleted();
        assertThat(call.settle(null)).as("again").isCompleted();
        assertThat(observer.report().failed())
                .as("no sku, an empty usage, no ledger")
                .isEqualTo(3);
    }

    @Test
    void begin_credential_isWipedAtOnce() {
        Observed call = begin("r-1");
        assertThat(call.toString()).endsWith("admitted]");
        assertThat(house.balance().held()).isEqualTo(Gatehouse.credits("0.2"));
        assertThat(house.ledger.findHold(Gatehouse.TENANT.operation("r-1"))).isPresent();
    }

    @Test
    void report_manyDifferences_keepsTheLargestHundred() {
        IntStream.rangeClosed(1, 150).forEach(i -> {
            Observed call = begin("r-" + i);
            call.usage(Usage.of(Meter.INPUT_TOKENS, 1));
            call.settle(new BigDecimal(i));
        });
        Observations report = observer.report();
        assertThat(report.largest()).hasSize(100);
        assertThat(report.largest().get(0).theirs()).isEqualByComparingTo("150");
        assertThat(report.largest().get(99).theirs()).isEqualByComparingTo("51");
        assertThat(report.totals().get(0).compared().calls()).isEqualTo(150);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"=1+1|\"'=1+1\"", "a\"b|\"a\"\"b\"", "@x|\"'@x\"", "plain|\"plain\""})
    void toCsv_idsOfCallers_areTextAndNothingElse(String id, String field) {
        Observed call = begin(id);
        call.response(answer());
        call.settle(BigDecimal.ZERO);
        assertThat(observer.report().toCsv().lines().skip(1)).allMatch(line -> line.startsWith(field + ","));
        assertThat(observer.report().largest()).hasSize(1);
    }

    private Observed begin(String id) {
        return observer.begin(house.inbound(id)).toCompletableFuture().join();
    }
}
