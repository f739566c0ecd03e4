// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * How a permit ends.
 *
 * @param actual what was used
 * @param now reading of the ticker
 * @param givesBack whether what was not used is given back
 */
record Ending(Cost actual, long now, boolean givesBack) {}
