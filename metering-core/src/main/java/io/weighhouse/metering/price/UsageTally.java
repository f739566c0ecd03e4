// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.Arrays;

/**
 * A usage in the making, for events that come one after another.
 *
 * <p>Providers report in two ways, and there is a verb for each: {@link #set} for a count that is cumulative (the last
 * word wins), {@link #add} for a count of its own. After {@code set(OUTPUT_TOKENS, 10)} and {@code set(OUTPUT_TOKENS,
 * 25)} the tally says 25; {@code add} in the second place would make it 35. A meter that was never mentioned is absent,
 * which is not the same as zero.
 *
 * <p>Nothing is allocated but for the first sight of a first, ninth, seventeenth, ... meter.
 *
 * <p>This class is not thread-safe: one call, one tally, one thread at a time.
 */
public final class UsageTally {

    private static final int FIRST_ROOM = 8;
    private static final Meter[] NO_METERS = {};
    private static final long[] NO_QUANTITIES = {};

    /* Pairs in the order of their first mention. A call has two to six meters, so a scan beats any table. */
    Meter[] meters = NO_METERS;
    long[] quantities = NO_QUANTITIES;
    int size;

    /** A tally that reports nothing yet. */
    public UsageTally() {}

    /**
     * Says how much there is of a meter by now; what was said of it before no longer counts.
     *
     * @param meter what is counted
     * @param quantity how much since the beginning, {@code >= 0}
     * @throws IllegalArgumentException if it is negative; the tally is unchanged
     */
    public void set(Meter meter, long quantity) {
        Usage.requireNatural(meter, quantity);
        int index = indexOrNew(meter);
        quantities[index] = quantity;
    }

    /**
     * Says how much more there is of a meter.
     *
     * @param meter what is counted
     * @param quantity how much more, {@code >= 0}
     * @throws IllegalArgumentException if it is negative; the tally is unchanged
     * @throws ArithmeticException if the sum does not fit a {@code long}; the tally is unchanged
     */
    public void add(Meter meter, long quantity) {
        Usage.requireNatural(meter, quantity);
        int index = indexOrNew(meter);
        long sum = quantities[index] + quantity;
        if (sum < 0) {
            throw new ArithmeticException("must fit a long: " + meter + '=' + quantities[index] + " + " + quantity);
        }
        quantities[index] = sum;
    }

    /**
     * How much of a meter there is.
     *
     * @param meter what is counted
     * @return how much was reported, 0 if the meter was never mentioned
     */
    public long quantity(Meter meter) {
        int index = index(meter);
        return index < 0 ? 0 : quantities[index];
    }

    /**
     * Whether a meter was mentioned, be it with zero.
     *
     * @param meter what is counted
     * @return whether anything was reported of it
     */
    public boolean reports(Meter meter) {
        return index(meter) >= 0;
    }

    /** {@return whether no meter was mentioned} */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Forgets everything, for the next call. */
    public void clear() {
        size = 0;
        Arrays.fill(meters, null);
    }

    /** {@return what is known now, as a usage that no longer changes} */
    public Usage toUsage() {
        return Usage.copyOf(this);
    }

    /** {@return the usage as text: {input_tokens=500, output_tokens=2000}} */
    @Override
    public String toString() {
        return toUsage().toString();
    }

    private void grow() {
        Meter[] moreMeters = new Meter[Math.max(FIRST_ROOM, 2 * size)];
        System.arraycopy(meters, 0, moreMeters, 0, size);
        meters = moreMeters;
        quantities = Arrays.copyOf(quantities, moreMeters.length);
    }

    private int index(Meter meter) {
        for (int i = 0; i < size; i++) {
            if (meters[i] == meter) {
                return i;
            }
        }
        return -1;
    }

    private int indexOrNew(Meter meter) {
        int index = index(meter);
        if (index >= 0) {
            return index;
        }
        if (size == meters.length) {
            grow();
        }
        meters[size] = meter;
        quantities[size] = 0;
        return size++;
    }
}
