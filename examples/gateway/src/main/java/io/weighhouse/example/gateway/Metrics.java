// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.GatewaySignals;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.Move;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens, for {@code GET /metrics}.
 *
 * <p>Labels are codes and causes of the library, never a tenant, a key or a model, so that there are a bounded number of
 * series; should there be more than that nevertheless, the rest are counted as {@code other}. Thread-safe.
 */
final class Metrics implements GatewaySignals {

    private static final int MOST_VALUES = 64;

    private final Map<String, LongAdder> holds = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> settles = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> notices = new ConcurrentHashMap<>();
    private final Map<Unit, AtomicLong> held = new ConcurrentHashMap<>();
    private final AtomicLong seen = new AtomicLong();

    @Override
    public void begun(String plan, Payer payer) {
        count(holds, "placed");
    }

    @Override
    public void refused(String code) {
        count(refusals, code);
    }

    @Override
    public void failed() {
        count(holds, "failed");
    }

    @Override
    public void settled(Basis basis, String cause) {
        count(settles, basis.name());
        count(holds, basis == Basis.NOTHING ? "released" : "captured");
    }

    /** Something became of a notice that is sent: {@code sent}, {@code failed}, {@code dropped}. */
    void notice(String outcome) {
        count(notices, outcome);
    }

    /** Takes a page of the ledger's feed, of which some may be known: what is held in all follows from what each event did to the wallets. */
    void accept(List<LedgerEvent> events) {
        for (LedgerEvent event : events) {
            if (event.sequence() <= seen.get()) {
                continue;
            }
            for (Move move : event.place().moves()) {
                if (move.part() == Move.Part.LOT_RESERVED || move.part() == Move.Part.OVERDRAFT_RESERVED) {
                    Amount change = move.change();
                    held.computeIfAbsent(change.unit(), unit -> new AtomicLong())
                            .addAndGet(change.minor());
                }
            }
            seen.set(event.place().sequence());
        }
    }

    /** Puts all of it down. */
    void writeTo(MetricsText text) {
        counters(text, "weighhouse_hold_total", "Holds of calls, by what became of them.", "outcome", holds);
        counters(text, "weighhouse_settle_total", "Calls that ended, by what their charge rests on.", "basis", settles);
        counters(text, "weighhouse_refuse_total", "Requests that were refused, by code.", "reason", refusals);
        counters(text, "weighhouse_notice_total", "Notices of low balances, by outcome.", "outcome", notices);
        text.family("weighhouse_held", "gauge", "What open holds have set aside, in units of account.");
        held.forEach((unit, minor) -> text.sample(
                "unit", unit.code(), new Amount(minor.get(), unit).toDecimal().toPlainString()));
        text.family("weighhouse_feed_sequence", "gauge", "The last event of the ledger that the statistics have seen.");
        text.sample(seen.get());
    }

    private static void counters(MetricsText text, String name, String help, String label, Map<String, LongAdder> by) {
        text.family(name, "counter", help);
        by.forEach((value, count) -> text.sample(label, value, Long.toString(count.sum())));
    }

    private static void count(Map<String, LongAdder> counters, String value) {
        LongAdder counter = counters.get(value);
        if (counter == null) {
            String bounded = counters.size() < MOST_VALUES ? value : "other";
            counter = counters.computeIfAbsent(bounded, key -> new LongAdder());
        }
        counter.increment();
    }
}
