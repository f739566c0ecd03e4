// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretPlace;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.Command;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimit;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.QuantityModel;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Rounding;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageTally;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * The generators of every property test, for Weighhouse's own suites and for those of its users.
 *
 * <p>They live in this one class, and what it hides, so that the property engine behind them can be replaced: nothing else
 * builds an {@link Arbitrary}.
 *
 * <p>This class has no state and is thread-safe.
 */
public final class Generators {

    private Generators() {}

    /** {@return units of any scale} */
    public static Arbitrary<Unit> units() {
        return Arbitraries.of("CREDIT", "USD", "CALL", "TOKEN")
                .flatMap(code ->
                        Arbitraries.integers().between(0, Unit.MAX_SCALE).map(scale -> Unit.of(code, scale)));
    }

    /**
     * Amounts of one unit, the extremes of {@code long} among them.
     *
     * @param unit what they count
     * @return amounts of either sign
     */
    public static Arbitrary<Amount> amounts(Unit unit) {
        return Arbitraries.longs().map(minor -> Amount.ofMinor(minor, unit));
    }

    /** {@return owners of two tenants, with and without team and user, whose names collide on purpose} */
    public static Arbitrary<Owner> owners() {
        return Combinators.combine(Arbitraries.of("acme", "rival"), names(), names())
                .as(Owner::new);
    }

    /** {@return holders of every scope, of the same tenants and names as {@link #owners()}} */
    public static Arbitrary<SecretHolder> secretHolders() {
        Arbitrary<String> tenants = Arbitraries.of("acme", "rival");
        Arbitrary<String> names = names().filter(name -> !name.isEmpty());
        return Arbitraries.oneOf(
                Arbitraries.just(SecretHolder.platform()),
                tenants.map(SecretHolder::tenant),
                Combinators.combine(tenants, names).as(SecretHolder::team),
                Combinators.combine(tenants, names).as(SecretHolder::personal));
    }

    /** {@return places of secrets, near enough to each other to be confused} */
    public static Arbitrary<SecretPlace> secretPlaces() {
        return Combinators.combine(
                        secretHolders(),
                        Arbitraries.of("openai", "groq").map(ProviderId::new),
                        Arbitraries.of("api_key", "secret"),
                        Arbitraries.longs().between(1, 3))
                .as((holder, provider, field, revision) -> new SecretSlot(holder, provider).place(field, revision));
    }

    /** {@return texts that look more or less like the envelope of a sealed secret, but are none} */
    public static Arbitrary<String> envelopeLikeTexts() {
        return Combinators.combine(
                        Arbitraries.of("", "wh1.", "wh1.1.", "wh1.1.a.", "wh1.1.b.ADw"),
                        Arbitraries.strings()
                                .alpha()
                                .numeric()
                                .withChars("-_.=")
                                .ofMaxLength(300))
                .as(String::concat);
    }

    /**
     * Formats of API keys, every one with the environments live and test.
     *
     * @param endings with what a format may end, such as {@code {crc}}
     * @return formats of every alphabet
     */
    public static Arbitrary<ApiKeyFormat> apiKeyFormats(String... endings) {
        return Combinators.combine(
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .ofMinLength(2)
                                .ofMaxLength(10),
                        Arbitraries.of("b62", "b64u", "b58", "hex"),
                        Arbitraries.integers().between(32, 100),
                        Arbitraries.of(endings))
                .as((lead, alphabet, length, ending) ->
                        ApiKeyFormat.parse(lead + "_{env:live|test}-{" + alphabet + ':' + length + '}' + ending));
    }

    /**
     * Lengths of time.
     *
     * @param longest the longest of them
     * @return from nothing to the longest
     */
    public static Arbitrary<Duration> durations(Duration longest) {
        return Arbitraries.longs().between(0, longest.toNanos()).map(Duration::ofNanos);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of("", "ann", "search");
    }

    /**
     * Commands on a few accounts under a few ids, so that they meet: retries, conflicts, captures of open, ended and
     * expired holds, refunds into lots that are over, amounts from nothing to more than any balance.
     *
     * <p>Lots expire and become effective within ten minutes from where a {@link ManualClock} starts. The accounts at the end
     * of the list are those that are closed most.
     *
     * @param accounts one tenant's accounts; of each kind and of several units, for every case to come up
     * @return commands of every verb
     */
    public static Arbitrary<Command<?>> ledgerCommands(List<Account> accounts) {
        return new LedgerCommands(accounts).all();
    }

