/**
 * Reading usage out of what providers answer.
 *
 * <p>A {@link io.weighhouse.metering.provider.UsageReader} knows one API: where it puts its counts, which of them include
 * which, and how a stream reports. It turns a response into a {@link io.weighhouse.metering.provider.Reading}: the usage
 * as a partition (each token in exactly one class), or why there is none, and how much text was delivered, so that a
 * stream that was cut before its usage can still be estimated. Absent is kept apart from zero throughout.
 *
 * <p>Whole bodies go to {@link io.weighhouse.metering.provider.UsageReader#read}; streams are fed chunk by chunk, cut
 * anywhere, to a {@link io.weighhouse.metering.provider.StreamReader}, which allocates nothing for a chunk without usage.
 * This package sees Jackson; none of its types show it.
 */
@NullMarked
package io.weighhouse.metering.provider;

import org.jspecify.annotations.NullMarked;
