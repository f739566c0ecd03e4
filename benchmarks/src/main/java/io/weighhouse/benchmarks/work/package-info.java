/**
 * The work that is measured: one small class for each part of Weighhouse, used by the JMH benchmarks and by the suites of
 * {@code benchmarks/compare} alike, so that both speak of the same thing.
 *
 * <p>Whatever grows with use, a ledger above all, is replaced by a new one every {@link
 * io.weighhouse.benchmarks.work.Caller#CALLS_BETWEEN_LEDGERS} calls, or eight times as many where no receipts are kept:
 * often enough for a heap of 1 GB, so seldom that the
 * new one costs each call less than a nanosecond. Rivals that grow are replaced as often.
 */
@NullMarked
package io.weighhouse.benchmarks.work;

import org.jspecify.annotations.NullMarked;
