/**
 * What a test of Weighhouse, or of an adapter to it, needs: a contract suite for each SPI, clocks moved by hand, and
 * generators.
 *
 * <p>A contract is an abstract test class: an implementation of the SPI extends it, says how to make one, and runs every
 * test of it. The embedded implementations pass the very same classes.
 */
@NullMarked
package io.weighhouse.testkit;

import org.jspecify.annotations.NullMarked;
