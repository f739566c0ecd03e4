// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.LedgerEvent.HoldCaptured;
import io.weighhouse.ledger.LedgerEvent.HoldExpired;
import io.weighhouse.ledger.LedgerEvent.HoldPlaced;
import io.weighhouse.ledger.LedgerEvent.HoldReleased;
import io.weighhouse.ledger.LedgerEvent.TransactionBooked;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the steps of calls together: what each step added goes to the day on which it counts, and the call is counted once, when it
 * ends.
 */
final class CallFold {

    /** What a gateway measured, where it knows better than the books. */
    static final String LATENCY_LABEL = "latency-millis";

    private final UsageLog.Bounds bounds;
    private final ZoneId zone;
    private final Labels labels;
    private final Groups groups;
    private final Records records;
    private final LotValues lots;
    private final Map<OperationId, OpenCall> open = new HashMap<>();
    private final LinkedHashMap<OperationId, OpenCall> expired = new LinkedHashMap<>();
    private final LinkedHashMap<Long, OpenCall.CallRef> booked = new LinkedHashMap<>();
    private long unreadable;

    CallFold(UsageLog.Bounds bounds, ZoneId zone, Labels labels) {
        this.bounds = bounds;
        this.zone = zone;
        this.labels = labels;
        this.groups = new Groups(bounds.days(), bounds.groups());
        this.records = new Records(bounds.recordsOfTenant(), bounds.records(), zone);
        this.lots = new LotValues(bounds.others());
    }

    Groups groups() {
        return groups;
    }

    Records records() {
        return records;
    }

    long forgottenLots() {
        return lots.forgotten();
    }

    long unreadable() {
        return unreadable;
    }

    int openCalls() {
        return open.size() + expired.size();
    }

    void accept(LedgerEvent event) {
        if (event instanceof HoldPlaced placed) {
            open.put(placed.hold().id(), new OpenCall(placed.hold()));
            value(event, null, 0, new Sums());
        } else if (event instanceof HoldCaptured captured) {
            captured(captured);
        } else if (event instanceof HoldReleased released) {
            released(released);
        } else if (event instanceof HoldExpired ran) {
            ranOut(ran);
        } else if (event instanceof TransactionBooked other
                && other.transaction().booking().reverses().isPresent()) {
            reversed(other, other.transaction().booking().reverses().getAsLong());
        } else {
            value(event, null, 0, new Sums());
        }
    }

    private LocalDate dayOf(LedgerEvent event) {
        return LocalDate.ofInstant(event.place().times().effectiveAt(), zone);
    }

    /** What use was worth goes to {@code use}, what happened beside it to the wallet. */
    private void value(LedgerEvent event, @Nullable AccountId wallet, long used, Sums use) {
        lots.value(event, wallet, used, use)
                .forEach((other, beside) -> groups.add(
                        dayOf(event), new GroupKey(other.tenant().value(), other.name(), "", Map.of()), beside));
    }

    private void captured(HoldCaptured event) {
        Transaction transaction = event.transaction();
        OpenCall call = event.ended() ? end(transaction.operation()) : open.get(transaction.operation());
        Posting posting = transaction.entries().get(0).posting();
        boolean back = transaction.kind() == TransactionKind.REFUND;
        AccountId wallet = back ? posting.to() : posting.from();
        long taken = back ? -posting.amount().minor() : posting.amount().minor();
        Receipt receipt = read(transaction.note());
        Sums sums = new Sums();
        value(event, wallet, taken, sums);
        Sums.add(sums.price, posting.amount().unit(), taken);
        if (call == null) {
            // Its hold was forgotten here, but not by the ledger: the money counts, the call was counted when it
            // expired.
            GroupKey group = group(wallet, transaction.note(), receipt);
            receipts(event, group, receipt, new HashMap<>());
            groups.add(dayOf(event), group, sums);
            return;
        }
        call.takenMinor += taken;
        learn(call, transaction.note(), receipt);
        GroupKey group = group(call);
        claim(call, group);
        receipts(event, group, receipt, call.receipts);
        remember(transaction.sequence(), call.ref);
        if (event.ended()) {
            UsageStatus status = receipt == null ? UsageStatus.OK : statusOf(receipt);
            count(event, call, sums, new Ended(status, receipt));
        } else {
            add(event, call, group, sums);
        }
    }

