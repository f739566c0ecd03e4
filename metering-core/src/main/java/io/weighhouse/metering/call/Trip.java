// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.estimate.TokenEstimator;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.UsageReader;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;

/** One way upstream: by which prices, within which caps, and how the answer is read. A call that is rerouted has several. */
record Trip(PinnedCard card, UsageReader reader, RatingContext context, Usage caps, Guess guess) {

    /** What a call is taken for whose provider does not say what was used. */
    record Guess(long input, TokenEstimator estimator) {}

    Trip within(Usage other) {
        return new Trip(card, reader, context, other, guess);
    }

    Trip priced(PinnedCard other) {
        return new Trip(other, reader, context, caps, guess);
    }

    /** A card with hours needs to know when, and what was asked need not say it. */
    Trip at(long epochMillis) {
        return !card.dependsOnTime() || context.atEpochMillis().isPresent()
                ? this
                : new Trip(card, reader, context.at(epochMillis), caps, guess);
    }

    Unit unit() {
        return card.terms().markup().unit();
    }

    /** The price of the caps at worst, or {@link PinnedCard#UNPRICED}. */
    long quoteMinor() {
        return card.quoteMinor(caps, context);
    }

    /** The price of the caps at worst, which have one. */
    Amount quote() {
        return Amount.ofMinor(quoteMinor(), unit());
    }

    /** Why the caps have no price. */
    Refusal unpriced() {
        Rating.Unpriced why = (Rating.Unpriced) card.quote(caps, context);
        return new Refusal.Unpriced(why.sku(), why.meters());
    }

    /** How many tokens of output came: as the estimator has it, but a provider sends at least one with each piece. */
    long outputTokens(Reading reading) {
        long tokens = guess.estimator()
                .estimateBytes(card.terms().sku(), reading.textBytes())
                .tokens();
        return Math.max(tokens, reading.textEvents());
    }
}
