// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.adopt;

import java.math.BigDecimal;

/**
 * How far two systems that run side by side are apart.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param compared how many customers both systems could be asked about
 * @param differing how many of them differ by more than was allowed
 * @param skipped rows that are no number, or of nobody that is known
 * @param difference new less old, of all that were compared
 * @param largest the largest difference of a customer, without its sign
 */
public record DriftTotals(long compared, long differing, long skipped, BigDecimal difference, BigDecimal largest) {}
