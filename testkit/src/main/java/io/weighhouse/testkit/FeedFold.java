// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Entry;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.LedgerEvent.AccountOpened;
import io.weighhouse.ledger.LedgerEvent.CreditLimitSet;
import io.weighhouse.ledger.Move;
import io.weighhouse.ledger.Posting;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** What the feed adds up to: the sum of its moves and entries from the first event on. */
final class FeedFold {

    private static final int PAGE = 1000;

    private record Place(AccountId account, Move.Part part, long lot) {}

    private final Map<Place, Long> moves = new HashMap<>();
    private final Map<AccountId, Long> posted = new HashMap<>();
    private final Map<AccountId, Account> accounts = new LinkedHashMap<>();
    private Instant last = Instant.MIN;
    private long sequence;

    private FeedFold() {}

    static FeedFold of(Ledger ledger) {
        return of(ledger, event -> {});
    }

    /** Reads the feed to its end, and shows every event after it was added. */
    static FeedFold of(Ledger ledger, Consumer<LedgerEvent> watcher) {
        FeedFold fold = new FeedFold();
        List<LedgerEvent> events;
        do {
            events = ledger.events(fold.sequence + 1, PAGE);
            for (LedgerEvent event : events) {
                fold.add(event);
                watcher.accept(event);
            }
        } while (!events.isEmpty());
        return fold;
    }

    Set<AccountId> accounts() {
        return accounts.keySet();
    }

    AccountKind kind(AccountId id) {
        return Objects.requireNonNull(accounts.get(id)).kind();
    }

    long creditLimit(AccountId id) {
        return Objects.requireNonNull(accounts.get(id)).creditLimit().minor();
    }

    long posted(AccountId id) {
        return posted.getOrDefault(id, 0L);
    }

    long lot(AccountId id, Move.Part part, long lot) {
        return moves.getOrDefault(new Place(id, part, lot), 0L);
    }

    /** Of every lot. */
    long sum(AccountId id, Move.Part part) {
        return moves.entrySet().stream()
                .filter(entry ->
                        entry.getKey().account().equals(id) && entry.getKey().part() == part)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private void add(LedgerEvent event) {
        assertThat(event.sequence()).as("number of %s", event).isEqualTo(sequence + 1);
        sequence++;
        Instant bookedAt = event.place().times().bookedAt();
        assertThat(bookedAt).as("%s", event).isAfter(last);
        last = bookedAt;
        if (event instanceof AccountOpened opened) {
            accounts.put(opened.account().id(), opened.account());
        } else if (event instanceof CreditLimitSet set) {
            accounts.put(set.wallet(), Account.wallet(set.wallet(), set.creditLimit()));
        }
        for (Move move : event.place().moves()) {
            long sum = moves.merge(
                    new Place(move.account(), move.part(), move.lot()),
                    move.change().minor(),
                    Math::addExact);
            if (move.part() != Move.Part.USED) {
                assertThat(sum).as("%s of %s", move, event).isNotNegative();
            }
        }
        event.place().entries().forEach(this::add);
    }

    private void add(Entry entry) {
        Posting posting = entry.posting();
        long amount = posting.amount().minor();
        assertThat(entry.fromBefore().minor()).as("%s", entry).isEqualTo(posted(posting.from()));
        assertThat(entry.toBefore().minor()).as("%s", entry).isEqualTo(posted(posting.to()));
        posted.merge(posting.from(), -amount, Math::addExact);
        posted.merge(posting.to(), amount, Math::addExact);
    }
}
