// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.money.Amount;
import java.time.Instant;

/**
 * A wallet has run low, and its owner is to be told.
 *
 * <p>{@code acme/wallet:alice@2026-11-26T08:00:00Z}: 4.20 credits are available, which is below 5.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the notice and stays the same when it is sent again, so that its receiver notices a second delivery
 * @param wallet which wallet
 * @param available what was available when the notice was last handed out
 * @param below what it fell below
 * @param at when it was seen to have fallen
 */
public record BalanceNotice(String id, AccountId wallet, Amount available, Amount below, Instant at) {}
