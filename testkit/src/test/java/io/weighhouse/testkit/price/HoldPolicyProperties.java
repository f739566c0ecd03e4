// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.price;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.CallMeter;
import io.weighhouse.metering.call.HoldPolicy;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.Generators;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What is held for a call is enough for any usage within its caps, or as much short of it as its policy says. */
class HoldPolicyProperties {

    private static final TenantId ACME = TenantId.of("acme");
    private static final AccountId WALLET = ACME.account("wallet");
    private static final AccountId REVENUE = ACME.account("revenue");
    private static final long FUNDS = 1L << 59;
    private static final long MOST_OUTPUT = 20_000;
    private static final long MOST_QUOTE = 1L << 50;

    /** A call that was opened under a policy, used something, and was settled. */
    private record Run(Settlement settlement, long quote, Balance wallet, Usage caps) {}

    private static Run run(PinnedCard prices, Usage caps, HoldPolicy policy, long funds, Random random) {
        Unit unit = prices.terms().markup().unit();
        try (Ledger ledger = Ledger.inMemory()) {
            AccountId gifts = ACME.account("gifts");
            ledger.open(Account.wallet(WALLET, unit)).orThrow();
            ledger.open(Account.of(REVENUE, AccountKind.REVENUE, unit)).orThrow();
            ledger.open(Account.of(gifts, AccountKind.PROMOTION, unit)).orThrow();
            ledger.grant(GrantCredit.of(ACME.operation("g"), gifts, WALLET, Amount.ofMinor(funds, unit)))
                    .orThrow();
            Call call = Call.of(ACME.operation("c"), WALLET)
                    .paying(REVENUE)
                    .priced(prices)
                    .caps(caps)
                    .holding(policy)
                    .build();
            Opening opening = CallMeter.of(ledger, RateLimiter.local().build()).open(call);
            Assume.that(opening instanceof Opening.Opened);
            MeteredCall open = ((Opening.Opened) opening).call();
            Usage within = CappedUsages.within(open.caps(), random);
            Assume.that(!within.isEmpty());
            open.usage(within);
            Settlement settlement = open.settle();
            assertThat(settlement.receipt().linesAddUp()).isTrue();
            return new Run(
                    settlement,
                    prices.quoteMinor(open.caps(), RatingContext.standard()),
                    ledger.balance(WALLET).orElseThrow(),
                    open.caps());
        }
    }

    private static PinnedCard priced(RateCard card, Markup markup, Usage caps) {
        PinnedCard prices = PinnedCard.of("1", card, markup);
        Assume.that(!caps.isEmpty());
        long quote = prices.quoteMinor(caps, RatingContext.standard());
        Assume.that(quote != PinnedCard.UNPRICED && quote < MOST_QUOTE);
        return prices;
    }

    @Property(tries = 400)
    void worstCase_anyUsageWithinTheCaps_isPaidByTheHold(
            @ForAll("cards") RateCard card,
            @ForAll("markups") Markup markup,
            @ForAll("caps") Usage caps,
            @ForAll Random random) {
        Run run = run(priced(card, markup, caps), caps, HoldPolicy.worstCase(), FUNDS, random);
        assertThat(run.settlement.held().minor()).isEqualTo(run.quote);
        assertThat(run.settlement.charged()).isLessThanOrEqualTo(run.settlement.held());
        assertThat(run.wallet.debt().isZero()).isTrue();
    }

    @Property(tries = 400)
    void typical_anyUsageWithinTheCaps_exceedsTheHoldByNoMoreThanTheRest(
            @ForAll("cards") RateCard card,
            @ForAll("markups") Markup markup,
            @ForAll("caps") Usage caps,
            @ForAll @IntRange(min = 1, max = 100) int percent,
            @ForAll Random random) {
        Run run = run(priced(card, markup, caps), caps, HoldPolicy.typical(percent), FUNDS, random);
        long held = run.settlement.held().minor();
        assertThat(held).isEqualTo((run.quote * percent + 99) / 100);
        assertThat(run.settlement.charged().minor()).isLessThanOrEqualTo(run.quote);
        assertThat(run.settlement.overrun().minor()).isLessThanOrEqualTo(run.quote - held);
    }

    @Property(tries = 400)
    void flat_anyUsage_isChargedThePriceOfTheAction(
            @ForAll("cards") RateCard card,
            @ForAll("markups") Markup markup,
            @ForAll("caps") Usage caps,
            @ForAll @LongRange(max = 1_000_000) long minor,
            @ForAll Random random) {
        Amount price = Amount.ofMinor(minor, markup.unit());
        PinnedCard prices = priced(card, markup, caps);
        Run run = run(prices, caps, HoldPolicy.flat(price), FUNDS, random);
        assertThat(run.settlement.held()).isEqualTo(price);
        assertThat(run.settlement.charged()).isEqualTo(price);
        assertThat(run.settlement.receipt().price()).isEqualTo(price);
    }

    @Property(tries = 400)
    void clamped_anyWallet_isHeldAtMostItsShareOrWasRich(
            @ForAll("cards") RateCard card,
            @ForAll("markups") Markup markup,
            @ForAll("caps") Usage caps,
            @ForAll @IntRange(min = 1, max = 100) int percent,
            @ForAll @IntRange(min = 1, max = 1_500) int permille,
            @ForAll Random random) {
        Usage wide = caps.with(Meter.OUTPUT_TOKENS, MOST_OUTPUT);
        PinnedCard prices = priced(card, markup, wide);
        long worst = prices.quoteMinor(wide, RatingContext.standard());
        long funds = worst / 1_000 * permille;
        Assume.that(funds > 0);
        Run run = run(prices, wide, HoldPolicy.worstCase().clampedTo(percent), funds, random);
        long held = run.settlement.held().minor();
        if (worst <= funds) {
            assertThat(held).isEqualTo(worst);
            return;
        }
        long share = funds * percent / 100;
        long output = run.caps.quantity(Meter.OUTPUT_TOKENS);
        assertThat(held).isLessThanOrEqualTo(share).isEqualTo(run.quote);
        assertThat(output).isBetween(1L, MOST_OUTPUT - 1);
        assertThat(prices.quoteMinor(one(run.caps, wide, output + 1), RatingContext.standard()))
                .as("one token more would be too much")
                .isGreaterThan(share);
        assertThat(run.settlement.charged().minor()).isLessThanOrEqualTo(held);
    }

    /** Every class of output may have one more, as far as it was asked for. */
    private static Usage one(Usage clamped, Usage asked, long output) {
        Usage more = clamped;
        for (Meter meter : clamped.meters()) {
            boolean isOutput = meter == Meter.OUTPUT_TOKENS || meter.inheritsFrom() == Meter.OUTPUT_TOKENS;
            more = isOutput ? more.with(meter, Math.min(asked.quantity(meter), output)) : more;
        }
        return more;
    }

    @Provide
    Arbitrary<RateCard> cards() {
        return Generators.rateCards();
    }

    @Provide
    Arbitrary<Markup> markups() {
        return Generators.markups();
    }

    @Provide
    Arbitrary<Usage> caps() {
        return Generators.usages(5_000);
    }
}
