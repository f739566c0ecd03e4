// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

/**
 * What one call used; each token is in exactly one class.
 *
 * @param input tokens at the full input price
 * @param cachedInput tokens read from the provider's cache
 * @param output tokens produced
 */
public record TokenCounts(long input, long cachedInput, long output) {}
