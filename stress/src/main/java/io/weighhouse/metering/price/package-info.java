/** Stress tests of prices that are swapped while calls are rated, by jcstress. */
@NullMarked
package io.weighhouse.metering.price;

import org.jspecify.annotations.NullMarked;
