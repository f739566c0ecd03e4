/**
 * What we compare ourselves with: peers' libraries behind one small interface, and the code that a good engineer writes
 * in an afternoon when no library is at hand.
 *
 * <p>Each does its job correctly, as its tests show, and none is made slow on purpose: keys are checked against a
 * {@link java.util.concurrent.ConcurrentHashMap} of hex digests, prices are {@link java.math.BigDecimal}, the ledger is a
 * handful of maps behind {@code synchronized}, the durable ledger three tables of an embedded database. What a rival leaves out compared with ours (a revocation bound, a receipt, a
 * chain) is to its advantage.
 */
@NullMarked
package io.weighhouse.benchmarks.rival;

import org.jspecify.annotations.NullMarked;
