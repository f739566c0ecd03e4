// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import java.util.HashMap;
import java.util.Map;

/**
 * What a call is charged that was cut short, by who cut it and how far the answer had come.
 *
 * <p>{@link #STANDARD} charges {@linkplain AbortCharge#AS_USED what is known of the usage} in every case: delivered text is
 * never free, and nothing delivered, nothing charged. What differs is said cell by cell, and so has a name in the code of
 * whoever wants it:
 *
 * <pre>
 *   AbortPolicy.STANDARD
 *       .with(AbortCause.CLIENT_GONE, AbortPhase.AFTER_FIRST_TOKEN, AbortCharge.WHOLE_HOLD)
 *       .with(AbortCause.UPSTREAM_ERROR, AbortCharge.NOTHING)
 * </pre>
 *
 * <p>An answer that is an error counts as {@link AbortCause#UPSTREAM_ERROR}, also where the call is settled and not aborted.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class AbortPolicy {

    /** What is known of the usage, whoever cut the call. */
    public static final AbortPolicy STANDARD = new AbortPolicy(Map.of());

    /** Only what differs from the standard. */
    private final Map<Cell, AbortCharge> cells;

    private record Cell(AbortCause cause, AbortPhase phase) {}

    private AbortPolicy(Map<Cell, AbortCharge> cells) {
        this.cells = cells;
    }

    /**
     * The same policy with another cell.
     *
     * @param cause who cut the call
     * @param phase how far the answer had come
     * @param charge what is charged then
     * @return the policy
     */
    public AbortPolicy with(AbortCause cause, AbortPhase phase, AbortCharge charge) {
        Map<Cell, AbortCharge> changed = new HashMap<>(cells);
        if (charge == AbortCharge.AS_USED) {
            changed.remove(new Cell(cause, phase));
        } else {
            changed.put(new Cell(cause, phase), charge);
        }
        return new AbortPolicy(Map.copyOf(changed));
    }

    /**
     * The same policy with another answer to a cause, however far the answer had come.
     *
     * @param cause who cut the call
     * @param charge what is charged then
     * @return the policy
     */
    public AbortPolicy with(AbortCause cause, AbortCharge charge) {
        return with(cause, AbortPhase.BEFORE_FIRST_TOKEN, charge).with(cause, AbortPhase.AFTER_FIRST_TOKEN, charge);
    }

    /**
     * What is charged in one case.
     *
     * @param cause who cut the call
     * @param phase how far the answer had come
     * @return the cell
     */
    public AbortCharge charge(AbortCause cause, AbortPhase phase) {
        return cells.getOrDefault(new Cell(cause, phase), AbortCharge.AS_USED);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AbortPolicy that && cells.equals(that.cells);
    }

    @Override
    public int hashCode() {
        return cells.hashCode();
    }

    /** {@return the cells that differ from the standard, as in {@code standard, CLIENT_GONE AFTER_FIRST_TOKEN: WHOLE_HOLD}} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("standard");
        for (AbortCause cause : AbortCause.values()) {
            for (AbortPhase phase : AbortPhase.values()) {
                AbortCharge charge = charge(cause, phase);
                if (charge != AbortCharge.AS_USED) {
                    text.append(", ")
                            .append(cause)
                            .append(' ')
                            .append(phase)
                            .append(": ")
                            .append(charge);
                }
            }
        }
        return text.toString();
    }
}
