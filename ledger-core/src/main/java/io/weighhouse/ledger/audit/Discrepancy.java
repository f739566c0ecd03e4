// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.audit;

/**
 * One thing in the books that is not as it should be.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param sequence the number of the event at which it shows, 0 if it is about the present state
 * @param subject what it is about, as in {@code account acme/wallet:alice held}
 * @param expected what should be
 * @param actual what is
 */
public record Discrepancy(long sequence, String subject, String expected, String actual) {}
