// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.call;
import static io.weighhouse.metering.call.Scales.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.metering.price.Discount;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much is held, and what is charged for it: 0.200 USD at worst, in a wallet of 1 USD. */
class HoldPolicyTest {

    private final Scales scales = new Scales();

    @AfterEach
    void close() {
        scales.ledger.close();
    }

    @Test
    void open_typical_holdsThePartRoundedUp() {
        assertThat(scales.opened(call("c-1").holding(HoldPolicy.typical(25)))
                        .hold()
                        .amount())
                .isEqualTo(usd("0.05"));
        Call.Builder odd = call("c-2").caps(Usage.tokens(1, 0)).holding(HoldPolicy.typical(33));
        assertThat(scales.opened(odd).hold().amount()).isEqualTo(usd("0.00033"));
        PinnedCard penny = PinnedCard.of("1", Scales.card().build(), Markup.none(Unit.of("USD", 2)));
        assertThat(call("c-3")
                        .priced(penny)
                        .holding(HoldPolicy.typical(1))
                        .build()
                        .policy
                        .held(101))
                .isEqualTo(2);
    }

    @Test
    void settle_typicalAndMoreUsed_takesTheRestByTheOverrunPolicy() {
        MeteredCall debt = scales.opened(call("c-1").holding(HoldPolicy.typical(25)));
        debt.event(Scales.usage(100, 50));
        assertThat(debt.settle().charged()).isEqualTo(usd("0.2"));
        MeteredCall clamped =
                scales.opened(call("c-2").holding(HoldPolicy.typical(25)).overrun(Overrun.CLAMP));
        clamped.event(Scales.usage(100, 50));
        Settlement settlement = clamped.settle();
        assertThat(settlement.charged()).isEqualTo(usd("0.05"));
        assertThat(settlement.receipt().price()).isEqualTo(usd("0.2"));
        assertThat(scales.balance().available()).isEqualTo(usd("0.75"));
    }

