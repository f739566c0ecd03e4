// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.feed.LedgerFeed;
import io.weighhouse.metering.usage.UsageLog;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Follows the ledger's feed from its beginning, and folds it into the usage log and the metrics.
 *
 * <p>Nothing of it is kept: a restart folds the same books again. A thread of its own does it, and whoever reads. Thread-safe.
 */
final class Statistics implements AutoCloseable {

    private static final int PAGE = 1_000;

    private final UsageLog usage = UsageLog.builder().build();
    private final House house;
    private final LedgerFeed feed;
    private final ExecutorService thread;

    Statistics(House house) {
        this.house = house;
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "gateway-statistics");
            made.setDaemon(true);
            return made;
        });
        feed = LedgerFeed.from(house.ledger, usage.next());
        feed.forEachPage(thread, this::accept);
    }

    /** The usage log, with everything in it that the books have by now: who has just made a call sees it. */
    UsageLog usage() {
        List<LedgerEvent> page = house.ledger.events(usage.next(), PAGE);
        while (!page.isEmpty()) {
            accept(page);
            page = house.ledger.events(usage.next(), PAGE);
        }
        return usage;
    }

    /** Takes a page, or the part of it that was not taken before: it may come from the feed and from a reader. */
    private synchronized void accept(List<LedgerEvent> page) {
        usage.accept(page);
        house.metrics.accept(page);
        if (house.notices != null) {
            house.notices.accept(page);
        }
    }

    @Override
    public void close() {
        feed.close();
        thread.shutdown();
        try {
            thread.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
