// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

/**
 * How many unknown keys one source may have looked up.
 *
 * <p>Whoever sends made-up keys of a good form makes the store work for each of them. A budget, for instance a limiter of 20
 * a minute and address, stops that; keys that are known are never counted. Implementations return at once and must be
 * thread-safe.
 */
@FunctionalInterface
public interface MissBudget {

    /** No limit. */
    MissBudget UNLIMITED = source -> 0;

    /**
     * Takes one look-up from a source's budget.
     *
     * @param source as the request's {@link KeyDemand} names it; may be empty
     * @return 0 to go on, else the nanoseconds after which it may be tried again
     */
    long nanosToWait(String source);
}
