// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.TENANT;
import static io.weighhouse.metering.call.Scales.call;
import static io.weighhouse.metering.call.Scales.text;
import static io.weighhouse.metering.call.Scales.usage;
import static io.weighhouse.metering.call.Scales.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.DeclinedException;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.metering.call.FaultyStore.Fault;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Captures on the way: 20 tokens in are expected for 0.020, each token out costs 0.002, four bytes are one. */
class CheckpointTest {

    private final Scales scales = new Scales();

    @AfterEach
    void close() {
        scales.ledger.close();
    }

    @Test
    void checkpoint_onTheWay_takesWhatCameAndTheEndTheRest() {
        MeteredCall open = scales.opened(call("c-1"));
        open.event(text(40));
        assertThat(open.checkpoint()).isEqualTo(usd("0.04"));
        assertThat(scales.balance().posted()).isEqualTo(usd("0.96"));
        assertThat(scales.balance().held()).isEqualTo(usd("0.16"));
        open.event(text(40));
        assertThat(open.checkpoint()).isEqualTo(usd("0.06"));
        open.event(usage(9, 25));
        Settlement settlement = open.settle();
        assertThat(settlement.charged()).isEqualTo(usd("0.059"));
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.REPORTED);
        assertThat(scales.balance().available()).isEqualTo(usd("0.941"));
        assertThat(scales.booked())
                .extracting(line -> line.transaction().kind())
                .containsExactly(TransactionKind.USAGE, TransactionKind.USAGE, TransactionKind.REFUND);
        assertThat(scales.news()).containsExactly("opened", "checkpoint true", "checkpoint true", "settled REPORTED");
    }

    @Test
    void checkpoint_itsReceipt_saysThatItIsNotTheLast() {
        MeteredCall open = scales.opened(call("c-1").label("endpoint", "/v1/chat"));
        open.event(text(40));
        open.checkpoint();
        Receipt soFar = Receipt.fromJson(scales.hold("c-1").note().receipt());
        assertThat(soFar.cause()).isEqualTo("CHECKPOINT");
        assertThat(soFar.basis()).isEqualTo(Basis.ESTIMATED);
        assertThat(soFar.price()).isEqualTo(usd("0.04"));
        assertThat(soFar.bound()).contains(usd("0.2"));
        assertThat(scales.hold("c-1").note().labels()).containsEntry("endpoint", "/v1/chat");
        assertThat(scales.meter.open(call("c-1").build())).isInstanceOf(Opening.InProgress.class);
    }

    @Test
    void checkpoint_nothingNew_takesNothing() {
        MeteredCall open = scales.opened(call("c-1"));
        assertThat(open.checkpoint()).isEqualTo(usd("0"));
        open.event(text(40));
        assertThat(open.checkpoint()).isEqualTo(usd("0.04"));
        assertThat(open.checkpoint()).isEqualTo(usd("0.04"));
        assertThat(scales.booked()).hasSize(1);
        open.settle();
        assertThat(open.checkpoint()).as("after the end: what was charged").isEqualTo(usd("0.04"));
        assertThat(scales.booked()).hasSize(2);
    }

    @Test
    void checkpoint_moreThanTheHold_takesTheHold() {
        MeteredCall open = scales.opened(call("c-1").holding(HoldPolicy.typical(25)));
        open.event(text(160));
        assertThat(open.checkpoint()).isEqualTo(usd("0.05"));
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0.05"));
        assertThat(open.settle().charged()).isEqualTo(usd("0.1"));
    }

    @Test
    void event_everySoManyTokens_takesByItself() {
        MeteredCall open = scales.opened(call("c-1").checkpoints(Checkpoints.everyTokens(10)));
        open.event(text(36));
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0"));
        open.event(text(4));
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0.04"));
        open.event(text(36));
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0.04"));
        open.event(text(40));
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0.078"));
        assertThat(open.abort(AbortCause.CLIENT_GONE).charged()).isEqualTo(usd("0.078"));
    }

    @Test
    void event_manySmallPieces_neverLeavesMoreThanTheBound() {
        MeteredCall open = scales.opened(call("c-1").checkpoints(Checkpoints.everyTokens(7)));
        for (int tokens = 1; tokens <= 50; tokens++) {
            open.event(text(1));
            long taken = scales.hold("c-1").captured().minor();
            long used = usd("0.02").minor() + tokens * 2_000L;
            assertThat(used - taken).as("after %s", tokens).isLessThanOrEqualTo(tokens < 7 ? used : 6 * 2_000L);
        }
        assertThat(scales.booked()).hasSize(7);
    }

    @Test
    void event_everySoMuchTime_takesWithTheFirstEventAfterIt() {
        MeteredCall open = scales.opened(call("c-1").checkpoints(Checkpoints.every(Duration.ofSeconds(10))));
        open.event(text(4));
        scales.nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        open.event(text(4));
        assertThat(scales.booked()).isEmpty();
        scales.nanos.incrementAndGet();
        open.event(text(4));
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0.026"));
        scales.nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        open.event(text(4));
        assertThat(scales.booked()).hasSize(1);
        scales.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        open.event(text(4));
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0.03"));
    }

    @Test
    void event_checkpointOnItsWay_isNotWaitedForAndNoneIsSentBeside() {
        MeteredCall open = scales.opened(call("c-1").checkpoints(Checkpoints.everyTokens(10)));
        scales.store.next(Fault.ANSWER_LATE);
        open.event(text(40));
        open.event(text(40));
        open.event(text(40));
        assertThat(scales.booked()).hasSize(1);
        CompletableFuture<Amount> asked = open.checkpointAsync().toCompletableFuture();
        assertThat(asked).isNotDone();
        scales.store.deliver();
        assertThat(asked.join()).isEqualTo(usd("0.08"));
        assertThat(scales.booked()).hasSize(2);
    }

    @Test
    void event_checkpointThatFails_isMadeGoodByTheNext() {
        MeteredCall open = scales.opened(call("c-1").checkpoints(Checkpoints.everyTokens(10)));
        scales.store.next(Fault.NOT_SENT);
        open.event(text(40));
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0"));
        scales.store.next(Fault.ANSWER_LOST);
        open.event(text(40));
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0.06"));
        open.event(text(40));
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0.08"));
        assertThat(scales.news()).containsExactly("opened", "checkpoint false", "checkpoint false", "checkpoint true");
        assertThat(open.settle().charged()).isEqualTo(usd("0.08"));
        assertThat(scales.balance().available()).isEqualTo(usd("0.92"));
    }

    @Test
    void event_storeThatIsClosed_doesNotFailWhoFeeds() {
        MeteredCall open = scales.opened(call("c-1").checkpoints(Checkpoints.everyTokens(1)));
        scales.ledger.close();
        open.event(text(40));
        assertThat(scales.news()).containsExactly("opened", "checkpoint false");
    }

    @Test
    void checkpoint_answerLost_saysSoAndTheNextIsAnHonestOne() {
        MeteredCall open = scales.opened(call("c-1"));
        open.event(text(40));
        scales.store.next(Fault.ANSWER_LOST);
        assertThatThrownBy(open::checkpoint)
                .isInstanceOfSatisfying(
                        LedgerStoreException.class,
                        failure -> assertThat(failure.outcomeKnown()).isFalse());
        assertThat(open.checkpoint()).isEqualTo(usd("0.04"));
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0.04"));
    }

    @Test
    void checkpoint_afterItsHoldExpired_isDeclined() {
        MeteredCall open = scales.opened(call("c-1").timeToLive(Duration.ofMinutes(1)));
        open.event(text(40));
        scales.pass(Duration.ofMinutes(2));
        assertThatThrownBy(open::checkpoint)
                .isInstanceOfSatisfying(
                        DeclinedException.class,
                        declined -> assertThat(declined.reason()).isInstanceOf(Decline.HoldEnded.class));
        Settlement late = open.settle();
        assertThat(late.late()).isTrue();
        assertThat(late.charged()).isEqualTo(usd("0.04"));
    }

    @Test
    void open_expiredAfterACheckpoint_isNotTakenForSettled() {
        MeteredCall lost = scales.opened(call("c-1").timeToLive(Duration.ofMinutes(1)));
        lost.event(text(40));
        lost.checkpoint();
        scales.pass(Duration.ofMinutes(2));
        assertThat(scales.refused(call("c-1"))).isInstanceOf(Refusal.CallExpired.class);
        assertThat(scales.hold("c-1").state()).isEqualTo(HoldState.EXPIRED);
        assertThat(scales.balance().available()).isEqualTo(usd("0.96"));
    }

    @Test
    void settle_checkpointOvertakenByTheEnd_isHarmless() {
        MeteredCall open = scales.opened(call("c-1"));
        open.event(text(40));
        // The end reaches the ledger while the checkpoint is still on its way to it.
        scales.store.next(Fault.SENT_LATE);
        CompletableFuture<Amount> overtaken = open.checkpointAsync().toCompletableFuture();
        assertThat(open.abort(AbortCause.CLIENT_GONE).charged()).isEqualTo(usd("0.04"));
        scales.store.deliver();
        assertThat(overtaken).isCompletedExceptionally();
        assertThat(scales.balance().available()).isEqualTo(usd("0.96"));
        assertThat(scales.booked()).hasSize(1);
    }

    @Test
    void abort_nothingByPolicyWhileACheckpointIsOnItsWay_takesNothingWhicheverIsFirst() {
        AbortPolicy lenient = AbortPolicy.STANDARD.with(AbortCause.UPSTREAM_ERROR, AbortCharge.NOTHING);
        MeteredCall open = scales.opened(call("c-1").aborts(lenient));
        open.event(text(40));
        scales.store.next(Fault.SENT_LATE);
        open.checkpointAsync();
        assertThat(open.abort(AbortCause.UPSTREAM_ERROR).charged()).isEqualTo(usd("0"));
        scales.store.deliver();
        assertThat(scales.balance().available()).isEqualTo(usd("1"));
        assertThat(scales.meter.open(call("c-1").build())).isInstanceOf(Opening.AlreadySettled.class);
        assertThat(scales.ledger.findHold(TENANT.operation("c-1")).orElseThrow().captured())
                .isEqualTo(usd("0"));
    }

    @Test
    void of_numbersOutOfRange_areRefused() {
        assertThat(Checkpoints.everyTokens(500).orEvery(Duration.ofSeconds(10)))
                .isEqualTo(new Checkpoints(500, Duration.ofSeconds(10)));
        assertThat(Checkpoints.NONE.isNone()).isTrue();
        assertThat(Checkpoints.every(Duration.ofDays(1)).isNone()).isFalse();
        assertThatThrownBy(() -> Checkpoints.everyTokens(0)).hasMessage("must be > 0: outputTokens=0");
        assertThatThrownBy(() -> Checkpoints.everyTokens(-1)).hasMessage("must be >= 0: outputTokens=-1");
        assertThatThrownBy(() -> Checkpoints.every(Duration.ZERO)).hasMessage("must be > 0: time=PT0S");
        assertThatThrownBy(() -> Checkpoints.every(Duration.ofHours(25)))
                .hasMessage("must be 0 to 24 hours: time=PT25H");
    }
}