    @Test
    void settle_typicalAndAnEmptyWallet_owesTheRestAtMostToTheBound() {
        for (int i = 0; i < 20; i++) {
            MeteredCall open = scales.opened(
                    call("c-" + i, Scales.WALLET).limited(unlimited()).holding(HoldPolicy.typical(25)));
            assertThat(open.hold().amount()).isEqualTo(usd("0.05"));
        }
        assertThat(scales.refused(call("c-20").limited(unlimited()).holding(HoldPolicy.typical(25))))
                .isInstanceOf(Refusal.InsufficientCredits.class);
        assertThat(scales.balance().available()).isEqualTo(usd("0"));
        Scales other = new Scales();
        other.fund("0.05");
        MeteredCall first = other.opened(call("a").holding(HoldPolicy.typical(25)));
        for (int i = 0; i < 5; i++) {
            MeteredCall whole = other.opened(call("b-" + i));
            whole.event(Scales.usage(100, 50));
            whole.settle();
        }
        first.event(Scales.text(4_000));
        Settlement settlement = first.abort(AbortCause.CLIENT_GONE);
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.ESTIMATED);
        assertThat(settlement.charged())
                .as("20 expected in, 50 out: above the hold, below the worst case")
                .isEqualTo(usd("0.12"));
        assertThat(settlement.receipt().bound()).contains(usd("0.2"));
        assertThat(other.balance().debt()).isEqualTo(usd("0.07"));
        other.ledger.close();
    }

    private static io.weighhouse.metering.limit.Subjects unlimited() {
        return io.weighhouse.metering.limit.Subjects.of("any", io.weighhouse.metering.limit.Quota.unlimited());
    }

    @Test
    void settle_flat_chargesThePriceAndKeepsTheCostBeside() {
        MeteredCall open = scales.opened(call("c-1").holding(HoldPolicy.flat(usd("0.03"))));
        assertThat(open.hold().amount()).isEqualTo(usd("0.03"));
        Scales.feed(open, Scales.STREAM);
        Settlement settlement = open.settle();
        Receipt receipt = settlement.receipt();
        assertThat(settlement.charged()).isEqualTo(usd("0.03"));
        assertThat(receipt.price()).isEqualTo(usd("0.03"));
        assertThat(receipt.cost()).isEqualByComparingTo("0.013");
        assertThat(receipt.charge().lines())
                .extracting(line -> line.meter())
                .containsExactly(Meter.INPUT_TOKENS, Meter.OUTPUT_TOKENS);
        assertThat(receipt.charge().lines()).extracting(line -> line.quantity()).containsExactly(9L, 2L);
        assertThat(receipt.linesAddUp()).isTrue();
        assertThat(receipt.rerate()).isEqualTo(usd("0.03"));
        assertThat(Receipt.fromJson(receipt.toJson())).isEqualTo(receipt);
    }

    @Test
    void settle_flatInCredits_isExactWhateverACreditCosts() {
        Unit credit = Unit.of("CREDIT", 0);
        Markup markup =
                Markup.into(credit).creditPrice("0.0123").multiplier("1.8").minimum("5");
        PinnedCard card =
                PinnedCard.of("1", Scales.card().build(), markup).discounted(new Discount(new BigDecimal("0.5"), 0));
        PinnedCard flat = HoldPolicy.flat(Amount.of("7", credit)).priced(card);
        for (long tokens : new long[] {0, 1, 49, 10_000}) {
            Usage usage = Usage.tokens(tokens, tokens);
            assertThat(flat.rate(usage).chargeOrThrow().price()).isEqualTo(Amount.of("7", credit));
            assertThat(flat.quote(usage).chargeOrThrow().price()).isEqualTo(Amount.of("7", credit));
        }
        assertThatThrownBy(() -> HoldPolicy.flat(usd("1")).priced(card))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be of CREDIT/0: price=1.000000 USD");
    }

    @Test
    void abort_flat_isFreeBeforeAnythingCameAndThePriceAfter() {
        HoldPolicy flat = HoldPolicy.flat(usd("0.03"));
        MeteredCall nothing = scales.opened(call("c-1").holding(flat));
        assertThat(nothing.abort(AbortCause.UPSTREAM_ERROR).charged()).isEqualTo(usd("0"));
        MeteredCall cut = scales.opened(call("c-2").holding(flat));
        cut.event(Scales.text(8));
        Settlement settlement = cut.abort(AbortCause.CLIENT_GONE);
        assertThat(settlement.charged()).isEqualTo(usd("0.03"));
        assertThat(settlement.receipt().cost()).isEqualByComparingTo("0.024");
    }

    @Test
    void open_flatOfNothing_isAMemo() {
        MeteredCall open = scales.opened(call("c-1").holding(HoldPolicy.flat(usd("0"))));
        Scales.feed(open, Scales.STREAM);
        assertThat(open.settle().charged()).isEqualTo(usd("0"));
        assertThat(scales.booked().get(0).transaction().kind()).isEqualTo(TransactionKind.MEMO);
    }

    @Test
    void priced_manyCards_areKeptAndMadeAnewWhenFull() {
        HoldPolicy flat = HoldPolicy.flat(usd("0.03"));
        PinnedCard first = Scales.pinned(Scales.card());
        PinnedCard made = flat.priced(first);
        assertThat(flat.priced(first)).isSameAs(made);
        for (int i = 0; i < 64; i++) {
            flat.priced(Scales.pinned(Scales.card()));
        }
        assertThat(flat.priced(first)).isNotSameAs(made);
        assertThat(flat.priced(first).terms()).isEqualTo(made.terms());
    }

    @Test
    void settle_ownKey_isAMemoWithItsShadowCost() {
        PinnedCard own = PinnedCard.of(
                "1", Scales.card().build(), Markup.into(Scales.USD).multiplier("0"));
        MeteredCall open =
                scales.opened(call("c-1", Scales.OTHER_WALLET).priced(own).label("payer", "CUSTOMER"));
        assertThat(open.hold().amount()).isEqualTo(usd("0"));
        Scales.feed(open, Scales.STREAM);
        Settlement settlement = open.settle();
        assertThat(settlement.charged()).isEqualTo(usd("0"));
        assertThat(settlement.receipt().cost()).isEqualByComparingTo("0.013");
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.REPORTED);
        PinnedCard fee = PinnedCard.of(
                "1",
                Scales.card().build(),
                Markup.into(Scales.USD).multiplier("0").fixedFee("0.001"));
        MeteredCall paid = scales.opened(call("c-2").priced(fee));
        assertThat(paid.hold().amount()).isEqualTo(usd("0.001"));
        Scales.feed(paid, Scales.STREAM);
        assertThat(paid.settle().charged()).isEqualTo(usd("0.001"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101, -1})
    void of_percentOutOfRange_isRefused(int percent) {
        assertThatThrownBy(() -> HoldPolicy.typical(percent))
                .hasMessage("must be 1 to 100: percentOfWorstCase=" + percent);
        assertThatThrownBy(() -> HoldPolicy.worstCase().clampedTo(percent))
                .hasMessage("must be 1 to 100: percentOfWallet=" + percent);
        assertThatThrownBy(() -> HoldPolicy.flat(usd("-1"))).hasMessage("must be >= 0: price=-1.000000 USD");
    }

    @Test
    void equals_samePolicies_areOne() {
        HoldPolicy typical = HoldPolicy.typical(25).clampedTo(50);
        assertThat(typical)
                .isEqualTo(HoldPolicy.typical(25).clampedTo(50))
                .hasSameHashCodeAs(HoldPolicy.typical(25).clampedTo(50));
        assertThat(typical)
                .isNotEqualTo(HoldPolicy.typical(25))
                .isNotEqualTo(HoldPolicy.typical(26).clampedTo(50));
        assertThat(HoldPolicy.flat(usd("1")))
                .isEqualTo(HoldPolicy.flat(usd("1")))
                .isNotEqualTo(HoldPolicy.flat(usd("2")));
        assertThat(typical).hasToString("typical 25 %, clamped to 50 % of the wallet");
        assertThat(HoldPolicy.worstCase()).hasToString("worst case");
        assertThat(HoldPolicy.flat(usd("1"))).hasToString("flat 1.000000 USD");
    }
}
