// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.adopt;

/**
 * A balance as the old system has it.
 *
 * <p>{@code new OldBalance("customer-17", "12.505")}, from a row of a table or a field of a hash. The number stays text until it is
 * booked, so that nothing is lost on the way: write a {@code double} with {@link Double#toString(double)}, a {@code BigDecimal} with
 * {@code toPlainString}.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param reference how the old system names the customer; it stays in the report and does not go into the ledger
 * @param balance the decimal number
 */
public record OldBalance(String reference, String balance) {}
