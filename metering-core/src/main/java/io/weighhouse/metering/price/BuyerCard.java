// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

/**
 * A card that one buyer has instead of everyone's.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param buyer a tenant, or one of its customers
 * @param card all prices of a sku for that buyer
 */
public record BuyerCard(Buyer buyer, RateCard card) {}
