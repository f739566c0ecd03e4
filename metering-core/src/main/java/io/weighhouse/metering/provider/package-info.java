/**
 * Reading usage out of what providers answer.
 *
 * <p>A {@link io.weighhouse.metering.provider.ProviderApi} names an API, and its {@link
 * io.weighhouse.metering.provider.UsageReader} knows where that one puts its counts, which of them include which, what
 * carries text, and how the documents of one answer come together: the last one stands (chat), their fields are merged, or
 * they add up (realtime sessions, batches). A reader only finds numbers; {@link
 * io.weighhouse.metering.price.UsageCounts#partition} makes the usage of them, or names the contradiction. The {@link
 * io.weighhouse.metering.provider.Reading} has both, and how much text was delivered, so that a stream that was cut before
 * its usage can still be estimated. Absent is kept apart from zero throughout.
 *
 * <p>Whole bodies go to {@link io.weighhouse.metering.provider.UsageReader#read}; streams are fed chunk by chunk, cut
 * anywhere, to a {@link io.weighhouse.metering.provider.StreamReader}, which allocates nothing for an event without usage.
 *
 * <p>What arrives is never trusted, and nothing of it throws:
 *
 * <ul>
 *   <li>a count is a whole number from 0 to 2<sup>50</sup>, written with digits only; 1.5, 1e3, -1, NaN, 2<sup>63</sup> or
 *       a text in its place make the usage unreadable. A cost that is none, is above 10<sup>9</sup> or has more than 40
 *       characters is a flag, and the counts stand;
 *   <li>numbers in a usage object that nobody knows are flags, up to 24 of them, from as deep as eight levels;
 *   <li>whatever is not looked for is stepped over, however long or deep; of names, texts and numbers that are kept, only a
 *       beginning is: 80, 200 and 40 characters;
 *   <li>where a member is repeated, its last value counts, and a second usage object replaces the first;
 *   <li>a body is at most 256 MiB, an event that comes in several chunks at most 1 MiB, an answer has at most 64 legs.
 * </ul>
 *
 * <p>This package sees Jackson; none of its types show it.
 */
@NullMarked
package io.weighhouse.metering.provider;

import org.jspecify.annotations.NullMarked;
