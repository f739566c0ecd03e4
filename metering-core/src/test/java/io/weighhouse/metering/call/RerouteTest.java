// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.USD;
import static io.weighhouse.metering.call.Scales.call;
import static io.weighhouse.metering.call.Scales.text;
import static io.weighhouse.metering.call.Scales.usage;
import static io.weighhouse.metering.call.Scales.usd;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.metering.call.FaultyStore.Fault;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.ProviderApi;
import io.weighhouse.metering.provider.UsageReader;
import io.weighhouse.metering.receipt.Attempt;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Calls that go to another provider: from one at 0.001 in and 0.002 out, which holds 0.200, to one at 0.002 and 0.005, which
 * holds 0.450.
 */
class RerouteTest {

    private static final PinnedCard DEARER = other("anthropic", "claude", "0.002", "0.005");
    private static final PinnedCard CHEAPER = other("mistral", "small", "0.0001", "0.0002");
    private static final UsageReader MESSAGES = ProviderApi.ANTHROPIC_MESSAGES.reader();

    private final Scales scales = new Scales();

    @AfterEach
    void close() {
        scales.ledger.close();
    }

    private static PinnedCard other(String provider, String model, String in, String out) {
        RateCard card = RateCard.builder(Sku.of(provider, model))
                .currency("USD")
                .rate(Rate.of(Meter.INPUT_TOKENS, in))
                .rate(Rate.of(Meter.OUTPUT_TOKENS, out))
                .build();
        return PinnedCard.of("2026-11", card, Markup.none(USD));
    }

    private static byte[] message(long in, long out) {
        return ("data: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":" + in
                        + ",\"output_tokens\":1}}}\n\n"
                        + "data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"Weighed\"}}\n\n"
                        + "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":"
                        + out + "}}\n\ndata: {\"type\":\"message_stop\"}\n\n")
                .getBytes(UTF_8);
    }

    @Test
    void reroute_beforeAnythingCame_requotesTheHoldAndDoesNotDoubleIt() {
        MeteredCall open = scales.opened(call("c-1"));
        assertThat(open.reroute(DEARER, MESSAGES))
                .isInstanceOfSatisfying(
                        Rerouting.Rerouted.class,
                        rerouted -> assertThat(rerouted.hold().amount()).isEqualTo(usd("0.45")));
        open.event(message(10, 4));
        Settlement settlement = open.settle();
        assertThat(settlement.charged()).isEqualTo(usd("0.04"));
        assertThat(settlement.receipt().earlier()).isEmpty();
        assertThat(settlement.receipt().sku()).isEqualTo(Sku.of("anthropic", "claude"));
        assertThat(scales.balance().available()).isEqualTo(usd("0.96"));
    }

    @Test
    void reroute_afterSomeCame_chargesEachAttemptAtItsOwnPrices() {
        MeteredCall open = scales.opened(call("c-1").label("payer", "CUSTOMER").label("team", "a"));
        open.event(text(40));
        assertThat(open.reroute(Route.of(DEARER, MESSAGES).label("payer", "PLATFORM")))
                .isInstanceOfSatisfying(
                        Rerouting.Rerouted.class,
                        rerouted -> assertThat(rerouted.hold().amount())
                                .as("0.040 that came, and the worst case of the next one")
                                .isEqualTo(usd("0.49")));
        open.event(message(10, 4));
        Settlement settlement = open.settle();
        Receipt receipt = settlement.receipt();
        assertThat(settlement.charged()).isEqualTo(usd("0.08"));
        assertThat(receipt.price()).isEqualTo(usd("0.08"));
        assertThat(receipt.cost()).isEqualByComparingTo("0.08");
        assertThat(receipt.charge().price()).isEqualTo(usd("0.04"));
        assertThat(receipt.basis()).isEqualTo(Basis.REPORTED);
        assertThat(receipt.bound()).isEmpty();
        assertThat(receipt.earlier()).singleElement().satisfies(attempt -> {
            assertThat(attempt.basis()).isEqualTo(Basis.ESTIMATED);
            assertThat(attempt.cause()).isEqualTo("UPSTREAM_ERROR");
            assertThat(attempt.charge().sku()).isEqualTo(Sku.of("openai", "gpt-4o-mini"));
            assertThat(attempt.charge().price()).isEqualTo(usd("0.04"));
        });
        assertThat(receipt.linesAddUp()).isTrue();
        assertThat(receipt.rerate()).isEqualTo(usd("0.08"));
        Note note = scales.hold("c-1").note();
        assertThat(note.reference()).isEqualTo("anthropic/claude");
        assertThat(note.labels()).containsEntry("payer", "PLATFORM").containsEntry("team", "a");
        assertThat(scales.meter.open(call("c-1").build())).isEqualTo(new Opening.AlreadySettled(receipt));
        assertThat(scales.remaining())
                .as("20 and 10 of the first, 10 and 4 of the second")
                .containsExactly(9L, 956L);
    }

