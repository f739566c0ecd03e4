// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.feed.LedgerFeed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

abstract class LedgerFollowBehaviour extends LedgerBehaviour {

    private long last() {
        return ledger.eventsAfter(0).toCompletableFuture().join();
    }

    @Test
    void eventsAfter_whatIsThere_isTheLastOne() {
        grant(ALICE, "10");
        long last = last();
        assertThat(ledger.events(last, 10)).hasSize(1);
        assertThat(ledger.eventsAfter(last - 1).toCompletableFuture().join()).isEqualTo(last);
    }

    @Test
    void eventsAfter_whatIsToCome_completesWhenItCanBeRead()
            throws ExecutionException, InterruptedException, TimeoutException {
        long last = last();
        CompletableFuture<Long> next = ledger.eventsAfter(last).toCompletableFuture();
        CompletableFuture<Long> later = ledger.eventsAfter(last + 1).toCompletableFuture();
        CompletableFuture<List<LedgerEvent>> read = next.thenApplyAsync(number -> ledger.events(number, 10));
        assertThat(next).isNotDone();
        grant(ALICE, "10");
        assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(last + 1);
        assertThat(read.get(30, TimeUnit.SECONDS)).hasSize(1);
        assertThat(later).isNotDone();
        grant(ALICE, "1");
        assertThat(later.get(30, TimeUnit.SECONDS)).isEqualTo(last + 2);
    }

    @Test
    void feed_givesWhatEventsGive() throws InterruptedException {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        done(capture("call", "3"));
        try (LedgerFeed feed = LedgerFeed.from(ledger, 1)) {
            assertThat(feed.poll(Duration.ZERO)).isEqualTo(ledger.events(1, 1000));
            assertThat(feed.next()).isEqualTo(last() + 1);
        }
    }
}
