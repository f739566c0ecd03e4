// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefusalCountersTest {

    private static final UsageQuestion EVERY = UsageQuestion.ofEveryTenant();
    private static final Dimension PLAN = Dimension.label("plan");
    private static final Map<String, String> PRO = Map.of("plan", "pro", "endpoint", "/v1/chat/completions");
    private static final Map<String, String> FREE = Map.of("plan", "free", "endpoint", "/v1/embeddings");

    private Instant now = Instant.parse("2026-11-26T08:00:00Z");
    private final RefusalCounters counters = RefusalCounters.of(() -> now);

    @Test
    void rows_byPlan_haveACountForEachCode() {
        counters.refused("acme", "RATE_LIMITED", PRO);
        counters.refused("acme", "RATE_LIMITED", PRO);
        counters.refused("acme", "INSUFFICIENT_CREDITS", FREE);
        counters.refused("globex", "RATE_LIMITED", FREE);
        assertThat(counters.rows(EVERY.by(PLAN)))
                .extracting(row -> row.value(PLAN) + ' ' + row.code() + ' ' + row.count())
                .containsExactly("free INSUFFICIENT_CREDITS 1", "free RATE_LIMITED 1", "pro RATE_LIMITED 2");
        assertThat(counters.rows(UsageQuestion.of(TenantId.of("globex")).by(PLAN)))
                .extracting(RefusalCounters.Row::count)
                .containsExactly(1L);
        assertThat(counters.byCode(EVERY.where(PLAN, "pro"))).isEqualTo(Map.of("RATE_LIMITED", 2L));
    }

    @Test
    void refused_asASignal_countsTheCode() {
        counters.refused("UNPRICED");
        assertThat(counters.byCode(EVERY)).isEqualTo(Map.of("UNPRICED", 1L));
        assertThat(counters.byCode(UsageQuestion.of(TenantId.of("acme")))).isEmpty();
    }

    @Test
    void days_areCountedApart_andFortyAreKept() {
        counters.refused("acme", "RATE_LIMITED", PRO);
        now = now.plus(Duration.ofDays(39));
        counters.refused("acme", "RATE_LIMITED", PRO);
        assertThat(counters.rows(EVERY.by(Dimension.DAY)))
                .extracting(row -> row.value(Dimension.DAY))
                .containsExactly("2026-11-26", "2027-01-04");
        now = now.plus(Duration.ofDays(1));
        counters.refused("acme", "RATE_LIMITED", PRO);
        assertThat(counters.rows(EVERY.by(Dimension.DAY)))
                .extracting(row -> row.value(Dimension.DAY))
                .containsExactly("2027-01-04", "2027-01-05");
    }

    @Test
    void refused_moreRowsThanThereIsRoomFor_losesLabelsThenCounts() {
        for (int i = 0; i < RefusalCounters.MAX_ROWS; i++) {
            counters.refused("acme", "RATE_LIMITED", Map.of("user", "u-" + i));
        }
        counters.refused("acme", "RATE_LIMITED", Map.of("user", "one more"));
        counters.refused("acme", "RATE_LIMITED", Map.of("user", "u-0"));
        assertThat(counters.rows(UsageQuestion.of(TenantId.of("acme"))).get(0).count())
                .isEqualTo(RefusalCounters.MAX_ROWS + 1);
        assertThat(counters.byCode(EVERY)).isEqualTo(Map.of("RATE_LIMITED", RefusalCounters.MAX_ROWS + 2L));
        assertThat(counters.lost()).isZero();
        for (int i = 0; i <= RefusalCounters.MAX_ROWS; i++) {
            counters.refused("acme", "CODE_" + i, PRO);
        }
        assertThat(counters.lost()).isEqualTo(2);
    }

    @Test
    void refused_byManyThreads_losesNothingWithinItsBounds() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            threads.execute(() -> {
                for (int n = 0; n < 10_000; n++) {
                    counters.refused("acme", "RATE_LIMITED", n % 2 == 0 ? PRO : FREE);
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(counters.byCode(EVERY.where(PLAN, "free"))).isEqualTo(Map.of("RATE_LIMITED", 20_000L));
    }
}