    private void released(HoldReleased event) {
        OpenCall call = end(event.operation());
        Sums sums = new Sums();
        value(event, null, 0, sums);
        if (call != null) {
            Receipt receipt = read(event.note());
            learn(call, event.note(), receipt);
            GroupKey group = group(call);
            claim(call, group);
            receipts(event, group, receipt, call.receipts);
            count(event, call, sums, new Ended(receipt == null ? UsageStatus.UNKNOWN : statusOf(receipt), receipt));
        }
    }

    private void ranOut(HoldExpired event) {
        OpenCall call = open.remove(event.operation());
        Sums sums = new Sums();
        long taken = 0;
        if (event.transaction().isPresent() && event.transaction().get().kind() == TransactionKind.USAGE) {
            Posting posting = event.place().entries().get(0).posting();
            taken = posting.amount().minor();
            value(event, posting.from(), taken, sums);
            Sums.add(sums.price, posting.amount().unit(), taken);
        } else {
            value(event, null, 0, sums);
        }
        if (call != null) {
            call.takenMinor += taken;
            call.expiredAt = event.place().times().effectiveAt();
            mayComeLate(call);
            remember(event.sequence(), call.ref);
            count(event, call, sums, new Ended(UsageStatus.EXPIRED, null));
        }
    }

    /** A refund of use, or the undoing of a refund: it counts where the use did. */
    private void reversed(TransactionBooked event, long reverses) {
        Transaction transaction = event.transaction();
        OpenCall.CallRef ref = booked.get(reverses);
        Posting posting = transaction.entries().get(0).posting();
        boolean isRefund = transaction.kind() == TransactionKind.REFUND;
        if (ref == null && !isRefund) {
            value(event, null, 0, new Sums()); // a payment was taken back
            return;
        }
        AccountId wallet = isRefund ? posting.to() : posting.from();
        long back = isRefund ? posting.amount().minor() : -posting.amount().minor();
        Amount amount = Amount.ofMinor(back, posting.amount().unit());
        Sums sums = new Sums();
        value(event, wallet, -back, sums);
        Sums.add(sums.price, amount.unit(), -back);
        Sums.add(sums.refunded, amount.unit(), back);
        GroupKey group = ref == null ? group(wallet, transaction.note(), null) : ref.group;
        groups.add(dayOf(event), group, sums);
        if (ref != null) {
            records.refunded(ref.record, amount);
            remember(transaction.sequence(), ref);
        }
    }

    /** How a call ended, and what it says of itself. */
    private record Ended(UsageStatus status, @Nullable Receipt receipt) {}

    private void count(LedgerEvent event, OpenCall call, Sums sums, Ended ended) {
        Instant at = event.place().times().effectiveAt();
        long millis = latency(call, at);
        boolean again = ended.status() != UsageStatus.EXPIRED && call.expiredAt != null;
        if (again) {
            records.remove(call.ref.record);
            uncount(call);
        }
        sums.count(ended.status(), millis);
        add(event, call, group(call), sums);
        call.ref.record = event.sequence();
        records.put(record(event, call, ended, millis));
    }

    /** It was counted as expired, and has come to its end after all. */
    private void uncount(OpenCall call) {
        Sums less = new Sums();
        less.count(UsageStatus.EXPIRED, call.latencyMillis);
        OpenCall.Added counted = call.counted;
        if (counted != null) {
            groups.subtract(counted.place(), less);
        }
    }

    private void add(LedgerEvent event, OpenCall call, GroupKey group, Sums sums) {
        Groups.Place place = groups.add(dayOf(event), group, sums);
        OpenCall.Added added = new OpenCall.Added(place, sums);
        if (call.labels.isEmpty() && call.sku.isEmpty()) {
            call.nameless.add(added);
        }
        if (sums.calls > 0) {
            call.counted = added;
            call.latencyMillis = sums.latencyMillis;
        }
        call.ref.group = group;
    }

    /** What was booked before anybody said whose call it is goes to where the call belongs, on its own day. */
    private void claim(OpenCall call, GroupKey group) {
        if (call.nameless.isEmpty() || (call.labels.isEmpty() && call.sku.isEmpty())) {
            return;
        }
        for (OpenCall.Added added : call.nameless) {
            groups.subtract(added.place(), added.sums());
            Groups.Place moved = groups.add(added.place().day(), group, added.sums());
            if (added.equals(call.counted)) {
                call.counted = new OpenCall.Added(moved, added.sums());
            }
        }
        call.nameless.clear();
    }

    private void learn(OpenCall call, Note note, @Nullable Receipt receipt) {
        if (!note.labels().isEmpty()) {
            call.labels = note.labels();
        }
        String sku = receipt == null ? note.reference() : receipt.sku().toString();
        if (!sku.isEmpty()) {
            call.sku = sku;
        }
    }

