// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

/**
 * A piece of work that can be done any number of times in a row.
 *
 * <p>Its loop is inside, so that every body gets machine code of its own. Threads: called by one thread at a time, always
 * the same one.
 */
@FunctionalInterface
public interface Body {

    /**
     * Does the work.
     *
     * @param iterations how often, at least once
     * @return a sum over all results, so that none of the work can be left out
     * @throws Exception if the work fails; the comparison ends there
     */
    long run(int iterations) throws Exception;

    /**
     * Two bodies at once, half of the iterations each: the first on the calling thread, the second on one of its own.
     *
     * @param here runs on the calling thread
     * @param there runs on another thread, started and joined in each run
     * @return a body for a case that counts {@link Case#acrossThreads()}
     */
    static Body inParallel(Body here, Body there) {
        return iterations -> {
            OtherThread other = new OtherThread(there, iterations / 2);
            other.start();
            long sum = iterations - iterations / 2 > 0 ? here.run(iterations - iterations / 2) : 0;
            other.join();
            return sum + other.sum();
        };
    }

    /**
     * The same, where the time of a case is the CPU time of these two threads and of no other, the collector's or the
     * compiler's: for pieces of work of a few nanoseconds, which the steps of the process's own clock are too long for.
     *
     * @param here runs on the calling thread
     * @param there runs on another thread, started and joined in each run
     * @return a body for any case
     */
    static Body onTwoThreads(Body here, Body there) {
        return new TwoThreads(here, there);
    }
}
