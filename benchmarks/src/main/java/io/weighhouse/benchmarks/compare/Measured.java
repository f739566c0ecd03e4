// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

/**
 * One thing that a suite measures: what an iteration takes ({@link Case}), how many operations there are in a second
 * ({@link Throughput}), or any other number ({@link Figure}).
 *
 * <p>Implementations are immutable.
 */
public sealed interface Measured permits Case, Throughput, Figure {

    /** {@return what is measured, unique in its suite} */
    String name();
}