    @Test
    void reroute_severalTimes_keepsEveryAttemptThatUsedSomething() {
        MeteredCall open = scales.opened(call("c-1"));
        open.event(text(4));
        open.reroute(CHEAPER, UsageReader.openAiChat());
        open.reroute(DEARER, UsageReader.openAiChat());
        open.event(text(4));
        open.reroute(Route.of(CHEAPER, UsageReader.openAiChat()).because(AbortCause.UPSTREAM_TIMEOUT));
        Settlement settlement = open.abort(AbortCause.CLIENT_GONE);
        assertThat(settlement.receipt().earlier())
                .extracting(Attempt::cause)
                .containsExactly("UPSTREAM_ERROR", "UPSTREAM_TIMEOUT");
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.NOTHING);
        assertThat(settlement.receipt().charge().lines()).isEmpty();
        assertThat(settlement.charged()).as("0.022 and 0.045").isEqualTo(usd("0.067"));
        assertThat(scales.balance().available()).isEqualTo(usd("0.933"));
    }

    @Test
    void reroute_toACheaperOne_keepsTheLargerHold() {
        MeteredCall open = scales.opened(call("c-1"));
        open.reroute(CHEAPER, UsageReader.openAiChat());
        assertThat(open.hold().amount()).isEqualTo(usd("0.2"));
        open.event(usage(100, 50));
        assertThat(open.settle().charged()).isEqualTo(usd("0.02"));
    }

    @Test
    void reroute_reportedAndThenFailed_chargesTheReport() {
        MeteredCall open = scales.opened(call("c-1"));
        open.event(text(400));
        open.event(usage(9, 2));
        open.reroute(CHEAPER, UsageReader.openAiChat());
        open.event(usage(10, 10));
        Receipt receipt = open.settle().receipt();
        assertThat(receipt.earlier())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.basis()).isEqualTo(Basis.REPORTED));
        assertThat(receipt.price()).isEqualTo(usd("0.016"));
    }

    @Test
    void reroute_policyThatUpstreamErrorsAreFree_keepsTheCostOfTheFailedAttempt() {
        AbortPolicy lenient = AbortPolicy.STANDARD.with(AbortCause.UPSTREAM_ERROR, AbortCharge.NOTHING);
        MeteredCall open = scales.opened(call("c-1").aborts(lenient));
        open.event(text(40));
        open.reroute(DEARER, MESSAGES);
        assertThat(open.hold().amount()).isEqualTo(usd("0.45"));
        open.event(message(10, 4));
        Receipt receipt = open.settle().receipt();
        assertThat(receipt.price()).isEqualTo(usd("0.04"));
        assertThat(receipt.cost()).isEqualByComparingTo("0.08");
        assertThat(receipt.earlier()).extracting(Attempt::basis).containsExactly(Basis.NOTHING);
    }

    @Test
    void reroute_flat_chargesTheActionOnceAndKeepsBothCosts() {
        MeteredCall open = scales.opened(call("c-1").holding(HoldPolicy.flat(usd("0.3"))));
        open.event(text(40));
        open.reroute(DEARER, MESSAGES);
        assertThat(open.hold().amount()).isEqualTo(usd("0.3"));
        open.event(message(10, 4));
        Settlement settlement = open.settle();
        assertThat(settlement.charged()).isEqualTo(usd("0.3"));
        assertThat(settlement.receipt().cost()).isEqualByComparingTo("0.08");
        assertThat(settlement.receipt().rerate()).isEqualTo(usd("0.3"));
    }

    @Test
    void reroute_afterACheckpoint_takesTheSumOfBoth() {
        MeteredCall open = scales.opened(call("c-1").checkpoints(Checkpoints.everyTokens(10)));
        open.event(text(40));
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0.04"));
        open.reroute(DEARER, UsageReader.openAiChat());
        assertThat(scales.hold("c-1").amount()).isEqualTo(usd("0.49"));
        open.event(text(40));
        assertThat(scales.hold("c-1").captured())
                .as("0.040, and 20 in and 10 out")
                .isEqualTo(usd("0.13"));
        open.event(usage(20, 12));
        assertThat(open.settle().charged()).isEqualTo(usd("0.14"));
        assertThat(scales.balance().available()).isEqualTo(usd("0.86"));
    }

    @Test
    void reroute_allowances_countBothAttemptsAndOneCall() {
        Amount ten = Amount.ofMinor(10, Scales.CALL_UNIT);
        MeteredCall open = scales.opened(call("c-1")
                .counting(new Allowance(Scales.CALLS, Counted.REQUESTS, ten))
                .counting(new Allowance(Scales.BUDGET, Counted.money(USD), usd("5"))));
        open.event(text(40));
        open.reroute(DEARER, MESSAGES);
        open.event(message(10, 4));
        open.settle();
        assertThat(scales.counted(Scales.CALLS))
                .containsExactly(Amount.ofMinor(1, Scales.CALL_UNIT), Amount.ofMinor(0, Scales.CALL_UNIT));
        assertThat(scales.counted(Scales.BUDGET)).containsExactly(usd("0.08"), usd("0"));
    }

    @Test
    void reroute_moreThanThereIs_isRefusedAndTheCallIsWhereItWas() {
        MeteredCall open = scales.opened(call("c-1"));
        open.event(text(40));
        PinnedCard dear = other("openai", "o3-pro", "0.02", "0.08");
        assertThat(open.reroute(dear, UsageReader.openAiChat()))
                .isInstanceOfSatisfying(
                        Rerouting.Refused.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.InsufficientCredits.class));
        PinnedCard unpriced = PinnedCard.of(
                "1",
                RateCard.builder(Sku.of("openai", "new"))
                        .currency("USD")
                        .rate(Rate.of(Meter.PAGES, "1"))
                        .build(),
                Markup.none(USD));
        assertThat(open.reroute(unpriced, UsageReader.openAiChat()))
                .isInstanceOfSatisfying(
                        Rerouting.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo("UNPRICED"));
        open.event(usage(20, 10));
        Settlement settlement = open.settle();
        assertThat(settlement.charged()).isEqualTo(usd("0.04"));
        assertThat(settlement.receipt().earlier()).isEmpty();
    }

    @Test
    void reroute_otherUnitOrCurrency_isAMistake() {
        MeteredCall open = scales.opened(call("c-1"));
        PinnedCard cents = PinnedCard.of("1", Scales.card().build(), Markup.none(Unit.of("USD", 2)));
        assertThatThrownBy(() -> open.reroute(cents, UsageReader.openAiChat()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be in USD/6 for USD: card=USD/2 for USD");
        PinnedCard euros = PinnedCard.of(
                "1",
                RateCard.builder(Sku.of("mistral", "large"))
                        .currency("EUR")
                        .rate(Rate.of(Meter.INPUT_TOKENS, "1"))
                        .build(),
                Markup.into(USD).creditPrice("EUR", "0.9"));
        assertThatThrownBy(() -> open.reroute(euros, UsageReader.openAiChat()))
                .hasMessage("must be in USD/6 for USD: card=USD/6 for EUR");
        open.event(usage(20, 10));
        assertThat(open.settle().charged()).isEqualTo(usd("0.04"));
    }

    @Test
    void reroute_moreAttemptsThanAReceiptHas_isAMistake() {
        MeteredCall open = scales.opened(call("c-1").holding(HoldPolicy.typical(10)));
        for (int i = 0; i < Books.MOST_EARLIER; i++) {
            open.event(text(4));
            open.reroute(CHEAPER, UsageReader.openAiChat());
        }
        assertThatThrownBy(() -> open.reroute(CHEAPER, UsageReader.openAiChat()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("must be at most 8 earlier attempts on a receipt: call=c-1");
        open.event(text(4));
        assertThat(open.abort(AbortCause.CLIENT_GONE).receipt().earlier()).hasSize(8);
    }

    @Test
    void reroute_afterTheEnd_isRefused() {
        MeteredCall open = scales.opened(call("c-1"));
        open.close();
        assertThat(open.reroute(DEARER, MESSAGES))
                .isEqualTo(new Rerouting.Refused(new Refusal.CallEnded(Scales.TENANT.operation("c-1"))));
    }

    @Test
    void reroute_storeFails_leavesTheCallAndMayBeTriedAgain() {
        MeteredCall open = scales.opened(call("c-1"));
        open.event(text(40));
        scales.store.next(Fault.ANSWER_LOST);
        assertThatThrownBy(() -> open.reroute(DEARER, MESSAGES)).isInstanceOf(LedgerStoreException.class);
        open.reroute(DEARER, MESSAGES);
        assertThat(scales.hold("c-1").amount()).isEqualTo(usd("0.49"));
        open.event(message(10, 4));
        assertThat(open.settle().charged()).isEqualTo(usd("0.08"));
    }

    @Test
    void settle_whileAReroutingIsOnItsWay_isDecidedOnTheOldRoute() {
        MeteredCall open = scales.opened(call("c-1"));
        scales.store.next(Fault.ANSWER_LATE);
        CompletableFuture<Rerouting> rerouting =
                open.rerouteAsync(Route.of(DEARER, MESSAGES)).toCompletableFuture();
        open.event(usage(20, 10));
        assertThat(open.settle().charged()).isEqualTo(usd("0.04"));
        scales.store.deliver();
        assertThat(rerouting).isCompletedWithValueMatching(Rerouting.Refused.class::isInstance);
        assertThat(scales.hold("c-1").captured()).isEqualTo(usd("0.04"));
    }

    @Test
    void reroute_wholeAnswersAndCounts_areOfTheirOwnAttempt() {
        MeteredCall open = scales.opened(call("c-1"));
        open.usage(Usage.tokens(5, 5));
        open.reroute(Route.of(CHEAPER, UsageReader.openAiChat())
                .served(RatingContext.standard().region("eu")));
        open.response(Scales.answer(",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":10}"));
        Receipt receipt = open.settle().receipt();
        assertThat(receipt.earlier().get(0).charge().price()).isEqualTo(usd("0.015"));
        assertThat(receipt.charge().price()).isEqualTo(usd("0.003"));
        Hold ended = scales.hold("c-1");
        assertThat(ended.captured()).isEqualTo(usd("0.018"));
        assertThat(List.of(Receipt.fromJson(ended.note().receipt()), Receipt.fromBytes(receipt.toBytes())))
                .containsOnly(receipt);
    }
}
