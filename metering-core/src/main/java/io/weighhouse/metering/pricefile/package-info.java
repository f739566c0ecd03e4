/**
 * Price files, read into a price book with a report of what was and was not taken, and stores that keep cards by their
 * digests.
 *
 * <p>A {@link io.weighhouse.metering.pricefile.PriceFile} reads one format: {@link
 * io.weighhouse.metering.pricefile.LiteLlmPriceFile} the community file of LiteLLM, {@link
 * io.weighhouse.metering.pricefile.CsvPriceFile} plain prices from a spreadsheet, {@link
 * io.weighhouse.metering.pricefile.WeighhousePriceFile} our own format, which says everything that a book can and writes it
 * too. The answer is a {@link io.weighhouse.metering.pricefile.PriceImport}: the {@link
 * io.weighhouse.metering.price.PriceBook} and the {@link io.weighhouse.metering.pricefile.ImportReport}. An entry is taken
 * whole or skipped whole, and the report names every skipped entry with the reason, and every key about money that was not
 * taken as it stands. Nothing is dropped in silence, and nothing is guessed: a wrong price is worse than none, since a sku
 * without a card is refused while one with a wrong card is sold.
 *
 * <p>A {@link io.weighhouse.metering.pricefile.PriceBookStore} keeps cards under their digests, so that a call that was quoted
 * by a card is settled by it after a swap of books, a restart, or on another node.
 *
 * <p>Numbers are read as exact decimals and never pass through binary floating point.
 */
@NullMarked
package io.weighhouse.metering.pricefile;

import org.jspecify.annotations.NullMarked;
