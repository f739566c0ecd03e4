// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LJ_Result;

/** A call is rated while the book is swapped: version and price are of one book, whole. */
@JCStressTest
@State
@Outcome(id = "1, 4", expect = ACCEPTABLE, desc = "The old book.")
@Outcome(id = "2, 16", expect = ACCEPTABLE, desc = "The new book.")
@Outcome(expect = FORBIDDEN, desc = "A book of which something is missing, or a mixture.")
public class HotSwapStress {

    private static final Sku MODEL = Sku.of("provider", "model");
    private static final RatingContext FLEX = RatingContext.standard().serviceTier("flex");
    private static final Usage USAGE = Usage.tokens(1, 1);

    private final ActivePriceBook prices = new ActivePriceBook(book(1));

    @Actor
    public void swap() {
        prices.swap(book(2));
    }

    @Actor
    public void rate(LJ_Result result) {
        Pinning.Pinned pinned = (Pinning.Pinned) prices.get().pin(MODEL, Buyer.ANYONE, 0);
        Charge charge = pinned.prices().rate(USAGE, FLEX).chargeOrThrow();
        result.r1 = charge.terms().bookVersion();
        result.r2 = charge.price().minor();
    }

    private static PriceBook book(int n) {
        RateCard card = RateCard.builder(MODEL)
                .currency("USD")
                .rate(new Rate(Meter.INPUT_TOKENS, BigDecimal.ONE))
                .rate(new Rate(Meter.OUTPUT_TOKENS, BigDecimal.ONE))
                .when(
                        RateCondition.serviceTier("flex"),
                        new Rate(Meter.INPUT_TOKENS, BigDecimal.valueOf(2L * n)),
                        new Rate(Meter.OUTPUT_TOKENS, BigDecimal.valueOf(2L * n)))
                .build();
        return PriceBook.builder(Integer.toString(n))
                .card(card)
                .markup(Markup.none(Unit.of("USD", 0)).multiplier(Integer.toString(n)))
                .build();
    }
}
