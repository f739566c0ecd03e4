/**
 * Price files from outside, read into a price book with a report of what was and was not taken.
 *
 * <p>A {@link io.weighhouse.metering.pricefile.PriceFile} reads one format; {@link
 * io.weighhouse.metering.pricefile.LiteLlmPriceFile} reads the community file of LiteLLM. The answer is a {@link
 * io.weighhouse.metering.pricefile.PriceImport}: the {@link io.weighhouse.metering.price.PriceBook} and the {@link
 * io.weighhouse.metering.pricefile.ImportReport}. An entry is taken whole or skipped whole, and the report names every
 * skipped entry with the reason, and every key about money that was left aside. Nothing is dropped in silence, and
 * nothing is guessed: a wrong price is worse than none, since a sku without a card is refused while one with a wrong
 * card is sold.
 *
 * <p>Numbers are read as exact decimals and never pass through binary floating point.
 */
@NullMarked
package io.weighhouse.metering.pricefile;

import org.jspecify.annotations.NullMarked;
