// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.CAPS;
import static io.weighhouse.metering.call.Scales.REVENUE;
import static io.weighhouse.metering.call.Scales.STREAM;
import static io.weighhouse.metering.call.Scales.TENANT;
import static io.weighhouse.metering.call.Scales.answer;
import static io.weighhouse.metering.call.Scales.call;
import static io.weighhouse.metering.call.Scales.feed;
import static io.weighhouse.metering.call.Scales.usd;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.DeclinedException;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.ProviderApi;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MeteredCallTest {

    private static final String USAGE = ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}";

    private final Scales scales = new Scales();

    @Test
    void settle_cardWithAFeeForTheRequest_chargesItOnceWithoutBeingCounted() {
        PinnedCard card = Scales.pinned(Scales.card().rate(Rate.of(Meter.REQUESTS, "0.05")));
        MeteredCall open = scales.opened(call("c-1").priced(card));
        assertThat(open.hold().amount()).isEqualTo(usd("0.25"));
        feed(open, STREAM);
        assertThat(open.settle().charged()).isEqualTo(usd("0.063"));
    }

    @Test
    void settle_reportedUsage_isChargedAndTheRestGivenBack() {
        MeteredCall call = scales.opened(call("c-1").label("endpoint", "/v1/chat/completions"));
        feed(call, STREAM);
        Settlement settlement = call.settle();
        assertThat(settlement.held()).isEqualTo(usd("0.2"));
        assertThat(settlement.charged()).isEqualTo(usd("0.013"));
        assertThat(settlement.overrun()).isEqualTo(usd("0"));
        assertThat(settlement.late()).isFalse();
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.REPORTED);
        assertThat(settlement.receipt().cause()).isEmpty();
        assertThat(scales.balance().available()).isEqualTo(usd("0.987"));
        assertThat(scales.remaining()).containsExactly(9L, 989L);
        assertThat(scales.news()).containsExactly("opened", "settled REPORTED");
    }

    @Test
    void settle_anyCall_keepsItsReceiptAndLabelsInTheBooks() {
        MeteredCall call = scales.opened(call("c-1").label("endpoint", "/v1/chat/completions"));
        call.response(answer(USAGE));
        Receipt receipt = call.settle().receipt();
        Transaction booked = scales.booked().get(0).transaction();
        assertThat(booked.kind()).isEqualTo(TransactionKind.USAGE);
        assertThat(booked.operation()).isEqualTo(TENANT.operation("c-1"));
        assertThat(booked.note().reference()).isEqualTo("openai/gpt-4o-mini");
        assertThat(booked.note().labels()).containsEntry("endpoint", "/v1/chat/completions");
        assertThat(Receipt.fromJson(booked.note().receipt())).isEqualTo(receipt);
        assertThat(receipt.linesAddUp()).isTrue();
        assertThat(receipt.rerate()).isEqualTo(usd("0.013"));
    }

    @ParameterizedTest
    @EnumSource(AbortCause.class)
    void abort_nothingDelivered_releasesAndChargesNothing(AbortCause cause) {
        MeteredCall call = scales.opened(call("c-1"));
        feed(call, STREAM.subList(0, 1));
        Settlement settlement = call.abort(cause);
        assertThat(settlement.charged()).isEqualTo(usd("0"));
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.NOTHING);
        assertThat(settlement.receipt().cause()).isEqualTo(cause.name());
        assertThat(scales.balance().available()).isEqualTo(usd("1"));
        assertThat(scales.booked()).isEmpty();
        assertThat(scales.remaining())
                .as("the request took place, its tokens did not")
                .containsExactly(9L, 1_000L);
        assertThat(scales.news()).containsExactly("opened", "settled NOTHING " + cause);
    }

    @Test
    void close_withoutAnEnding_isAnAbortForAnUnknownCause() {
        try (MeteredCall call = scales.opened(call("c-1"))) {
            feed(call, STREAM.subList(0, 2));
        }
        assertThat(scales.news()).containsExactly("opened", "settled ESTIMATED UNKNOWN");
    }

    @Test
    void close_afterAnEnding_changesNothing() {
        MeteredCall call = scales.opened(call("c-1"));
        feed(call, STREAM);
        Settlement settlement = call.settle();
        call.close();
        call.close();
        assertThat(call.abort(AbortCause.CLIENT_GONE)).isSameAs(settlement);
        assertThat(call.settle()).isSameAs(settlement);
        assertThat(scales.booked()).hasSize(1);
        assertThat(scales.news()).containsExactly("opened", "settled REPORTED");
    }

    static Stream<Arguments> cuts() {
        return IntStream.rangeClosed(0, STREAM.size())
                .boxed()
                .flatMap(events -> Arrays.stream(AbortCause.values()).map(cause -> arguments(events, cause)));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void abort_streamCutAfterAnyEvent_settlesOnceOnARecordedBasis(int events, AbortCause cause) {
        MeteredCall call = scales.opened(call("c-1"));
        feed(call, STREAM.subList(0, events));
        Settlement settlement = call.abort(cause);
        call.close();
        boolean delivered = events >= 2;
        boolean reported = events >= 5;
        Receipt receipt = settlement.receipt();
        assertThat(receipt.basis()).isEqualTo(reported ? Basis.REPORTED : delivered ? Basis.ESTIMATED : Basis.NOTHING);
        assertThat(receipt.cause()).isEqualTo(cause.name());
        assertThat(settlement.charged().isPositive()).isEqualTo(delivered);
        assertThat(settlement.charged()).isEqualTo(receipt.price());
        assertThat(settlement.charged()).isLessThanOrEqualTo(settlement.held());
        assertThat(scales.booked()).hasSize(delivered ? 1 : 0);
        assertThat(scales.balance().held()).isEqualTo(usd("0"));
        assertThat(scales.balance().posted().plus(settlement.charged())).isEqualTo(usd("1"));
        assertThat(scales.news()).hasSize(2);
    }

    @Test
    void settle_streamCutAtEveryByte_isNeverFreeOnceTextCame() {
        byte[] bytes = String.join("", STREAM).getBytes(UTF_8);
        int firstText = STREAM.get(0).length() + STREAM.get(1).length() - 1;
        for (int length = 0; length <= bytes.length; length++) {
            Scales fresh = new Scales();
            MeteredCall call = fresh.opened(call("c-1"));
            call.event(bytes, 0, length);
            Amount charged = call.abort(AbortCause.CLIENT_GONE).charged();
            assertThat(charged.isPositive()).as("%d bytes", length).isEqualTo(length >= firstText);
            assertThat(charged).isLessThanOrEqualTo(usd("0.2"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', ESTIMATED, USAGE_MISSING, 0.028",
        "',\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0}', ESTIMATED, USAGE_ZERO_WITH_OUTPUT, 0.028",
        "',\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":0}', ESTIMATED, USAGE_ZERO_WITH_OUTPUT, 0.028",
        "',\"usage\":{\"prompt_tokens\":9}', ESTIMATED, USAGE_ZERO_WITH_OUTPUT, 0.028",
        "',\"usage\":{\"prompt_tokens\":-9,\"completion_tokens\":2}', ESTIMATED, USAGE_UNREADABLE, 0.028",
        "',\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":\"two\"}', ESTIMATED, USAGE_UNREADABLE, 0.028",
        "',\"usage\":{\"prompt_tokens\":9', ESTIMATED, USAGE_UNREADABLE, 0.028",
        "',\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"completion_tokens_details\":{\"reasoning_tokens\":3}}',"
                + " REPORTED, USAGE_INCONSISTENT, 0.015",
    })
    void settle_usageThatCannotBeRelied_isEstimatedAndSaysWhy(String usage, Basis basis, String cause, String price) {
        MeteredCall call = scales.opened(call("c-1"));
        call.response(answer(usage));
        Settlement settlement = call.settle();
        assertThat(settlement.receipt().basis()).isEqualTo(basis);
        assertThat(settlement.receipt().cause()).isEqualTo(cause);
        assertThat(settlement.charged()).isEqualTo(usd(price));
    }

    @Test
    void settle_answerThatIsCountedInItsHeaders_isCharged() {
        MeteredCall call = scales.opened(call("c-1").reader(ProviderApi.BEDROCK_INVOKE.reader()));
        Map<String, String> headers =
                Map.of("x-amzn-bedrock-input-token-count", "9", "x-amzn-bedrock-output-token-count", "2");
        call.response("{\"generation\":\"Weighed\"}".getBytes(UTF_8), name -> Optional.ofNullable(headers.get(name)));
        Settlement settlement = call.settle();
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.REPORTED);
        assertThat(settlement.charged()).isEqualTo(usd("0.013"));
    }

    @Test
    void abort_streamThatHadCountedItsPrompt_chargesThatAndTheTextThatCame() {
        MeteredCall call = scales.opened(call("c-1").reader(ProviderApi.ANTHROPIC_MESSAGES.reader()));
        String begun = """
                data: {"type":"message_start","message":{"usage":{"input_tokens":9,"output_tokens":1}}}

                data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"Weighed fairly"}}

                """;
        call.event(begun.getBytes(UTF_8));
        Settlement settlement = call.abort(AbortCause.CLIENT_GONE);
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.ESTIMATED);
        assertThat(settlement.receipt().cause()).isEqualTo("CLIENT_GONE");
        assertThat(settlement.charged()).as("9 in, 14 bytes out").isEqualTo(usd("0.017"));
    }

    @Test
    void settle_nothingCame_chargesTheFloor() {
        Settlement settlement = scales.opened(call("c-1")).settle();
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.FLOOR);
        assertThat(settlement.charged()).isEqualTo(usd("0.02"));
    }

    @Test
    void settle_errorInsteadOfAnAnswer_chargesNothing() {
        MeteredCall call = scales.opened(call("c-1"));
        call.response("{\"error\":{\"code\":\"overloaded\"}}".getBytes(UTF_8));
        Settlement settlement = call.settle();
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.NOTHING);
        assertThat(settlement.receipt().cause()).isEqualTo("UPSTREAM_ERROR");
        assertThat(scales.balance().available()).isEqualTo(usd("1"));
    }

    @Test
    void settle_afterTheHoldExpired_isBookedLateAndMayOwe() {
        MeteredCall call = scales.opened(call("c-1").timeToLive(Duration.ofMinutes(1)));
        feed(call, STREAM);
        scales.pass(Duration.ofMinutes(1));
        scales.opened(call("c-2").caps(Usage.tokens(1_000, 0)).limited(Subjects.of("free", Quota.unlimited())));
        Settlement settlement = call.settle();
        assertThat(settlement.late()).isTrue();
        assertThat(settlement.charged()).isEqualTo(usd("0.013"));
        assertThat(scales.balance().debt()).isEqualTo(usd("0.013"));
        assertThat(scales.ledger.findHold(TENANT.operation("c-1")).orElseThrow().state())
                .isEqualTo(HoldState.SETTLED_LATE);
        assertThat(scales.meter.open(call("c-1").build())).isEqualTo(new Opening.AlreadySettled(settlement.receipt()));
    }

    @Test
    void abort_afterTheHoldExpiredWithNothingDelivered_keepsItsReceiptAndChargesNothing() {
        MeteredCall call = scales.opened(call("c-1"));
        scales.pass(Duration.ofMinutes(15));
        scales.store.next(FaultyStore.Fault.ANSWER_LOST);
        assertThatExceptionOfType(LedgerStoreException.class).isThrownBy(() -> call.abort(AbortCause.UPSTREAM_TIMEOUT));
        Settlement settlement = call.abort(AbortCause.UPSTREAM_TIMEOUT);
        assertThat(settlement.charged()).isEqualTo(usd("0"));
        assertThat(settlement.late()).isTrue();
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.NOTHING);
        assertThat(scales.booked()).hasSize(1);
        assertThat(scales.booked().get(0).transaction().kind()).isEqualTo(TransactionKind.MEMO);
        assertThat(scales.meter.open(call("c-1").build())).isEqualTo(new Opening.AlreadySettled(settlement.receipt()));
    }

    @ParameterizedTest
    @CsvSource({"CLAMP, 0.2, 0", "TAKE_AVAILABLE, 1, 0", "DEBT, 1.2, 0.2"})
    void settle_beyondTheHold_followsTheOverrunPolicy(Overrun policy, String charged, String debt) {
        MeteredCall call = scales.opened(call("c-1").overrun(policy));
        call.usage(Usage.tokens(200, 500));
        Settlement settlement = call.settle();
        assertThat(settlement.charged()).isEqualTo(usd(charged));
        assertThat(settlement.overrun()).isEqualTo(usd(charged).minus(usd("0.2")));
        assertThat(settlement.receipt().price())
                .as("the receipt says what it was worth")
                .isEqualTo(usd("1.2"));
        assertThat(scales.balance().debt()).isEqualTo(usd(debt));
        assertThat(scales.remaining())
                .as("what was used beyond the reservation counts")
                .containsExactly(9L, 300L);
    }

    @Test
    void settle_usageThatNobodyPriced_takesTheHold() {
        MeteredCall call = scales.opened(call("c-1"));
        call.usage(Usage.of(Meter.PAGES, 3));
        Settlement settlement = call.settle();
        assertThat(settlement.charged()).isEqualTo(usd("0.2"));
        assertThat(settlement.receipt().cause()).isEqualTo("METER_UNPRICED");
    }

    @Test
    void end_eightThreadsAtOnce_endItOnceWithOneSettlement() throws ExecutionException, InterruptedException {
        for (int round = 0; round < 50; round++) {
            Scales fresh = new Scales();
            MeteredCall call = fresh.opened(call("c-1"));
            feed(call, STREAM.subList(0, 3));
            List<Settlement> settlements = CallMeterTest.atOnce(8, i -> switch (i % 4) {
                case 0 -> call.settle();
                case 1 -> call.abort(AbortCause.CLIENT_GONE);
                case 2 -> call.abort(AbortCause.UPSTREAM_ERROR);
                default -> {
                    call.close();
                    yield call.settle();
                }
            });
            assertThat(settlements).allSatisfy(one -> assertThat(one).isEqualTo(settlements.get(0)));
            assertThat(settlements.get(0).charged()).isEqualTo(usd("0.028"));
            assertThat(fresh.booked()).hasSize(1);
            assertThat(fresh.balance().posted()).isEqualTo(usd("0.972"));
            assertThat(fresh.news()).hasSize(2);
        }
    }

    @Test
    void settle_answerLost_isBookedOnceHoweverItIsEndedAgain() {
        for (String id : List.of("c-1", "c-2", "c-3")) {
            MeteredCall call = scales.opened(call(id));
            feed(call, STREAM);
            scales.store.next(FaultyStore.Fault.ANSWER_LOST);
            assertThatExceptionOfType(LedgerStoreException.class)
                    .isThrownBy(call::settle)
                    .satisfies(lost -> assertThat(lost.outcomeKnown()).isFalse());
            call.event(STREAM.get(1).getBytes(UTF_8));
            switch (id) {
                case "c-1" -> assertThat(call.settle().charged()).isEqualTo(usd("0.013"));
                case "c-2" ->
                    assertThat(call.abort(AbortCause.CLIENT_GONE).receipt().cause())
                            .isEmpty();
                default -> call.close();
            }
            assertThat(call.settle().charged()).isEqualTo(usd("0.013"));
        }
        assertThat(scales.booked()).hasSize(3);
        assertThat(scales.balance().posted()).isEqualTo(usd("0.961"));
        assertThat(scales.news()).filteredOn("settled REPORTED"::equals).hasSize(3);
    }

    @Test
    void abort_answerOfTheReleaseLost_isReleasedOnce() {
        MeteredCall call = scales.opened(call("c-1"));
        scales.store.next(FaultyStore.Fault.ANSWER_LOST);
        assertThatExceptionOfType(LedgerStoreException.class).isThrownBy(() -> call.abort(AbortCause.UPSTREAM_ERROR));
        call.close();
        assertThat(call.settle().receipt().basis()).isEqualTo(Basis.NOTHING);
        assertThat(scales.balance().available()).isEqualTo(usd("1"));
    }

    @Test
    void settle_neverSent_canBeEndedAgain() {
        MeteredCall call = scales.opened(call("c-1"));
        feed(call, STREAM);
        scales.store.next(FaultyStore.Fault.NOT_SENT);
        assertThatExceptionOfType(LedgerStoreException.class).isThrownBy(call::settle);
        assertThat(scales.balance().held()).isEqualTo(usd("0.2"));
        call.close();
        assertThat(scales.balance().available()).isEqualTo(usd("0.987"));
    }

    @Test
    void settle_payeeThatIsNotOpen_isDeclinedAndCanBeEndedOnceItIs() {
        MeteredCall call = scales.opened(call("c-1").paying(TENANT.account("revenue:new")));
        feed(call, STREAM);
        assertThatExceptionOfType(DeclinedException.class).isThrownBy(call::settle);
        assertThat(scales.balance().held()).isEqualTo(usd("0.2"));
        scales.ledger
                .open(Account.of(TENANT.account("revenue:new"), AccountKind.REVENUE, Scales.USD))
                .orThrow();
        assertThat(call.settle().charged()).isEqualTo(usd("0.013"));
    }

    @Test
    void settleAsync_slowStore_doesNotWaitForIt() {
        MeteredCall call = scales.opened(call("c-1"));
        feed(call, STREAM);
        scales.store.next(FaultyStore.Fault.ANSWER_LATE);
        CompletableFuture<Settlement> settlement = call.settleAsync().toCompletableFuture();
        assertThat(settlement).isNotDone();
        scales.store.deliver();
        assertThat(settlement)
                .isCompletedWithValueMatching(done -> done.charged().equals(usd("0.013")));
        assertThat(call.abortAsync(AbortCause.UNKNOWN)).isCompletedWithValue(settlement.join());
    }

    @Test
    void abortAsync_storeFails_failsWithTheStoresException() {
        MeteredCall call = scales.opened(call("c-1"));
        scales.store.next(FaultyStore.Fault.ANSWER_LOST);
        assertThat(call.abortAsync(AbortCause.CLIENT_GONE))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(LedgerStoreException.class);
    }

    @Test
    void event_afterTheEnd_isPassedOver() {
        MeteredCall call = scales.opened(call("c-1"));
        Settlement settlement = call.abort(AbortCause.CLIENT_GONE);
        feed(call, STREAM);
        call.response(answer(USAGE));
        call.usage(CAPS);
        assertThat(call.settle()).isEqualTo(settlement);
        assertThat(scales.balance().available()).isEqualTo(usd("1"));
    }

    @Test
    void event_partOfAnArray_readsThatPartOnly() {
        MeteredCall call = scales.opened(call("c-1"));
        byte[] bytes = ("xx" + STREAM.get(4) + "yy").getBytes(UTF_8);
        call.event(bytes, 2, bytes.length - 4);
        assertThat(call.settle().receipt().basis()).isEqualTo(Basis.REPORTED);
        MeteredCall other = scales.opened(call("c-2"));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> other.event(bytes, 1, bytes.length));
    }

    @Test
    void usage_countedByTheCaller_isChargedWhateverTheAnswerSaysBeforeOrAfter() {
        MeteredCall pictures = scales.opened(call("c-1").caps(Usage.of(Meter.IMAGES, 3)));
        assertThat(pictures.hold().amount()).isEqualTo(usd("0.12"));
        pictures.usage(Usage.of(Meter.IMAGES, 2));
        pictures.response(answer(USAGE));
        assertThat(pictures.settle().charged()).isEqualTo(usd("0.08"));
        MeteredCall other = scales.opened(call("c-2").caps(Usage.of(Meter.IMAGES, 3)));
        other.response(answer(USAGE));
        feed(other, STREAM);
        other.usage(Usage.of(Meter.IMAGES, 1));
        assertThat(other.settle().charged()).isEqualTo(usd("0.04"));
    }

    @Test
    void usage_empty_isAMistake() {
        MeteredCall call = scales.opened(call("c-1"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call.usage(Usage.empty()))
                .withMessage("must not be empty: usage");
    }

    @Test
    void settle_usageBeyondALong_isChargedTheCapsAndSettlesTheLimits() {
        MeteredCall call = scales.opened(call("c-1"));
        call.usage(Usage.tokens(Long.MAX_VALUE, Long.MAX_VALUE).with(Meter.REASONING_TOKENS, Long.MAX_VALUE));
        assertThat(call.settle().charged()).isEqualTo(usd("0.2"));
        assertThat(scales.remaining().get(1)).isZero();
    }

    @Test
    void settle_callThatChargesNothing_booksAMemoWithWhatItCost() {
        PinnedCard ownKey = PinnedCard.of(
                "2026-11", Scales.card().build(), Markup.none(Scales.USD).multiplier("0"));
        MeteredCall call = scales.opened(call("c-1", Scales.OTHER_WALLET).priced(ownKey));
        assertThat(call.hold().amount()).isEqualTo(usd("0"));
        feed(call, STREAM);
        Settlement settlement = call.settle();
        assertThat(settlement.charged()).isEqualTo(usd("0"));
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.REPORTED);
        assertThat(settlement.receipt().cost()).isEqualByComparingTo(new BigDecimal("0.013"));
        Transaction memo = scales.ledger
                .statement(Scales.OTHER_WALLET, StatementPage.oldestFirst(10))
                .lines()
                .get(0)
                .transaction();
        assertThat(memo.kind()).isEqualTo(TransactionKind.MEMO);
        assertThat(Receipt.fromJson(memo.note().receipt())).isEqualTo(settlement.receipt());
        assertThat(scales.ledger.balance(REVENUE).orElseThrow().posted()).isEqualTo(usd("0"));
    }

    @Test
    void settle_priceBookChangedMeanwhile_chargesThePinnedPrice() {
        Call.Builder call = call("c-1");
        MeteredCall open = scales.opened(call);
        call.priced(Scales.pinned(Scales.card().tier(1, Rate.of(Meter.INPUT_TOKENS, "9"))));
        feed(open, STREAM);
        assertThat(open.settle().charged()).isEqualTo(usd("0.013"));
    }
}
