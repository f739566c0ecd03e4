// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * What the end of a permit means to one limit.
 *
 * @param rule the rule that it was taken from, whose units hold
 * @param mark what {@link Rule#take} returned
 * @param held permits that were reserved
 * @param ending how it ends
 */
record Settling(Rule rule, long mark, long held, Ending ending) {

    long used() {
        return rule.permits(ending.actual());
    }

    long now() {
        return ending.now();
    }

    boolean givesBack() {
        return ending.givesBack() && used() < held;
    }

    boolean overruns() {
        return used() > held;
    }
}
