// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

/**
 * Up to where the log is durable.
 *
 * @param segment the one that is written to
 * @param offset in its file, after the last batch
 * @param point in the log
 */
record Durable(Segment segment, int offset, LogPoint point) {}
