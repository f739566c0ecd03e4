// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The limits that hold for one subject, decided together.
 *
 * <p>Make one per plan and keep it: a limiter recognises a quota fastest by being handed the same object again. Quotas
 * of the same limits in the same order are equal.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class Quota {

    private static final Quota UNLIMITED = new Quota(List.of());

    private final List<Limit> limits;

    /** Made here, because every call of a meter asks for it. */
    private final Set<Counted> stated;

    private final boolean callsInFlight;

    /** What the limiter that was asked last made of it: always looked up again if it is another's. */
    private @Nullable Layout layout;

    private Quota(List<Limit> limits) {
        this.limits = limits;
        this.stated =
                limits.stream().map(Limit::counted).filter(Counted::isStated).collect(Collectors.toUnmodifiableSet());
        this.callsInFlight = limits.stream().anyMatch(ConcurrencyLimit.class::isInstance);
    }

    /**
     * The quota of these limits; each of them must let a call pass.
     *
     * @param limits with different ids, at least one
     * @return the quota
     * @throws IllegalArgumentException if there are none, so that a plan which lost its limits is not taken for one without
     *     limits; or if two have the same id
     */
    public static Quota of(Limit... limits) {
        if (limits.length == 0) {
            throw new IllegalArgumentException("must have a limit, or be said to be Quota.unlimited(): limits=[]");
        }
        Set<String> ids = new HashSet<>();
        for (Limit limit : limits) {
            if (!ids.add(limit.id())) {
                throw new IllegalArgumentException("must differ within one quota: id=" + limit.id());
            }
        }
        return new Quota(List.of(limits));
    }

    /** {@return the quota that lets everything pass and remembers nothing} */
    public static Quota unlimited() {
        return UNLIMITED;
    }

    /** {@return the limits in the order they were given, unmodifiable} */
    public List<Limit> limits() {
        return limits;
    }

    /** Whether it limits calls in flight. */
    boolean hasCallsInFlight() {
        return callsInFlight;
    }

    /** {@return whether it lets everything pass} */
    public boolean isUnlimited() {
        return limits.isEmpty();
    }

    /** What a cost must state: money by unit, and what is named. */
    Set<Counted> stated() {
        return stated;
    }

    /** What a limiter made of it; null if it was another one. */
    @Nullable
    Layout layoutIn(Layouts home) {
        Layout last = layout;
        return last != null && last.home() == home ? last : null;
    }

    /** Threads may overwrite each other's: a layout is immutable, and any of the home's is as good as another. */
    void remember(Layout made) {
        layout = made;
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
