// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.money.Amount;

/**
 * A credited payment, as it stands: 10 credits, of which 4 are taken back and 0 frozen.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id what the payment is known by
 * @param wallet the wallet that got the credits
 * @param credits how many, zero or more
 * @param reversed how many of them are taken back, for refunds and lost disputes
 * @param frozen how many of them are frozen, for open disputes
 */
public record PaymentView(String id, AccountId wallet, Amount credits, Amount reversed, Amount frozen) {}
