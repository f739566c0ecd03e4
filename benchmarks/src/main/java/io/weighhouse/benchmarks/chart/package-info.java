/**
 * Pictures of results: {@link io.weighhouse.benchmarks.chart.LimiterChart} draws a bar chart of what {@code
 * benchmarks/compare limiter} has printed.
 */
@NullMarked
package io.weighhouse.benchmarks.chart;

import org.jspecify.annotations.NullMarked;
