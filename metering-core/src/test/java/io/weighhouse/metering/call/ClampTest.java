// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.WALLET;
import static io.weighhouse.metering.call.Scales.call;
import static io.weighhouse.metering.call.Scales.usd;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Output caps that are lowered to what a wallet of 1 USD pays; 100 tokens in cost 0.100, each token out 0.002. */
class ClampTest {

    private static final Usage WIDE = Usage.tokens(100, 1_000);
    private static final HoldPolicy HALF = HoldPolicy.worstCase().clampedTo(50);

    private final Scales scales = new Scales();

    @AfterEach
    void close() {
        scales.ledger.close();
    }

    @Test
    void open_moreThanTheWalletPays_lowersTheOutputToTheShare() {
        MeteredCall open = scales.opened(call("c-1").caps(WIDE).holding(HALF));
        assertThat(open.clamped()).isTrue();
        assertThat(open.caps()).isEqualTo(Usage.tokens(100, 200));
        assertThat(open.hold().amount()).isEqualTo(usd("0.5"));
        assertThat(scales.news()).containsExactly("opened");
    }

    @Test
    void open_whatTheWalletPays_isLeftAlone() {
        MeteredCall open =
                scales.opened(call("c-1").caps(Usage.tokens(100, 450)).holding(HALF));
        assertThat(open.clamped()).isFalse();
        assertThat(open.caps()).isEqualTo(Usage.tokens(100, 450));
        assertThat(open.hold().amount()).isEqualTo(usd("1"));
    }

    @Test
    void open_everyClassOfOutput_isCapped() {
        Usage several = WIDE.with(Meter.REASONING_TOKENS, 300);
        MeteredCall open = scales.opened(call("c-1").caps(several).holding(HALF));
        assertThat(open.caps().quantity(Meter.OUTPUT_TOKENS)).isEqualTo(100);
        assertThat(open.caps().quantity(Meter.REASONING_TOKENS)).isEqualTo(100);
        assertThat(open.hold().amount()).isEqualTo(usd("0.5"));
    }

    @Test
    void open_typicalPart_lowersUntilThePartIsPaid() {
        MeteredCall open = scales.opened(
                call("c-1").caps(WIDE).holding(HoldPolicy.typical(50).clampedTo(25)));
        assertThat(open.caps()).isEqualTo(Usage.tokens(100, 200));
        assertThat(open.hold().amount()).isEqualTo(usd("0.25"));
    }

    @Test
    void open_notEvenOneTokenLeft_isRefusedAndBurnsNothing() {
        HoldPolicy tenth = HoldPolicy.worstCase().clampedTo(10);
        assertThat(scales.refused(call("c-1").caps(WIDE).holding(tenth)))
                .isInstanceOfSatisfying(Refusal.InsufficientCredits.class, refusal -> {
                    assertThat(refusal.funds().requested()).isEqualTo(usd("2.1"));
                    assertThat(refusal.funds().available()).isEqualTo(usd("1"));
                });
        assertThat(scales.remaining()).containsExactly(10L, 1_000L);
        assertThat(scales.news()).containsExactly("refused INSUFFICIENT_CREDITS");
        assertThat(scales.opened(call("c-1")
                                .caps(WIDE)
                                .holding(HoldPolicy.worstCase().clampedTo(11)))
                        .caps())
                .isEqualTo(Usage.tokens(100, 5));
    }

    @Test
    void open_nothingToLower_isRefused() {
        Usage pictures = Usage.of(Meter.IMAGES, 1_000);
        assertThat(scales.refused(call("c-1").caps(pictures).holding(HALF)))
                .isInstanceOf(Refusal.InsufficientCredits.class);
        assertThat(scales.refused(call("c-2", Scales.OTHER_WALLET).holding(HALF)))
                .isInstanceOf(Refusal.InsufficientCredits.class);
        assertThat(scales.refused(
                        call("c-3").caps(WIDE).holding(HoldPolicy.flat(usd("2")).clampedTo(50))))
                .isInstanceOf(Refusal.InsufficientCredits.class);
    }

    @Test
    void open_balanceFallsBetweenTheReadingAndTheHold_isTriedOnceMore() {
        // The other call comes after the first answer, and takes 0.6 of the 1.0 that it told.
        scales.store.afterNext(() -> scales.ledger
                .hold(PlaceHold.of(Scales.TENANT.operation("other"), WALLET, usd("0.6")))
                .orThrow());
        MeteredCall open = scales.opened(call("c-1").caps(WIDE).holding(HALF));
        assertThat(open.caps()).isEqualTo(Usage.tokens(100, 50));
        assertThat(open.hold().amount()).isEqualTo(usd("0.2"));
    }

    @Test
    void open_balanceFallsTwice_isRefused() {
        scales.store.afterNext(() -> take("one", "0.6")).afterNext(() -> {}).afterNext(() -> take("two", "0.3"));
        assertThat(scales.refused(call("c-1").caps(WIDE).holding(HALF)))
                .isInstanceOfSatisfying(
                        Refusal.InsufficientCredits.class,
                        refusal -> assertThat(refusal.funds().available()).isEqualTo(usd("0.1")));
        assertThat(scales.remaining()).containsExactly(10L, 1_000L);
    }

    private void take(String id, String amount) {
        scales.ledger
                .hold(PlaceHold.of(Scales.TENANT.operation(id), WALLET, usd(amount)))
                .orThrow();
    }

    @Test
    void open_withAMeterThatClamps_countsTheClampedCapsAgainstABudget() {
        Call.Builder call = call("c-1")
                .caps(WIDE)
                .holding(HALF)
                .counting(
                        new Allowance(Scales.BUDGET, io.weighhouse.metering.limit.Counted.money(Scales.USD), usd("5")));
        scales.opened(call);
        assertThat(scales.counted(Scales.BUDGET)).containsExactly(usd("0"), usd("0.5"));
    }

    @Test
    void open_secondMeterOverTheSameLedger_seesTheSameWallet() {
        CallMeter second = CallMeter.builder(scales.ledger, RateLimiter.local().build())
                .clock(InstantSource.system())
                .build();
        scales.opened(call("c-1").caps(WIDE).holding(HALF));
        Opening opening = second.open(call("c-2").caps(WIDE).holding(HALF).build());
        assertThat(((Opening.Opened) opening).call().caps()).isEqualTo(Usage.tokens(100, 75));
    }
}
