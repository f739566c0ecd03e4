// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.LotTerms;
import org.jspecify.annotations.Nullable;

/**
 * What never changes about a lot.
 *
 * @param number of the event that made it, 0 for plain credit
 * @param paid whether it was paid for
 * @param terms how it can be spent
 * @param group the subscription that granted it, or null
 */
record LotOrigin(
        long number, boolean paid, LotTerms terms, @Nullable String group) {}
