/**
 * Payments: what a payment provider reports, once, whatever it repeats, reorders or forges.
 *
 * <p>{@link io.weighhouse.gateway.payment.PaymentBook} is the door. It takes neutral {@link
 * io.weighhouse.gateway.payment.PaymentEvent}s, of which {@link io.weighhouse.gateway.payment.StripeEvents} reads Stripe's and
 * which anybody may make by hand; it credits by the {@link io.weighhouse.gateway.payment.PriceList}, to the account that the
 * {@link io.weighhouse.gateway.payment.CustomerDirectory} names, and parks, visibly, what it cannot match or put in order.
 */
@NullMarked
package io.weighhouse.gateway.payment;

import org.jspecify.annotations.NullMarked;