    /** Tokens and cost by the sku that took them: what the receipts have told since the last one. */
    private void receipts(
            LedgerEvent event, GroupKey group, @Nullable Receipt receipt, Map<String, OpenCall.SoFar> before) {
        if (receipt == null) {
            return;
        }
        for (ReceiptPart part : ReceiptPart.of(receipt)) {
            OpenCall.SoFar now = part.soFar();
            OpenCall.SoFar then = before.put(part.sku(), now);
            Sums sums = new Sums();
            sums.add(now.usage(), 1);
            Map<String, BigDecimal> cost = group.isCustomersKey() ? sums.shadowCost : sums.cost;
            Sums.add(cost, now.currency(), now.cost());
            if (then != null) {
                sums.add(then.usage(), -1);
                Sums.add(cost, then.currency(), then.cost().negate());
            }
            if (!sums.isNothing()) {
                GroupKey ofPart = new GroupKey(group.tenant(), group.wallet(), part.sku(), group.labels());
                groups.add(dayOf(event), ofPart, sums);
            }
        }
    }

    private UsageRecord record(LedgerEvent event, OpenCall call, Ended ended, long millis) {
        Receipt receipt = ended.receipt();
        Usage usage = Usage.empty();
        BigDecimal cost = BigDecimal.ZERO;
        String currency = "";
        for (Map.Entry<String, OpenCall.SoFar> part : call.receipts.entrySet()) {
            usage = ReceiptPart.plus(usage, part.getValue().usage());
            cost = cost.add(part.getValue().cost());
            currency = part.getValue().currency();
        }
        Amount price = Amount.ofMinor(call.takenMinor, call.hold.amount().unit());
        Basis basis = receipt == null ? Basis.NOTHING : receipt.basis();
        Instant at = event.place().times().effectiveAt();
        return new UsageRecord(
                event.sequence(),
                new UsageRecord.CallOf(call.hold.id(), call.hold.wallet(), call.labels),
                call.sku,
                new UsageRecord.Money(usage, cost, currency, price, Amount.zero(price.unit())),
                new UsageRecord.Ending(ended.status(), basis, receipt == null ? "" : receipt.cause(), at, millis));
    }

    private static long latency(OpenCall call, Instant end) {
        String said = call.labels.getOrDefault(LATENCY_LABEL, "");
        if (!said.isEmpty() && said.length() <= 12 && said.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Long.parseLong(said);
        }
        return Math.max(0, Duration.between(call.hold.placedAt(), end).toMillis());
    }

    /** The causes of an abort have the names of the statuses; other causes say how a settled charge is known. */
    private static UsageStatus statusOf(Receipt receipt) {
        for (UsageStatus status : UsageStatus.values()) {
            if (status != UsageStatus.EXPIRED && status.name().equals(receipt.cause())) {
                return status;
            }
        }
        return UsageStatus.OK;
    }

    private GroupKey group(OpenCall call) {
        AccountId wallet = call.hold.wallet();
        return new GroupKey(wallet.tenant().value(), wallet.name(), call.sku, labels.kept(call.labels));
    }

    private GroupKey group(AccountId wallet, Note note, @Nullable Receipt receipt) {
        String sku = receipt == null ? note.reference() : receipt.sku().toString();
        return new GroupKey(wallet.tenant().value(), wallet.name(), sku, labels.kept(note.labels()));
    }

    private @Nullable OpenCall end(OperationId id) {
        OpenCall call = open.remove(id);
        return call == null ? expired.remove(id) : call;
    }

    private void remember(long sequence, OpenCall.CallRef ref) {
        booked.put(sequence, ref);
        if (booked.size() > bounds.others()) {
            booked.remove(booked.keySet().iterator().next());
        }
    }

    private void mayComeLate(OpenCall call) {
        expired.put(call.hold.id(), call);
        if (expired.size() > bounds.others()) {
            expired.remove(expired.keySet().iterator().next());
        }
    }

    private @Nullable Receipt read(Note note) {
        if (note.receipt().isEmpty()) {
            return null;
        }
        try {
            return Receipt.fromJson(note.receipt());
        } catch (IllegalArgumentException notOurs) {
            unreadable++;
            return null;
        }
    }

    /** Which labels sums are kept by. */
    record Labels(List<String> names) {

        Map<String, String> kept(Map<String, String> all) {
            Map<String, String> kept = new HashMap<>();
            for (String name : names) {
                String value = all.get(name);
                if (value != null) {
                    kept.put(name, value);
                }
            }
            return kept;
        }
    }
}
