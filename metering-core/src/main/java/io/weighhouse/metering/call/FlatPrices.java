// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.money.Amount;
import java.util.Arrays;

/**
 * The prices of an action that has one price, whatever card its costs are from.
 *
 * <p>This class is thread-safe, and to its users immutable: it keeps what it has made for a few dozen cards.
 */
final class FlatPrices {

    private static final int MOST_KEPT = 64;

    private final Amount price;
    private volatile Made[] made = {};

    private record Made(PinnedCard card, PinnedCard flat) {}

    FlatPrices(Amount price) {
        this.price = price;
    }

    Amount price() {
        return price;
    }

    PinnedCard of(PinnedCard card) {
        Made[] known = made;
        for (Made one : known) {
            if (one.card == card) {
                return one.flat;
            }
        }
        // Two threads may make the same one at once; both are right. A full shelf is begun anew: old books go that way.
        Made[] more = known.length < MOST_KEPT ? Arrays.copyOf(known, known.length + 1) : new Made[1];
        PinnedCard flat = of(card, price);
        more[more.length - 1] = new Made(card, flat);
        made = more;
        return flat;
    }

    /** A price that is a fee, with the costs beside: such a receipt can be worked out again like any other. */
    static PinnedCard of(PinnedCard card, Amount price) {
        Markup own = card.terms().markup();
        if (!price.unit().equals(own.unit())) {
            throw new IllegalArgumentException("must be of " + own.unit() + ": price=" + price);
        }
        Markup fee = Markup.into(own.unit())
                .multiplier("0")
                .fixedFee(own.value(price).toPlainString());
        Markup flat = own.creditPrice()
                .map(each -> fee.creditPrice(each.toPlainString()))
                .orElse(fee);
        return PinnedCard.of(card.terms().bookVersion(), card.card(), flat).under(card.policy());
    }
}
