// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * The generators of every property test, for Weighhouse's own suites and for those of its users.
 *
 * <p>They live in this one class so that the property engine behind them can be replaced: nothing else builds an
 * {@link Arbitrary}.
 *
 * <p>This class has no state and is thread-safe.
 */
public final class Generators {

    private Generators() {}

    /** {@return units of any scale} */
    public static Arbitrary<Unit> units() {
        return Arbitraries.of("CREDIT", "USD", "CALL", "TOKEN")
                .flatMap(code ->
                        Arbitraries.integers().between(0, Unit.MAX_SCALE).map(scale -> Unit.of(code, scale)));
    }

    /**
     * Amounts of one unit, the extremes of {@code long} among them.
     *
     * @param unit what they count
     * @return amounts of either sign
     */
    public static Arbitrary<Amount> amounts(Unit unit) {
        return Arbitraries.longs().map(minor -> Amount.ofMinor(minor, unit));
    }
}
