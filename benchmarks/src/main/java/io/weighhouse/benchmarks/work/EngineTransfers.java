// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.engine.LedgerEngine;
import io.weighhouse.money.Amount;
import java.time.Duration;
import java.time.Instant;

/**
 * Plain transfers straight through the engine, on the caller's thread: the id is looked for and remembered, the balance
 * checked, lots burnt, and the event kept with its bytes.
 *
 * <p>After four million transfers a new engine takes the place of the old one, with the log's room, so that it fits any heap.
 *
 * <p>This class is for one thread.
 */
public final class EngineTransfers {

    private static final int TRANSFERS_BETWEEN_ENGINES = 4_000_000;
    private static final TenantId TENANT = TenantId.of("acme");
    private static final Instant START = Instant.ofEpochSecond(1_767_225_600L);
    private static final long START_NANOS = START.getEpochSecond() * 1_000_000_000L;
    private static final long MILLI = 1_000_000;
    private static final long NANOS_BETWEEN = 100;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long CREDIT = 1_000_000_000_000L;
    private static final int TAKEN = 3;

    private final boolean timeOrdered;
    private final Horizon horizon;
    private final long[] pairs;
    private final EventChunks log = new EventChunks();
    private LedgerEngine engine;
    private long now = START_NANOS;
    private int done;
    private long ids;

    private EngineTransfers(int wallets, boolean timeOrdered, Horizon horizon) {
        this.timeOrdered = timeOrdered;
        this.horizon = horizon;
        pairs = new long[wallets];
        engine = newEngine();
    }

    /**
     * Transfers whose ids come in no order, as those do that somebody else made.
     *
     * @param wallets from how many wallets in turn, a power of two
     * @return the work
     */
    public static EngineTransfers randomIds(int wallets) {
        return new EngineTransfers(wallets, false, Horizon.USUAL);
    }

    /**
     * Transfers whose ids the ledger's own generator made.
     *
     * @param wallets from how many wallets in turn, a power of two
     * @return the work
     */
    public static EngineTransfers orderedIds(int wallets) {
        return new EngineTransfers(wallets, true, Horizon.USUAL);
    }

    /**
     * Transfers in an engine that remembers few ids, so that after a while its index has the size that it keeps.
     *
     * @param operations how many it remembers
     * @return the work
     */
    public static EngineTransfers remembering(long operations) {
        return new EngineTransfers(1, false, new Horizon(Duration.ofDays(1), operations));
    }

    /**
     * Does transfers.
     *
     * @param count how many
     * @return where the last event is in the log
     */
    public long run(int count) {
        long position = 0;
        for (int i = 0; i < count; i++) {
            position = next();
            if (position < 0) {
                throw new IllegalStateException("refused: done=" + done);
            }
        }
        return position;
    }

    /** Fills a first engine and a second one halfway: then the log has all of its room, and the index what it keeps. */
    public void settle() {
        run(TRANSFERS_BETWEEN_ENGINES + TRANSFERS_BETWEEN_ENGINES / 2);
    }

    private long next() {
        if (done == TRANSFERS_BETWEEN_ENGINES) {
            engine = newEngine();
            done = 0;
        }
        done++;
        now += NANOS_BETWEEN;
        ids++;
        long pair = pairs[(int) ids & (pairs.length - 1)];
        if (timeOrdered) {
            return engine.transfer((now / MILLI) << 16, ids, pair, TAKEN, now);
        }
        long mixed = ids * GOLDEN;
        return engine.transfer(mixed ^ (mixed >>> 29), mixed * GOLDEN, pair, TAKEN, now);
    }

    private LedgerEngine newEngine() {
        log.clear();
        Instant at = START.plusNanos(now - START_NANOS);
        LedgerEngine made = new LedgerEngine(log, horizon, new LedgerEngine.Secret(1, 2));
        AccountId clearing = TENANT.account("clearing");
        AccountId revenue = TENANT.account("revenue");
        made.apply(OpenAccount.of(Account.of(clearing, AccountKind.CLEARING, PricedCalls.CREDIT)), at)
                .orThrow();
        made.apply(OpenAccount.of(Account.of(revenue, AccountKind.REVENUE, PricedCalls.CREDIT)), at)
                .orThrow();
        for (int i = 0; i < pairs.length; i++) {
            AccountId wallet = TENANT.account("wallet:" + i);
            made.apply(OpenAccount.of(Account.wallet(wallet, PricedCalls.CREDIT)), at)
                    .orThrow();
            Amount credit = Amount.ofMinor(CREDIT, PricedCalls.CREDIT);
            made.apply(GrantCredit.of(TENANT.operation(wallet.name()), clearing, wallet, credit), at)
                    .orThrow();
            pairs[i] = ((long) made.ordinal(wallet) << 32) | made.ordinal(revenue);
        }
        return made;
    }
}
