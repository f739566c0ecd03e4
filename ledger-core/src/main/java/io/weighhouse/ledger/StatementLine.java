// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;

/**
 * What one transaction did to one account.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param transaction the transaction
 * @param change how the posted balance changed, of either sign
 * @param balanceAfter the posted balance after it
 */
public record StatementLine(Transaction transaction, Amount change, Amount balanceAfter) {}