    /** {@return pauses between commands, from none to longer than a short hold lives; a few turn the clock back} */
    public static Arbitrary<Duration> pauses() {
        return Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.just(Duration.ZERO)),
                Tuple.of(6, Arbitraries.integers().between(1, 15).map(Duration::ofSeconds)),
                Tuple.of(1, Arbitraries.integers().between(-30, 120).map(Duration::ofSeconds)));
    }

    // Limits, quotas of them, and calls under quotas. The costs of calls state everything that the limits count.

    /**
     * Limits of every kind: rates, calendars, rolling windows, calls in flight; some of them only watch.
     *
     * @param id the id of each of them
     * @return limits that remember for 22 days at most
     */
    public static Arbitrary<Limit> limits(String id) {
        return LimitGenerators.limits(id);
    }

    /**
     * Limits as of {@link #limits}, the rates among them as of {@link #exactRateLimits}.
     *
     * @param id the id of each of them
     * @return limits that remember for 22 days at most
     */
    public static Arbitrary<Limit> exactLimits(String id) {
        return LimitGenerators.exactLimits(id);
    }

    /**
     * Rolling windows.
     *
     * @param id the id of each of them
     * @return limits of a nanosecond to a day
     */
    public static Arbitrary<Limit> rollingLimits(String id) {
        return LimitGenerators.rollings(id);
    }

    /**
     * Limits of calls in flight.
     *
     * @param id the id of each of them
     * @return limits of one to six calls at once
     */
    public static Arbitrary<Limit> inFlightLimits(String id) {
        return LimitGenerators.inFlight(id);
    }

    /**
     * Rates, of which a permit takes anything from a billionth of a nanosecond to a day.
     *
     * @param id the id of each of them
     * @return limits that refill within three days
     */
    public static Arbitrary<RateLimit> rateLimits(String id) {
        return LimitGenerators.rates(id);
    }

    /**
     * Rates of which a permit takes a number of nanoseconds whose denominator is at most 16.
     *
     * @param id the id of each of them
     * @return limits that refill within 22 days
     */
    public static Arbitrary<RateLimit> exactRateLimits(String id) {
        return LimitGenerators.exactRates(id);
    }

    /** {@return quotas of one to three limits of every kind} */
    public static Arbitrary<Quota> quotas() {
        return LimitGenerators.quotas(limits("a"), limits("b"), limits("c"));
    }

    /** {@return quotas of one to three limits as of {@link #exactLimits}} */
    public static Arbitrary<Quota> exactQuotas() {
        return LimitGenerators.quotas(exactLimits("a"), exactLimits("b"), exactLimits("c"));
    }

    /** {@return quotas of one to three rates} */
    public static Arbitrary<Quota> rateQuotas() {
        return LimitGenerators.quotas(rateLimits("a"), rateLimits("b"), rateLimits("c"));
    }

    /** {@return quotas of one to three rates as of {@link #exactRateLimits}} */
    public static Arbitrary<Quota> exactRateQuotas() {
        return LimitGenerators.quotas(exactRateLimits("a"), exactRateLimits("b"), exactRateLimits("c"));
    }

    /**
     * Calls at a pace and of a size that make some pass and some not.
     *
     * @param quotas under which of them
     * @return 2 to 40 calls under one quota
     */
    public static Arbitrary<LimitedCalls> limitedCalls(Arbitrary<Quota> quotas) {
        return quotas.flatMap(LimitGenerators::calls).withoutEdgeCases();
    }

    /**
     * So many calls, and so close together, that a limiter cannot remember each.
     *
     * @param quotas under which of them
     * @return 250 to 300 calls under one quota
     */
    public static Arbitrary<LimitedCalls> denseLimitedCalls(Arbitrary<Quota> quotas) {
        return quotas.flatMap(LimitGenerators::denseCalls).withoutEdgeCases();
    }

    // Prices: meters, usages, cards and markups.

    /** {@return the meters that every process knows} */
    public static Arbitrary<Meter> meters() {
        return Arbitraries.of(
                Meter.INPUT_TOKENS,
                Meter.CACHED_INPUT_TOKENS,
                Meter.CACHE_WRITE_5M_TOKENS,
                Meter.CACHE_WRITE_1H_TOKENS,
                Meter.OUTPUT_TOKENS,
                Meter.REASONING_TOKENS,
                Meter.AUDIO_INPUT_TOKENS,
                Meter.AUDIO_OUTPUT_TOKENS,
                Meter.IMAGE_INPUT_TOKENS,
                Meter.IMAGE_OUTPUT_TOKENS,
                Meter.IMAGES,
                Meter.AUDIO_MILLIS,
                Meter.REQUESTS,
                Meter.WEB_SEARCHES);
    }

    /**
     * Usages of up to six meters, the empty one among them.
     *
     * @param most the largest quantity, {@code >= 0}; zeros and the largest come often
     * @return such usages
     */
    public static Arbitrary<Usage> usages(long most) {
        return Arbitraries.maps(meters(), Arbitraries.longs().between(0, most))
                .ofMaxSize(6)
                .map(quantities -> {
                    UsageTally tally = new UsageTally();
                    quantities.forEach(tally::set);
                    return tally.toUsage();
                });
    }

    /** {@return rate cards in USD with up to two context tiers; most price every meter, some only a few} */
    public static Arbitrary<RateCard> rateCards() {
        // Whole dollars and the leftovers of a binary fraction do not fit one card, so a card has one kind of prices.
        Arbitrary<BigDecimal> byTheMillion = prices("0.0001", 12);
        Arbitrary<BigDecimal> dollars = prices("2", 2);
        return Arbitraries.of(byTheMillion, dollars, prices("0.0005", 22)).flatMap(Generators::rateCards);
    }

    /**
     * Rate cards of every kind: with conditions, factors, prices that depend on the quantity, bounds and times.
     *
     * @return cards of a few skus, in two currencies; for rating them, the time must be said
     */
    public static Arbitrary<RateCard> rateCardsOfEveryKind() {
        return PriceBooks.cards(PriceBooks.skus());
    }

    /** {@return price books of up to five such cards, with aliases, patterns, cards and markups of buyers, and a policy} */
    public static Arbitrary<PriceBook> priceBooks() {
        return PriceBooks.books();
    }

    /**
     * Rate cards in USD with everything that a card can have: rates by service tier, region, hours and length of prompt,
     * factors, prices that depend on the quantity, and leasts.
     *
     * @return such cards, most with some of it, all with a price for input and output tokens
     */
    public static Arbitrary<RateCard> conditionalRateCards() {
        return PriceGenerators.cards();
    }

    /** {@return contexts in which {@link #conditionalRateCards()} have different prices, each with a time} */
    public static Arbitrary<RatingContext> ratingContexts() {
        return PriceGenerators.contexts();
    }

    /** {@return prices by quantity, of all four kinds, with steps, packages and bounds below 3,000 units} */
    public static Arbitrary<QuantityModel> quantityModels() {
        return PriceGenerators.quantityModels();
    }

    static Arbitrary<BigDecimal> prices(String most, int places) {
        return Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, new BigDecimal(most))
                .ofScale(places);
    }

    private static Arbitrary<RateCard> rateCards(Arbitrary<BigDecimal> prices) {
        Arbitrary<Map<Meter, BigDecimal>> some =
                Arbitraries.maps(meters(), prices).ofMinSize(1).ofMaxSize(8);
        Arbitrary<Map<Meter, BigDecimal>> all = Combinators.combine(some, prices)
                .as((rates, price) -> {
                    Map<Meter, BigDecimal> complete = new HashMap<>(rates);
                    meters().allValues().orElseThrow().forEach(meter -> {
                        if (meter.inheritsFrom() == null) {
                            complete.putIfAbsent(meter, price);
                        }
                    });
                    return complete;
                });
        Arbitrary<Map<Long, Map<Meter, BigDecimal>>> tiers =
                Arbitraries.maps(Arbitraries.longs().between(0, 2_000), some).ofMaxSize(2);
        return Combinators.combine(Arbitraries.oneOf(all, all, all, some), tiers)
                .as((base, above) -> {
                    RateCard.Builder card =
                            RateCard.builder(Sku.of("provider", "model")).currency("USD");
                    rates(base).forEach(card::rate);
                    above.forEach((threshold, other) ->
                            card.tier(threshold, rates(other).toArray(Rate[]::new)));
                    return card.build();
                })
                .withoutEdgeCases();
    }

    private static List<Rate> rates(Map<Meter, BigDecimal> prices) {
        return prices.entrySet().stream()
                .map(price -> new Rate(price.getKey(), price.getValue()))
                .toList();
    }

    /** {@return markups into credits and dollars of various scales, with and without fee and minimum} */
    public static Arbitrary<Markup> markups() {
        Arbitrary<Markup> bare = Arbitraries.integers()
                .between(0, 9)
                .map(scale -> Markup.into(Unit.of("CREDIT", scale)).creditPrice("1"));
        Arbitrary<Markup> factors = Combinators.combine(
                        bare,
                        Arbitraries.of("0", "0.5", "1", "1.8", "3.333333"),
                        Arbitraries.of("0", "0", "0.01", "0.0000001"),
                        Arbitraries.of("1", "0.01", "0.02", "0.0003", "7"))
                .as((markup, multiplier, fee, creditPrice) ->
                        markup.multiplier(multiplier).fixedFee(fee).creditPrice(creditPrice));
        return Combinators.combine(factors, Arbitraries.of(Rounding.class), Arbitraries.of("0", "1", "3"))
                .as((markup, rounding, minimum) -> markup.rounding(rounding).minimum(minimum))
                .withoutEdgeCases();
    }
}
