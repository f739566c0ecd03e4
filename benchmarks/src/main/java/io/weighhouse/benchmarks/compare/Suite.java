// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.List;

/**
 * Cases about one part of Weighhouse; what {@code benchmarks/compare} runs.
 *
 * <p>Threads: used by one thread.
 */
public interface Suite {

    /** {@return the word that the command line knows it by, in lower case} */
    String name();

    /** {@return one line about it, for the list of suites} */
    String about();

    /**
     * Sets up what is measured. Called once, just before the first case runs.
     *
     * @return at least one
     * @throws Exception if it cannot be set up; the comparison ends there
     */
    List<? extends Measured> cases() throws Exception;

    /**
     * Gives back what the cases have used, files above all. Called once, after the last case has run or one has failed.
     *
     * @throws Exception if it cannot
     */
    default void close() throws Exception {}
}
