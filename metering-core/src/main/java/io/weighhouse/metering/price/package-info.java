/**
 * What usage costs, what is charged for it, and how that number came about.
 *
 * <p>A {@link io.weighhouse.metering.price.Usage} counts by {@link io.weighhouse.metering.price.Meter}: so many input
 * tokens, so many output tokens, one image. It is a partition: a cached input token is counted as cached, and not again
 * as input. A {@link io.weighhouse.metering.price.RateCard} has all rates of one {@link
 * io.weighhouse.metering.price.Sku}; a {@link io.weighhouse.metering.price.PriceBook} is an immutable, versioned
 * catalogue of cards. A {@link io.weighhouse.metering.price.Markup} turns what the provider takes (the cost, in the
 * card's currency) into what we take (the price, in the unit of the customer's wallet).
 *
 * <p>A {@link io.weighhouse.metering.price.PinnedCard} binds card and markup for one call, so that a new price book
 * never changes a call that is under way. It answers two questions: {@code quote} says the most that a call within some
 * caps can be charged, {@code rate} says what a finished one is charged. Both answer with a {@link
 * io.weighhouse.metering.price.Rating}, whose three kinds make a silent zero impossible:
 *
 * <ul>
 *   <li>{@code Priced}: there is a {@link io.weighhouse.metering.price.Charge}, and it is more than nothing;
 *   <li>{@code Free}: there is a charge, and by the card and the markup it is nothing;
 *   <li>{@code Unpriced}: something was used that the card has no rate for. Unpriced is never free.
 * </ul>
 *
 * <p>The arithmetic is exact up to one rounding at the very end:
 *
 * <pre>
 *   cost   = sum of quantity x rate                            exact, in the card's currency
 *   charge = cost x multiplier + fixed fee                     exact, in the card's currency
 *   price  = charge / price of one credit, rounded once        whole smallest parts of the wallet's unit
 *   price  = at least the minimum
 * </pre>
 *
 * <p>With a multiplier of 1.8 and credits of $0.01, a cost of $0.002 makes 0.36 credits: 1 credit with a minimum of 1.
 * Nothing is carried from one call to the next, so where half a credit matters, keep wallets in a finer unit
 * ({@code CREDIT/6}).
 */
@NullMarked
package io.weighhouse.metering.price;

import org.jspecify.annotations.NullMarked;
