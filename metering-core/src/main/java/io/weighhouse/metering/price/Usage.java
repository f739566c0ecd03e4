// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.Arrays;
import java.util.List;

/**
 * How much was used, by meter.
 *
 * <p>It is a partition: each token is in exactly one class. A call with 1,000 prompt tokens of which 800 came from the
 * provider's cache is {@code Usage.of(INPUT_TOKENS, 200).with(CACHED_INPUT_TOKENS, 800)}. A meter that is not in it is
 * absent, which is not the same as zero: absent says nothing, zero says none.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class Usage {

    private static final Usage NOTHING = new Usage(new Meter[0], new long[0]);

    /* Pairs in the order of the meters. */
    final Meter[] meters;
    final long[] quantities;

    private Usage(Meter[] meters, long[] quantities) {
        this.meters = meters;
        this.quantities = quantities;
    }

    /** {@return the usage that reports nothing at all} */
    public static Usage empty() {
        return NOTHING;
    }

    /**
     * The usage of one meter.
     *
     * @param meter what was used
     * @param quantity how much of it, {@code >= 0}
     * @return that usage
     * @throws IllegalArgumentException if the quantity is negative
     */
    public static Usage of(Meter meter, long quantity) {
        return NOTHING.with(meter, quantity);
    }

    /**
     * The usage of a plain text call; {@code tokens(500, 2000)} is 500 in and 2,000 out.
     *
     * @param input number of {@link Meter#INPUT_TOKENS}, {@code >= 0}
     * @param output number of {@link Meter#OUTPUT_TOKENS}, {@code >= 0}
     * @return that usage
     * @throws IllegalArgumentException if either is negative
     */
    public static Usage tokens(long input, long output) {
        return of(Meter.INPUT_TOKENS, input).with(Meter.OUTPUT_TOKENS, output);
    }

    /**
     * The same usage with another quantity of one meter, whether it had one or not.
     *
     * @param meter what was used
     * @param quantity how much of it, {@code >= 0}
     * @return the new usage; this one is unchanged
     * @throws IllegalArgumentException if the quantity is negative
     */
    public Usage with(Meter meter, long quantity) {
        requireNatural(meter, quantity);
        int found = Arrays.binarySearch(meters, meter);
        if (found >= 0) {
            long[] changed = quantities.clone();
            changed[found] = quantity;
            return new Usage(meters, changed);
        }
        int at = -found - 1;
        Meter[] moreMeters = new Meter[meters.length + 1];
        long[] moreQuantities = new long[moreMeters.length];
        System.arraycopy(meters, 0, moreMeters, 0, at);
        System.arraycopy(meters, at, moreMeters, at + 1, meters.length - at);
        System.arraycopy(quantities, 0, moreQuantities, 0, at);
        System.arraycopy(quantities, at, moreQuantities, at + 1, quantities.length - at);
        moreMeters[at] = meter;
        moreQuantities[at] = quantity;
        return new Usage(moreMeters, moreQuantities);
    }

    static Usage copyOf(UsageTally tally) {
        if (tally.size == 0) {
            return NOTHING;
        }
        Meter[] meters = new Meter[tally.size];
        long[] quantities = new long[tally.size];
        // By insertion: they are few, and mostly in order.
        for (int i = 0; i < meters.length; i++) {
            Meter meter = tally.meters[i];
            int at = i;
            for (; at > 0 && meters[at - 1].compareTo(meter) > 0; at--) {
                meters[at] = meters[at - 1];
                quantities[at] = quantities[at - 1];
            }
            meters[at] = meter;
            quantities[at] = tally.quantities[i];
        }
        return new Usage(meters, quantities);
    }

    /**
     * How much was used of a meter.
     *
     * @param meter what was used
     * @return how much is reported, 0 if the meter is absent
     */
    public long quantity(Meter meter) {
        int found = Arrays.binarySearch(meters, meter);
        return found < 0 ? 0 : quantities[found];
    }

    /**
     * Whether a meter is in here, be it with zero.
     *
     * @param meter what was used
     * @return whether anything is reported of it
     */
    public boolean reports(Meter meter) {
        return Arrays.binarySearch(meters, meter) >= 0;
    }

    /** {@return the meters that are in here, in their order} */
    public List<Meter> meters() {
        return List.of(meters);
    }

    /** {@return whether nothing at all is reported} */
    public boolean isEmpty() {
        return meters.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Usage that
                && Arrays.equals(meters, that.meters)
                && Arrays.equals(quantities, that.quantities);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(meters) + Arrays.hashCode(quantities);
    }

    /** {@return the quantities as text: {input_tokens=500, output_tokens=2000}} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < meters.length; i++) {
            text.append(i == 0 ? "" : ", ").append(meters[i]).append('=').append(quantities[i]);
        }
        return text.append('}').toString();
    }

    static void requireNatural(Meter meter, long quantity) {
        if (quantity < 0) {
            throw new IllegalArgumentException("must be >= 0: " + meter + '=' + quantity);
        }
    }
}
