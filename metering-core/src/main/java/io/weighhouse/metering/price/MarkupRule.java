// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import org.jspecify.annotations.Nullable;

/**
 * A markup of a price book, and for what it is.
 *
 * <p>Of several that fit a call, the customer's for the sku counts most, then the customer's, the tenant's for the sku, the
 * tenant's, the sku's, the book's.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param buyer for whom; {@link Buyer#ANYONE} for everyone
 * @param sku for what, by its very name; null for whatever has no markup of its own
 * @param markup how a cost becomes a price
 */
public record MarkupRule(Buyer buyer, @Nullable Sku sku, Markup markup) {}
