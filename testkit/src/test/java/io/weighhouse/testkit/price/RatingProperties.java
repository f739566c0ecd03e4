// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.ChargeDraft;
import io.weighhouse.metering.price.ChargeLine;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import io.weighhouse.testkit.Generators;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class RatingProperties {

    @Property
    void rate_agreesWithThePlainestModel(
            @ForAll("rateCards") RateCard card, @ForAll("markups") Markup markup, @ForAll("usages") Usage usage) {
        PinnedCard pinned = PinnedCard.of("1", card, markup);
        PriceModel model = new PriceModel(card, markup);
        Optional<BigDecimal> cost = model.cost(usage);
        if (cost.isEmpty()) {
            assertThat(pinned.rate(usage)).isInstanceOf(Rating.Unpriced.class);
            assertThat(pinned.priceMinor(CappedUsages.tally(usage))).isEqualTo(PinnedCard.UNPRICED);
            return;
        }
        BigInteger price = model.price(cost.get());
        if (price.bitLength() >= Long.SIZE) {
            assertThatThrownBy(() -> pinned.rate(usage)).isInstanceOf(ArithmeticException.class);
            assertThatThrownBy(() -> pinned.priceMinor(CappedUsages.tally(usage)))
                    .isInstanceOf(ArithmeticException.class);
            return;
        }
        Charge charge = pinned.rate(usage).chargeOrThrow();
        assertThat(charge.cost()).isEqualByComparingTo(cost.get());
        assertThat(charge.price()).isEqualTo(Amount.ofMinor(price.longValueExact(), markup.unit()));
        assertThat(pinned.priceMinor(CappedUsages.tally(usage))).isEqualTo(price.longValueExact());
        assertThat(markup.price(cost.get())).isEqualTo(charge.price());
        requireSameDraft(pinned, usage, charge);
    }

    @Property
    void rate_saysFreeWhenNothingIsChargedAndNeverLess(
            @ForAll("rateCards") RateCard card, @ForAll("markups") Markup markup, @ForAll("small") Usage usage) {
        Rating rating = PinnedCard.of("1", card, markup).rate(usage);
        if (!(rating instanceof Rating.Unpriced)) {
            Amount price = rating.chargeOrThrow().price();
            assertThat(price.isNegative()).isFalse();
            assertThat(rating instanceof Rating.Free).isEqualTo(price.isZero());
        }
    }

    @Property
    void rate_linesAddUpToCostAndPrice(
            @ForAll("rateCards") RateCard card, @ForAll("markups") Markup markup, @ForAll("small") Usage usage) {
        Charge charge = charge(PinnedCard.of("1", card, markup).rate(usage));
        BigDecimal cost = BigDecimal.ZERO;
        Amount price = Amount.zero(markup.unit());
        for (ChargeLine line : charge.lines()) {
            cost = cost.add(line.cost());
            price = price.plus(line.price());
            // Nobody bears more than his share, rounded up.
            BigDecimal share = line.cost().multiply(charge.price().toDecimal());
            BigDecimal given = line.price()
                    .toDecimal()
                    .subtract(BigDecimal.ONE.movePointLeft(markup.unit().scale()));
            assertThat(charge.cost().signum() == 0
                            || given.multiply(charge.cost()).compareTo(share) < 0)
                    .isTrue();
        }
        assertThat(cost).isEqualByComparingTo(charge.cost());
        assertThat(price).isEqualTo(charge.price());
        assertThat(charge.addsUp()).isTrue();
    }

    @Property
    void quote_isNeverLessThanAnyUsageWithinTheCaps(
            @ForAll("rateCards") RateCard card,
            @ForAll("markups") Markup markup,
            @ForAll("small") Usage caps,
            @ForAll Random random) {
        PinnedCard pinned = PinnedCard.of("1", card, markup);
        Charge quote = charge(pinned.quote(caps));
        assertThat(pinned.quoteMinor(caps, RatingContext.standard()))
                .isEqualTo(quote.price().minor());
        for (int i = 0; i < 10; i++) {
            Usage within = CappedUsages.within(caps, random);
            assertThat(charge(pinned.rate(within)).price()).isLessThanOrEqualTo(quote.price());
        }
    }

    @Property
    void rate_moreOfAnyMeterInTheSameTier_isNeverCheaper(
            @ForAll("rateCards") RateCard card,
            @ForAll("markups") Markup markup,
            @ForAll("small") Usage usage,
            @ForAll @LongRange(min = 1, max = 3_000) long more) {
        PinnedCard pinned = PinnedCard.of("1", card, markup);
        PriceModel model = new PriceModel(card, markup);
        Charge charge = charge(pinned.rate(usage));
        for (Meter meter : usage.meters()) {
            Usage larger = usage.with(meter, usage.quantity(meter) + more);
            Rating rating = pinned.rate(larger);
            if (model.tiers(larger).equals(model.tiers(usage)) && !(rating instanceof Rating.Unpriced)) {
                assertThat(rating.chargeOrThrow().price()).isGreaterThanOrEqualTo(charge.price());
            }
        }
    }

    @Property
    void rate_aMeterThatNobodyPrices_isNeverFree(
            @ForAll("rateCards") RateCard card,
            @ForAll("markups") Markup markup,
            @ForAll("usages") Usage usage,
            @ForAll @LongRange(min = 1) long quantity) {
        Meter unknown = Meter.of("users_own_meter");
        PinnedCard pinned = PinnedCard.of("1", card, markup);
        Usage more = usage.with(unknown, quantity);
        assertThat(pinned.rate(more))
                .isInstanceOfSatisfying(
                        Rating.Unpriced.class,
                        unpriced -> assertThat(unpriced.meters()).contains(unknown));
        assertThat(pinned.quote(more)).isInstanceOf(Rating.Unpriced.class);
        assertThat(pinned.quoteMinor(more, RatingContext.standard())).isEqualTo(PinnedCard.UNPRICED);
        assertThat(pinned.priceMinor(CappedUsages.tally(more))).isEqualTo(PinnedCard.UNPRICED);
    }

    @Property
    void receipt_jsonAndBytes_readBackToTheSameAndTheSamePrice(
            @ForAll("rateCards") RateCard card,
            @ForAll("markups") Markup markup,
            @ForAll("small") Usage usage,
            @ForAll("texts") String text) {
        Charge charge = charge(PinnedCard.of("book " + text, card, markup).rate(usage));
        Receipt receipt = Receipt.of("call " + text, Basis.REPORTED, charge).because(text);
        Receipt read = Receipt.fromJson(receipt.toJson());
        assertThat(read).isEqualTo(receipt);
        assertThat(read.toJson()).isEqualTo(receipt.toJson());
        assertThat(read.rerate()).isEqualTo(charge.price());
        assertThat(read.linesAddUp()).isTrue();
        byte[] bytes = receipt.toBytes();
        Receipt compact = Receipt.fromBytes(bytes);
        assertThat(compact).isEqualTo(receipt);
        assertThat(compact.toBytes()).isEqualTo(bytes);
        assertThat(bytes.length).isLessThan(receipt.toJson().getBytes(StandardCharsets.UTF_8).length);
        assertThat(Receipt.of(compact.callId(), Basis.REPORTED, compact.charge().rerated())
                        .because(text)
                        .toBytes())
                .isEqualTo(bytes);
    }

    private static void requireSameDraft(PinnedCard pinned, Usage usage, Charge charge) {
        ChargeDraft draft = new ChargeDraft();
        assertThat(pinned.rateInto(CappedUsages.tally(usage), RatingContext.standard(), draft))
                .isEqualTo(charge.price().minor());
        for (int i = 0; i < draft.lineCount(); i++) {
            assertThat(draft.meter(i)).isEqualTo(charge.lines().get(i).meter());
            assertThat(draft.quantity(i)).isEqualTo(charge.lines().get(i).quantity());
            assertThat(draft.linePriceMinor(i))
                    .isEqualTo(charge.lines().get(i).price().minor());
        }
        assertThat(draft.toCharge()).isEqualTo(charge);
    }

    private static Charge charge(Rating rating) {
        Assume.that(!(rating instanceof Rating.Unpriced));
        return rating.chargeOrThrow();
    }

    @Provide
    Arbitrary<RateCard> rateCards() {
        return Generators.rateCards();
    }

    @Provide
    Arbitrary<Markup> markups() {
        return Generators.markups();
    }

    @Provide
    Arbitrary<Usage> small() {
        return Generators.usages(5_000);
    }

    @Provide
    Arbitrary<Usage> usages() {
        return Arbitraries.oneOf(
                Generators.usages(5_000), Generators.usages(1L << 40), Generators.usages(Long.MAX_VALUE));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withCharRange('\u00A0', '\uD7FF')
                .ofMaxLength(40);
    }
}
