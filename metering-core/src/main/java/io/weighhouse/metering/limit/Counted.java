// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import io.weighhouse.money.Unit;

/**
 * What a limit counts: requests, tokens, money, calls in flight, or something of the user's own.
 *
 * <p>A limit of {@code Counted.named("images")} takes from each call what its {@link Cost} says of images. Two are equal if
 * they count the same thing.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class Counted {

    /* Not an enum: a switch over an enum looks up a table, once for each limit of each call. */
    static final int KIND_REQUESTS = 0;
    static final int KIND_INPUT_TOKENS = 1;
    static final int KIND_OUTPUT_TOKENS = 2;
    static final int KIND_TOKENS = 3;
    static final int KIND_IN_FLIGHT = 4;
    static final int KIND_MONEY = 5;
    static final int KIND_NAMED = 6;

    /** Requests. */
    public static final Counted REQUESTS = new Counted(KIND_REQUESTS, "requests");
    /** Input tokens. */
    public static final Counted INPUT_TOKENS = new Counted(KIND_INPUT_TOKENS, "input-tokens");
    /** Output tokens. */
    public static final Counted OUTPUT_TOKENS = new Counted(KIND_OUTPUT_TOKENS, "output-tokens");
    /** Input and output tokens together. */
    public static final Counted TOKENS = new Counted(KIND_TOKENS, "tokens");
    /** Calls that have a permit and have not ended; one for each call whatever it costs. */
    public static final Counted IN_FLIGHT = new Counted(KIND_IN_FLIGHT, "in-flight");

    private final int kind;
    private final String name;

    private Counted(int kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /**
     * Money, in the smallest parts of a unit; a limit of 5,000,000 in {@code CREDIT/6} is five credits.
     *
     * @param unit the unit that costs are said in
     * @return what such a limit counts
     */
    public static Counted money(Unit unit) {
        return new Counted(KIND_MONEY, unit.toString());
    }

    /**
     * Anything else, by name; {@code Counted.named("images")}.
     *
     * @param name 1 to 64 letters, digits, {@code _}, {@code .} or {@code -}
     * @return what such a limit counts
     * @throws IllegalArgumentException if the name is not such
     */
    public static Counted named(String name) {
        return new Counted(KIND_NAMED, LimitId.require(name, "name"));
    }

    /** {@return its name: {@code requests}, {@code input-tokens}, the unit of money, or the user's own} */
    public String name() {
        return name;
    }

    /** {@return whether it is something of the user's own, by {@link #named}} */
    public boolean isNamed() {
        return kind == KIND_NAMED;
    }

    /** How many of these a cost has. */
    long of(Cost cost) {
        return cost.quantity(kind, this);
    }

    int kind() {
        return kind;
    }

    /** Whether a cost must state it, because it is none of those that every cost has. */
    boolean isStated() {
        return kind == KIND_MONEY || kind == KIND_NAMED;
    }

    /** {@return whether the other counts the same thing} */
    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Counted counted && kind == counted.kind && name.equals(counted.name));
    }

    @Override
    public int hashCode() {
        return 31 * kind + name.hashCode();
    }

    /** {@return its name} */
    @Override
    public String toString() {
        return name;
    }
}
