/**
 * The itemised, self-contained record of what a call was charged.
 *
 * <p>A {@link io.weighhouse.metering.receipt.Receipt} says what was sold, on which {@linkplain
 * io.weighhouse.metering.receipt.Basis basis} its usage is known, and the whole {@link
 * io.weighhouse.metering.price.Charge}: every quantity, every rate, every factor of the markup. So a receipt alone is
 * enough to work the price out again, years later and without any price book: {@link
 * io.weighhouse.metering.receipt.Receipt#rerate()}.
 *
 * <p>Its JSON is canonical: the same receipt is always the same bytes, and reading it gives an equal receipt. Money and
 * rates are decimal numbers in strings, so that no reader rounds them by accident. The first field is the version of
 * this format.
 */
@NullMarked
package io.weighhouse.metering.receipt;

import org.jspecify.annotations.NullMarked;
