// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;

/**
 * What an account holds, at one moment.
 *
 * <p>For a wallet, {@code available = max(0, posted + creditLimit - held)} and {@code debt = max(0, held - posted -
 * creditLimit)}: with 10 posted, a credit limit of 2 and 4 held, 8 are available and nothing is owed. Debt arises only from
 * late captures and from overruns, never from admission; whatever flows in or comes free repays it. Every other kind of
 * account has nothing held, owes nothing, and shows its posted balance as available.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param account whose balance
 * @param posted what was booked, of either sign
 * @param held what open holds set aside; a hold whose time ran out does not count
 * @param available what can be held or posted now
 * @param debt what a wallet owes beyond its credit
 */
public record Balance(AccountId account, Amount posted, Amount held, Amount available, Amount debt) {}
