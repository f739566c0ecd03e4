// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.BookedBy;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.LedgerEvent.AccountOpened;
import io.weighhouse.ledger.LedgerEvent.HoldCaptured;
import io.weighhouse.ledger.LedgerEvent.HoldExpired;
import io.weighhouse.ledger.LedgerEvent.HoldPlaced;
import io.weighhouse.ledger.LedgerEvent.HoldReleased;
import io.weighhouse.ledger.LedgerEvent.TransactionBooked;
import io.weighhouse.ledger.Move;
import io.weighhouse.ledger.Move.Part;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The feed of all that changed, and what can be asked about the past. */
abstract class LedgerFeedBehaviour extends LedgerBehaviour {

    /** The accounts of the setting came first. */
    private static final int OPENED = 5;

    @Test
    void feed_hasEveryChangeInOrder_andNothingOfADecline() {
        Transaction topUp = grant(ALICE, "10");
        hold("too-much", ALICE, "11");
        done(hold("call-1", ALICE, "4"));
        Transaction usage = done(capture("call-1", "3"));
        done(hold("call-2", ALICE, "1"));
        done(ledger.release(ReleaseHold.of(op("call-2"))));
        done(hold("call-3", ALICE, "1"));
        clock.advance(Duration.ofMinutes(15));
        assertBalance(ALICE, "7", "0", "7", "0");
        List<LedgerEvent> events = ledger.events(1, 100);
        assertThat(events.subList(0, OPENED)).allMatch(AccountOpened.class::isInstance);
        assertThat(events.subList(OPENED, events.size()))
                .extracting(LedgerEvent::getClass)
                .containsExactly(
                        TransactionBooked.class,
                        HoldPlaced.class,
                        HoldCaptured.class,
                        HoldPlaced.class,
                        HoldReleased.class,
                        HoldPlaced.class,
                        HoldExpired.class);
        assertThat(((TransactionBooked) events.get(OPENED)).transaction()).isEqualTo(topUp);
        assertThat(((HoldCaptured) events.get(OPENED + 2)).transaction()).isEqualTo(usage);
    }

    @Test
    void feed_tellsTheMovesOfLots() {
        long lot = grant(ALICE, "10").sequence();
        done(hold("call", ALICE, "4"));
        Transaction usage = done(capture("call", "3"));
        assertThat(usage.moves())
                .contains(
                        new Move(ALICE, Part.LOT, lot, credits("-3")),
                        new Move(ALICE, Part.LOT_RESERVED, lot, credits("-3")));
        assertThat(usage.moves().stream()
                        .filter(move -> move.part() == Part.LOT_RESERVED)
                        .mapToLong(move -> move.change().minor())
                        .sum())
                .as("nothing stays reserved")
                .isEqualTo(-4_000_000);
    }

    @Test
    void feed_isReadInPages() {
        grant(ALICE, "10");
        assertThat(ledger.events(1, 2)).extracting(LedgerEvent::sequence).containsExactly(1L, 2L);
        assertThat(ledger.events(3, 2)).extracting(LedgerEvent::sequence).containsExactly(3L, 4L);
        assertThat(ledger.events(OPENED + 1, 100)).hasSize(1);
        assertThat(ledger.events(OPENED + 2, 100)).isEmpty();
    }

    @Test
    void balanceAt_isWhatItWasThen_alsoAfterWhatExpiredSince() {
        Instant start = clock.instant();
        clock.advance(Duration.ofMinutes(1));
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        clock.advance(Duration.ofMinutes(1));
        Instant held = clock.instant();
        clock.advance(Duration.ofHours(1));
        done(ledger.grant(GrantCredit.of(op("more"), PAYMENTS, ALICE, credits("1"))));
        assertThat(ledger.balanceAt(ALICE, start).orElseThrow().posted()).isEqualTo(credits("0"));
        assertThat(ledger.balanceAt(ALICE, held).orElseThrow()).satisfies(then -> {
            assertThat(then.posted()).isEqualTo(credits("10"));
            assertThat(then.held()).isEqualTo(credits("4"));
            assertThat(then.available()).isEqualTo(credits("6"));
        });
        assertThat(ledger.balanceAt(ALICE, held.plus(Duration.ofMinutes(30)))
                        .orElseThrow()
                        .held())
                .isEqualTo(credits("0"));
        assertThat(ledger.balanceAt(ALICE, start.minus(Duration.ofDays(1)))).isEmpty();
    }

    @Test
    void transactions_areFoundByNumberAndByOperation() {
        Transaction topUp = grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        done(ledger.capture(CaptureHold.of(op("call"), REVENUE, credits("1")).checkpoint(1)));
        Transaction last = done(capture("call", "3"));
        assertThat(ledger.transaction(ACME, topUp.sequence())).contains(topUp);
        assertThat(ledger.transaction(GLOBEX, topUp.sequence())).isEmpty();
        assertThat(ledger.transaction(ACME, 1)).as("an account was opened").isEmpty();
        assertThat(ledger.booked(topUp.operation(), BookedBy.GRANT)).contains(topUp);
        assertThat(ledger.booked(topUp.operation(), BookedBy.POST)).isEmpty();
        assertThat(ledger.booked(op("call"), BookedBy.CAPTURE)).contains(last);
    }
}
