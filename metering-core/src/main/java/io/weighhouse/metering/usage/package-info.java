// SPDX-License-Identifier: Apache-2.0
/**
 * What was used, by whom, at what cost: projections of a ledger's feed.
 *
 * <p>A {@link io.weighhouse.metering.usage.UsageLog} folds the feed into one record for each call, sums by day, tenant, wallet, sku
 * and label, and what was earned of what customers paid. {@link io.weighhouse.metering.usage.RefusalCounters} count what never
 * reached the books, and may lose; {@link io.weighhouse.metering.usage.BalanceNotices} say which wallets run low, without a burst.
 *
 * <p>None of them is the book: each can be thrown away and folded again, and is then the same.
 */
@NullMarked
package io.weighhouse.metering.usage;

import org.jspecify.annotations.NullMarked;
