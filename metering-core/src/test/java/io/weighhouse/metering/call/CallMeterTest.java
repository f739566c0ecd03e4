// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.CAPS;
import static io.weighhouse.metering.call.Scales.OTHER_WALLET;
import static io.weighhouse.metering.call.Scales.QUOTA;
import static io.weighhouse.metering.call.Scales.STREAM;
import static io.weighhouse.metering.call.Scales.TENANT;
import static io.weighhouse.metering.call.Scales.call;
import static io.weighhouse.metering.call.Scales.feed;
import static io.weighhouse.metering.call.Scales.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class CallMeterTest {

    private static final List<Long> UNTOUCHED = List.of(10L, 1_000L);

    private final Scales scales = new Scales();

    @Test
    void open_withinFunds_holdsTheWorstCaseAndTakesThePermits() {
        MeteredCall call = scales.opened(call("c-1"));
        assertThat(call.hold().amount()).isEqualTo(usd("0.2"));
        assertThat(call.hold().state()).isEqualTo(HoldState.OPEN);
        assertThat(scales.balance().held()).isEqualTo(usd("0.2"));
        assertThat(scales.balance().available()).isEqualTo(usd("0.8"));
        assertThat(scales.remaining()).containsExactly(9L, 850L);
        assertThat(scales.news()).containsExactly("opened");
    }

    @Test
    void open_dearerClassWithinACap_isHeldAtItsPrice() {
        PinnedCard dearCache = Scales.pinned(Scales.card().rate(Rate.of(Meter.CACHE_WRITE_1H_TOKENS, "0.003")));
        assertThat(scales.opened(call("c-1").priced(dearCache)).hold().amount()).isEqualTo(usd("0.4"));
    }

    @Test
    void open_capsBeyondALimit_reserveWhatTheLimitHas() {
        scales.fund("1000");
        Call.Builder call = call("c-1").caps(Usage.tokens(5_000, 400));
        assertThat(scales.meter.open(call.build())).isInstanceOf(Opening.Opened.class);
        assertThat(scales.remaining()).containsExactly(9L, 0L);
    }

    @Test
    void open_tooFewFunds_isRefusedAndBurnsNothing() {
        Opening opening =
                scales.meter.open(call("c-1").caps(Usage.tokens(100, 500)).build());
        assertThat(opening)
                .isEqualTo(new Opening.Refused(new Refusal.InsufficientCredits(
                        new Decline.InsufficientFunds(Scales.WALLET, usd("1.1"), usd("1")))));
        assertThat(scales.remaining()).isEqualTo(UNTOUCHED);
        assertThat(scales.balance().held()).isEqualTo(usd("0"));
        assertThat(scales.ledger.findHold(TENANT.operation("c-1"))).isEmpty();
        assertThat(scales.news()).containsExactly("refused INSUFFICIENT_CREDITS");
        assertThat(scales.meter.open(call("c-1").build())).isInstanceOf(Opening.Opened.class);
    }

    @Test
    void open_overALimit_isRefusedWithTheDecisionAndHoldsNothing() {
        Quota one = Quota.of(Limit.requests("rpm", 1, Duration.ofMinutes(1)));
        scales.opened(call("c-1").limited(Subjects.of("acme/key-2", one)));
        Opening opening = scales.meter.open(
                call("c-2").limited(Subjects.of("acme/key-2", one)).build());
        Decision decision = ((Refusal.RateLimited) refusal(opening)).decision();
        assertThat(decision.retryAfterNanos()).isEqualTo(Duration.ofMinutes(1).toNanos());
        assertThat(scales.balance().held()).isEqualTo(usd("0.2"));
        assertThat(scales.news()).containsExactly("opened", "refused RATE_LIMITED");
    }

    @Test
    void open_noPriceForACap_isRefusedAndNamesTheMeters() {
        Opening opening =
                scales.meter.open(call("c-1").caps(CAPS.with(Meter.PAGES, 1)).build());
        assertThat(refusal(opening))
                .isEqualTo(new Refusal.Unpriced(Scales.card().build().sku(), List.of(Meter.PAGES)));
        assertThat(scales.remaining()).isEqualTo(UNTOUCHED);
        assertThat(scales.news()).containsExactly("refused UNPRICED");
    }

    @Test
    void open_walletThatIsNotThere_isRefusedWithTheLedgersReason() {
        Opening opening =
                scales.meter.open(call("c-1", TENANT.account("wallet:nobody")).build());
        assertThat(refusal(opening))
                .isEqualTo(new Refusal.LedgerDeclined(new Decline.AccountUnknown(TENANT.account("wallet:nobody"))));
        assertThat(refusal(opening).code()).isEqualTo("ACCOUNT_UNKNOWN");
        assertThat(scales.remaining()).isEqualTo(UNTOUCHED);
    }

    @Test
    void open_priceInAnotherUnitThanTheWallet_isRefused() {
        Markup inCredits = Markup.into(Unit.of("CREDIT", 2)).creditPrice("0.01");
        PinnedCard card = PinnedCard.of("2026-11", Scales.card().build(), inCredits);
        assertThat(refusal(scales.meter.open(call("c-1").priced(card).build())).code())
                .isEqualTo("WRONG_UNIT");
        assertThat(scales.remaining()).isEqualTo(UNTOUCHED);
    }

    @Test
    void open_sameIdWhileOpen_isInProgressAndGivesItsPermitsBack() {
        Hold hold = scales.opened(call("c-1")).hold();
        assertThat(scales.meter.open(call("c-1").build())).isEqualTo(new Opening.InProgress(hold));
        assertThat(scales.remaining()).containsExactly(9L, 850L);
        assertThat(scales.balance().held()).isEqualTo(usd("0.2"));
        assertThat(scales.news()).containsExactly("opened", "refused IN_PROGRESS");
    }

    @Test
    void open_sameIdAfterItSettled_isAnsweredWithTheFirstReceipt() {
        MeteredCall call = scales.opened(call("c-1"));
        feed(call, STREAM);
        String receipt = call.settle().receipt().toJson();
        PinnedCard dearer = PinnedCard.of(
                "2027-01", Scales.card().build(), Markup.none(Scales.USD).multiplier("9"));
        for (int retry = 0; retry < 100; retry++) {
            Opening again = scales.meter.open(call("c-1").priced(dearer).build());
            assertThat(((Opening.AlreadySettled) again).receipt().toJson()).isEqualTo(receipt);
        }
        assertThat(scales.booked()).hasSize(1);
        assertThat(scales.news()).filteredOn("refused ALREADY_SETTLED"::equals).hasSize(100);
    }

    @Test
    void open_sameIdAfterItCameToNothing_isAnsweredWithThatReceipt() {
        Receipt receipt =
                scales.opened(call("c-1")).abort(AbortCause.UPSTREAM_ERROR).receipt();
        assertThat(scales.meter.open(call("c-1").build())).isEqualTo(new Opening.AlreadySettled(receipt));
        assertThat(receipt.basis()).isEqualTo(Basis.NOTHING);
    }

    @Test
    void open_sameIdAfterItsHoldExpired_doesNotGoUpstreamAgain() {
        Hold hold = scales.opened(call("c-1")).hold();
        scales.pass(Duration.ofMinutes(15));
        assertThat(refusal(scales.meter.open(call("c-1").build())))
                .isEqualTo(new Refusal.CallExpired(TENANT.operation("c-1"), hold.expiresAt()));
        assertThat(scales.balance().held()).isEqualTo(usd("0"));
        assertThat(scales.news()).containsExactly("opened", "refused CALL_EXPIRED");
    }

    @Test
    void open_sameIdForSomethingElse_isAConflict() {
        scales.opened(call("c-1"));
        Refusal conflict = new Refusal.IdConflict(TENANT.operation("c-1"));
        assertThat(refusal(scales.meter.open(call("c-1").intent("body-2").build())))
                .isEqualTo(conflict);
        assertThat(refusal(scales.meter.open(call("c-1", OTHER_WALLET).build())))
                .isEqualTo(conflict);
        assertThat(scales.remaining()).containsExactly(9L, 850L);
    }

    @Test
    void open_sameIdAfterSomebodyReleasedItByHand_isAConflict() {
        scales.opened(call("c-1"));
        scales.ledger.release(ReleaseHold.of(TENANT.operation("c-1"))).orThrow();
        assertThat(refusal(scales.meter.open(call("c-1").build())))
                .isEqualTo(new Refusal.IdConflict(TENANT.operation("c-1")));
    }

    @Test
    void open_answerLost_throwsGivesPermitsBackAndIsInProgressAfterwards() {
        scales.store.next(FaultyStore.Fault.ANSWER_LOST);
        assertThatExceptionOfType(LedgerStoreException.class)
                .isThrownBy(() -> scales.meter.open(call("c-1").build()))
                .satisfies(lost -> assertThat(lost.outcomeKnown()).isFalse());
        assertThat(scales.remaining()).isEqualTo(UNTOUCHED);
        assertThat(scales.meter.open(call("c-1").build())).isInstanceOf(Opening.InProgress.class);
    }

    @Test
    void open_neverSent_isOpenedByTheRetry() {
        scales.store.next(FaultyStore.Fault.NOT_SENT);
        assertThatExceptionOfType(LedgerStoreException.class)
                .isThrownBy(() -> scales.meter.open(call("c-1").build()))
                .satisfies(known -> assertThat(known.outcomeKnown()).isTrue());
        assertThat(scales.meter.open(call("c-1").build())).isInstanceOf(Opening.Opened.class);
    }

    @Test
    void openAsync_slowStore_doesNotWaitForIt() {
        scales.store.next(FaultyStore.Fault.ANSWER_LATE);
        CompletableFuture<Opening> opening =
                scales.meter.openAsync(call("c-1").build()).toCompletableFuture();
        assertThat(opening).isNotDone();
        scales.store.deliver();
        assertThat(opening).isCompletedWithValueMatching(answer -> answer instanceof Opening.Opened);
    }

    @Test
    void open_quotaThatTheLimiterCannotHold_isAMistakeThatHoldsNothing() {
        Quota monthly = Quota.of(Limit.requests("calls", 100, Duration.ofDays(30)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scales.meter.open(
                        call("c-1").limited(Subjects.of("acme/key-3", monthly)).build()));
        assertThat(scales.balance().held()).isEqualTo(usd("0"));
    }

    @Test
    void open_capsBeyondAnyPrice_isAMistakeThatTakesNothing() {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> scales.meter.open(
                        call("c-1").caps(Usage.tokens(Long.MAX_VALUE, 1)).build()));
        assertThat(scales.remaining()).isEqualTo(UNTOUCHED);
    }

    @Test
    void open_listenerThatThrows_changesNothing() {
        CallMeter watched = CallMeter.of(scales.ledger, scales.limiter).signals(new CallSignals() {
            @Override
            public void opened() {
                throw new IllegalStateException("listener");
            }

            @Override
            public void refused(String code) {
                throw new IllegalStateException("listener");
            }

            @Override
            public void settled(Basis basis, String cause) {
                throw new IllegalStateException("listener");
            }
        });
        MeteredCall call = ((Opening.Opened) watched.open(call("c-1").build())).call();
        feed(call, STREAM);
        assertThat(call.settle().charged()).isEqualTo(usd("0.013"));
        assertThat(watched.open(call("c-1").build())).isInstanceOf(Opening.AlreadySettled.class);
    }

    @Test
    void open_thousandAtOnceOnAWalletForAHundred_opensExactlyAHundred()
            throws ExecutionException, InterruptedException {
        // 100 calls at 0.2 need 20; each is settled at its ceiling.
        scales.fund("19");
        List<Opening> openings = atOnce(1_000, i -> {
            Opening opening = scales.meter.open(call("c-" + i)
                    .limited(Subjects.of("free", Quota.unlimited()))
                    .build());
            if (opening instanceof Opening.Opened opened) {
                opened.call().usage(CAPS);
                opened.call().settle();
            }
            return opening;
        });
        assertThat(openings).filteredOn(Opening.Opened.class::isInstance).hasSize(100);
        assertThat(openings)
                .filteredOn(Opening.Refused.class::isInstance)
                .hasSize(900)
                .allSatisfy(opening -> assertThat(refusal(opening).code()).isEqualTo("INSUFFICIENT_CREDITS"));
        assertThat(scales.balance().posted()).isEqualTo(usd("0"));
        assertThat(scales.balance().debt()).isEqualTo(usd("0"));
        assertThat(scales.booked()).hasSize(100);
        assertThat(scales.ledger.trialBalance(TENANT).balanced()).isTrue();
        assertThat(scales.news()).filteredOn("settled REPORTED"::equals).hasSize(100);
    }

    @Test
    void open_sameIdAHundredTimesAtOnce_opensOnce() throws ExecutionException, InterruptedException {
        List<Opening> openings = atOnce(
                100,
                i -> scales.meter.open(
                        call("c-1").limited(Subjects.of(Scales.SUBJECT, QUOTA)).build()));
        assertThat(openings).filteredOn(Opening.Opened.class::isInstance).hasSize(1);
        assertThat(openings)
                .filteredOn(opening -> !(opening instanceof Opening.Opened))
                .allSatisfy(opening -> assertThat(opening instanceof Opening.InProgress
                                || refusal(opening) instanceof Refusal.RateLimited)
                        .isTrue());
        assertThat(scales.balance().held()).isEqualTo(usd("0.2"));
    }

    /** Runs a task that many times from 16 threads that start together. */
    static <T> List<T> atOnce(int times, IntFunction<T> task) throws ExecutionException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int number = i;
                futures.add(threads.submit(() -> {
                    start.await();
                    return task.apply(number);
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Refusal refusal(Opening opening) {
        return ((Opening.Refused) opening).refusal();
    }
}
