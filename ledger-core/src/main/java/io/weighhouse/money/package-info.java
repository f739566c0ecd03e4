/**
 * Exact amounts: a {@code long} of the smallest part, and the unit that says what it counts.
 *
 * <p>{@link io.weighhouse.money.Unit} is a code and a scale ({@code CREDIT/6}, {@code USD/9}); {@link
 * io.weighhouse.money.Amount} is a number of its smallest parts. Arithmetic is checked: a result outside {@code long}
 * is an {@link java.lang.ArithmeticException}, an amount of another unit a {@link
 * io.weighhouse.money.UnitMismatchException}. Binary floating point appears nowhere; {@link java.math.BigDecimal} only
 * where amounts are read and shown.
 */
@NullMarked
package io.weighhouse.money;

import org.jspecify.annotations.NullMarked;
