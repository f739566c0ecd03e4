// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

/**
 * Something that usage can be grouped or filtered by.
 *
 * <p>{@code by(Dimension.DAY, Dimension.SKU)} has a row for each model and day, {@code by(Dimension.label("endpoint"))} one for
 * each endpoint.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param kind what it is
 * @param label the label's name for {@link Kind#LABEL}, else empty
 */
public record Dimension(Kind kind, String label) implements Comparable<Dimension> {

    /** The kinds of dimensions. */
    public enum Kind {
        /** The day on which it counts, in the zone of the log. */
        DAY,
        /** The tenant. */
        TENANT,
        /** The name of the wallet that pays. */
        WALLET,
        /** What was sold, as in {@code openai/gpt-4o}. */
        SKU,
        /** A label of the call. */
        LABEL
    }

    /** The day on which it counts, as in {@code 2026-11-26}. */
    public static final Dimension DAY = new Dimension(Kind.DAY, "");

    /** The tenant. */
    public static final Dimension TENANT = new Dimension(Kind.TENANT, "");

    /** The name of the wallet that pays. */
    public static final Dimension WALLET = new Dimension(Kind.WALLET, "");

    /** What was sold, as in {@code openai/gpt-4o}. */
    public static final Dimension SKU = new Dimension(Kind.SKU, "");

    /**
     * Checks that a label has a name, and nothing else has.
     *
     * @param kind what it is
     * @param label the label's name for {@link Kind#LABEL}, else empty
     * @throws IllegalArgumentException if not
     */
    public Dimension {
        if (label.isEmpty() == (kind == Kind.LABEL)) {
            throw new IllegalArgumentException("must have a name only if LABEL: kind=" + kind + " label=" + label);
        }
    }

    /**
     * A label of the call.
     *
     * @param name such as {@code endpoint}, not empty
     * @return the dimension
     * @throws IllegalArgumentException if it is empty
     */
    public static Dimension label(String name) {
        return new Dimension(Kind.LABEL, name);
    }

    /** By kind, labels by their names. */
    @Override
    public int compareTo(Dimension other) {
        int kinds = kind.compareTo(other.kind);
        return kinds != 0 ? kinds : label.compareTo(other.label);
    }

    /** {@return the name for a heading: {@code day}, {@code sku}, or the label's name} */
    @Override
    public String toString() {
        return kind == Kind.LABEL ? label : kind.name().toLowerCase(java.util.Locale.ROOT);
    }
}
