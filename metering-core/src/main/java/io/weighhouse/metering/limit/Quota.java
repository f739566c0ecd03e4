// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The limits that hold for one caller, decided together.
 *
 * <p>Make one per plan and keep it: a limiter recognises a quota fastest by being handed the same object again. Quotas
 * of the same limits in the same order are equal.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class Quota {

    private static final Quota UNLIMITED = new Quota(List.of());

    private final List<Limit> limits;
    private final Window[] windows;
    private final long longestNanos;

    private Quota(List<Limit> limits) {
        this.limits = limits;
        this.windows = limits.stream().map(Window::new).toArray(Window[]::new);
        this.longestNanos = limits.stream()
                .mapToLong(limit -> Math.max(limit.period().toNanos(), new Window(limit).nanos(limit.burst())))
                .max()
                .orElse(0);
    }

    /**
     * The quota of these limits; each of them must let a call pass.
     *
     * @param limits with different ids
     * @return the quota, {@link #unlimited()} if there are none
     * @throws IllegalArgumentException if two limits have the same id
     */
    public static Quota of(Limit... limits) {
        Set<String> ids = new HashSet<>();
        for (Limit limit : limits) {
            if (!ids.add(limit.id())) {
                throw new IllegalArgumentException("must differ within one quota: id=" + limit.id());
            }
        }
        return limits.length == 0 ? UNLIMITED : new Quota(List.of(limits));
    }

    /** {@return the quota that lets everything pass and remembers nothing} */
    public static Quota unlimited() {
        return UNLIMITED;
    }

    /** {@return the limits in the order they were given, unmodifiable} */
    public List<Limit> limits() {
        return limits;
    }

    /** How many limits there are. */
    int size() {
        return windows.length;
    }

    /** The longest period, or time to refill a burst, of any limit. */
    long longestNanos() {
        return longestNanos;
    }

    /** The arithmetic of the limit at that place in {@link #limits()}. */
    Window window(int index) {
        return windows[index];
    }

    /** {@return whether the other has equal limits in the same order} */
    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Quota quota && limits.equals(quota.limits));
    }

    @Override
    public int hashCode() {
        return limits.hashCode();
    }

    /** {@return the limits} */
    @Override
    public String toString() {
        return limits.toString();
    }
}
