// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final TenantId ACME = TenantId.of("acme");
    private static final AccountId ALICE = ACME.account("wallet:alice");
    private static final AccountId REVENUE = ACME.account("revenue");
    private static final AccountId PAYMENTS = ACME.account("payments");
    private static final OperationId CALL = ACME.operation("call-1");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }

    private static final class Heard implements LedgerSignals {

        private final List<String> signals = new ArrayList<>();

        @Override
        public void done(String verb, boolean replayed) {
            signals.add(verb + (replayed ? " replayed" : ""));
        }

        @Override
        public void declined(String verb, String code) {
            signals.add(verb + ' ' + code);
        }
    }

    /** A store that answers everything with one stage. */
    private record FailingStore(CompletableFuture<?> answer) implements LedgerStore {

        @Override
        @SuppressWarnings("unchecked")
        public <R> CompletionStage<Outcome<R>> submit(Command<R> command, Instant now) {
            return (CompletionStage<Outcome<R>>) answer;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <R> CompletionStage<R> read(Query<R> query, Instant now) {
            return (CompletionStage<R>) answer;
        }

        @Override
        public void close() {}
    }

    @Test
    void oneCall_fromTopUpToCapture() {
        try (Ledger ledger = Ledger.inMemory()) {
            ledger.open(Account.wallet(ALICE, CREDIT)).orThrow();
            ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
            ledger.open(Account.of(PAYMENTS, AccountKind.CLEARING, CREDIT)).orThrow();
            ledger.grant(GrantCredit.of(ACME.operation("pi_1"), PAYMENTS, ALICE, credits("10")))
                    .orThrow();
            assertThat(ledger.hold(PlaceHold.of(CALL, ALICE, credits("4")))).isInstanceOf(Done.class);
            assertThat(ledger.balance(ALICE).orElseThrow().available()).isEqualTo(credits("6"));
            ledger.capture(CaptureHold.of(CALL, REVENUE, credits("3"))).orThrow();
            assertThat(ledger.balance(ALICE).orElseThrow().available()).isEqualTo(credits("7"));
            assertThat(ledger.trialBalance(ACME).balanced()).isTrue();
        }
    }

    @Test
    void clock_isTheOneHandedIn() {
        Ledger ledger = Ledger.builder().clock(() -> NOON).build();
        ledger.open(Account.wallet(ALICE, CREDIT)).orThrow();
        Hold hold = ledger.hold(PlaceHold.of(CALL, ALICE, credits("0"))).orThrow();
        assertThat(hold.placedAt()).isEqualTo(NOON);
        assertThat(hold.expiresAt()).isEqualTo(NOON.plusSeconds(900));
    }

    @Test
    void signals_tellVerbsAndCodesOnly() {
        Heard heard = new Heard();
        Ledger ledger = Ledger.builder().signals(heard).build();
        ledger.open(Account.wallet(ALICE, CREDIT));
        ledger.openAsync(Account.wallet(ALICE, CREDIT));
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT));
        ledger.hold(PlaceHold.of(CALL, ALICE, credits("4")));
        ledger.holdAsync(PlaceHold.of(CALL, ALICE, credits("0")));
        ledger.capture(CaptureHold.of(CALL, REVENUE, credits("1")));
        ledger.captureAsync(CaptureHold.of(CALL, REVENUE, credits("0")));
        ledger.releaseAsync(ReleaseHold.of(CALL));
        ledger.post(PostTransaction.of(CALL, new Posting(ALICE, REVENUE, credits("0"))));
        ledger.postAsync(PostTransaction.of(CALL, new Posting(ALICE, REVENUE, credits("0"))));
        ledger.grantAsync(GrantCredit.of(CALL, PAYMENTS, ALICE, credits("1")));
        assertThat(heard.signals)
                .containsExactly(
                        "open",
                        "open replayed",
                        "open",
                        "hold INSUFFICIENT_FUNDS",
                        "hold",
                        "capture OVER_CAPTURE",
                        "capture",
                        "release HOLD_ENDED",
                        "post",
                        "post replayed",
                        "grant ACCOUNT_UNKNOWN");
    }

    @Test
    void signals_thatThrow_takeNothingFromTheCaller() {
        Ledger ledger = Ledger.builder()
                .signals(new LedgerSignals() {
                    @Override
                    public void done(String verb, boolean replayed) {
                        throw new IllegalStateException("listener is broken");
                    }
                })
                .build();
        assertThat(ledger.open(Account.wallet(ALICE, CREDIT))).isInstanceOf(Done.class);
        assertThat(ledger.openAsync(Account.wallet(ALICE, CREDIT))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Done.class);
    }

    @Test
    void storeFailure_isThrownAsItIs() {
        LedgerStoreException failure = new LedgerStoreException("disk full", true, null);
        Ledger ledger = Ledger.builder()
                .store(new FailingStore(CompletableFuture.failedFuture(failure)))
                .build();
        assertThatThrownBy(() -> ledger.release(ReleaseHold.of(CALL))).isSameAs(failure);
        assertThatThrownBy(() -> ledger.findHold(CALL)).isSameAs(failure);
        assertThat(ledger.releaseAsync(ReleaseHold.of(CALL)).toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(failure.outcomeKnown()).isTrue();
    }

    @Test
    void anyOtherFailure_leavesTheOutcomeUnknown() {
        IllegalStateException fault = new IllegalStateException("bug");
        CompletableFuture<Object> cancelled = new CompletableFuture<>();
        cancelled.cancel(false);
        for (CompletableFuture<?> answer : List.of(CompletableFuture.failedFuture(fault), cancelled)) {
            Ledger ledger = Ledger.builder().store(new FailingStore(answer)).build();
            assertThatThrownBy(() -> ledger.release(ReleaseHold.of(CALL)))
                    .isInstanceOfSatisfying(
                            LedgerStoreException.class,
                            thrown -> assertThat(thrown.outcomeKnown()).isFalse())
                    .hasMessage("store failed, outcome unknown")
                    .hasCauseInstanceOf(RuntimeException.class);
        }
    }
}
