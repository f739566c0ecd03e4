// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.PriceBook;

/**
 * What came of reading a price file.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param book a card for every entry that was taken
 * @param report what was taken, what was skipped and why, and which keys were left aside
 */
public record PriceImport(PriceBook book, ImportReport report) {}
