// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.money;

/**
 * Thrown when two amounts of different units meet in one sum or comparison.
 *
 * <p>It is a mistake of the program, not of its data: nothing was computed and nothing has changed.
 */
public final class UnitMismatchException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient Unit expected;
    private final transient Unit actual;

    UnitMismatchException(Unit expected, Unit actual) {
        super("must be of one unit: expected=" + expected + " actual=" + actual);
        this.expected = expected;
        this.actual = actual;
    }

    /** {@return the unit of the amount that was asked} */
    public Unit expected() {
        return expected;
    }

    /** {@return the unit of the amount that was handed in} */
    public Unit actual() {
        return actual;
    }
}
