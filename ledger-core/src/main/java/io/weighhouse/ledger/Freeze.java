// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;

/**
 * Credit set aside without expiry, as it stood when it was read.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the dispute
 * @param wallet whose credit
 * @param amount how much was frozen
 * @param active whether it still is
 */
public record Freeze(OperationId id, AccountId wallet, Amount amount, boolean active) {}
