// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.BookedBy;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.TimeOrderedIds;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * What administrators did, in the ledger: two postings of nothing an act, one before it and one with its outcome.
 *
 * <p>So the trail outlives the process, stands in the ledger's chain, and an act that a crash cut short is seen as one
 * without an outcome. An act that cannot be written down is not done. Who was denied is remembered apart, the last thousand
 * only and until the process ends: nobody without rights may make the ledger grow. Thread-safe.
 */
final class AuditTrail {

    private static final int DENIALS = 1_000;
    private static final Unit ACTS = Unit.of("ACT", 0);

    private final Ledger ledger;
    private final InstantSource clock;
    private final TimeOrderedIds ids = new TimeOrderedIds();
    private final TenantId operator;
    private final AccountId asked;
    private final AccountId done;
    private final Deque<Event> denials = new ArrayDeque<>();

    AuditTrail(Ledger ledger, TenantId operator, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
        this.operator = operator;
        asked = operator.account("audit:asked");
        done = operator.account("audit:done");
        ledger.open(Account.of(asked, AccountKind.CLEARING, ACTS)).orThrow();
        ledger.open(Account.of(done, AccountKind.CLEARING, ACTS)).orThrow();
    }

    /** Writes down what is about to be done, and names it. */
    String begin(String actor, String what, String target) {
        String act = "act-" + ids.next();
        write(act, Note.NONE.actor(actor).reason(what).label("target", target));
        return act;
    }

    /** Writes down what became of it. */
    void end(String act, String actor, String outcome) {
        write(endOf(act), Note.NONE.actor(actor).reason(outcome).reference(act));
    }

    /** Remembers an attempt that was refused before anything was done. */
    void denied(String actor, String what) {
        Event event = new Event(clock.instant(), actor, what, "", "DENIED");
        synchronized (denials) {
            if (denials.size() == DENIALS) {
                denials.removeLast();
            }
            denials.addFirst(event);
        }
    }

    /** The newest of both, newest first. */
    void copyInto(ArrayNode list, int most) {
        List<Event> denied;
        synchronized (denials) {
            denied = List.copyOf(denials);
        }
        // Both lines of an act are on the page's account, so twice as many are read as are shown.
        Stream<Event> acts =
                ledger.statement(asked, StatementPage.newestFirst(Math.min(1_000, 2 * most))).lines().stream()
                        .map(line -> line.transaction())
                        .filter(transaction -> transaction.note().reference().isEmpty())
                        .map(this::event);
        Stream.concat(acts, denied.stream())
                .sorted(Comparator.comparing(Event::at).reversed())
                .limit(most)
                .forEach(event -> list.addObject()
                        .put("at", event.at.toString())
                        .put("actor", event.actor)
                        .put("what", event.what)
                        .put("target", event.target)
                        .put("outcome", event.outcome));
    }

    private Event event(Transaction begun) {
        String outcome = ledger.booked(
                        operator.operation(endOf(begun.operation().value())), BookedBy.POST)
                .map(end -> end.note().reason())
                .orElse("UNFINISHED");
        Note note = begun.note();
        return new Event(
                begun.bookedAt(), note.actor(), note.reason(), note.labels().getOrDefault("target", ""), outcome);
    }

    private void write(String id, Note note) {
        ledger.post(PostTransaction.of(operator.operation(id), new Posting(asked, done, Amount.zero(ACTS)))
                        .note(note))
                .orThrow();
    }

    private static String endOf(String act) {
        return act + "/end";
    }

    private record Event(Instant at, String actor, String what, String target, String outcome) {}
}
