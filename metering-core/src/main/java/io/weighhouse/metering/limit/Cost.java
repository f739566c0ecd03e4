// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import io.weighhouse.money.Amount;
import java.util.Arrays;

/**
 * What one call takes from its limits.
 *
 * <p>{@code Cost.of(1, 1_200, 4_000)} takes 1 from a limit of requests, 1,200 from one of input tokens, and 5,200 from
 * one of tokens. Money and things of the user's own are stated beside: {@code Cost.request().and(Counted.named("images"), 3)}.
 * A limit of those refuses a cost that does not state them, so that a misspelt name is a mistake and not a free pass.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class Cost {

    private static final Counted[] NO_COUNTED = {};
    private static final long[] NO_QUANTITIES = {};
    private static final Cost REQUEST = new Cost(1, 0, 0);
    private static final Cost NONE = new Cost(0, 0, 0);

    private final long requests;
    private final long inputTokens;
    private final long outputTokens;
    private final Counted[] counted;
    private final long[] quantities;

    private Cost(long requests, long inputTokens, long outputTokens) {
        this.requests = requireNotNegative(requests, "requests");
        this.inputTokens = requireNotNegative(inputTokens, "inputTokens");
        this.outputTokens = requireNotNegative(outputTokens, "outputTokens");
        this.counted = NO_COUNTED;
        this.quantities = NO_QUANTITIES;
        if (inputTokens + outputTokens < 0) {
            throw new IllegalArgumentException(
                    "must fit a long together: inputTokens=" + inputTokens + " outputTokens=" + outputTokens);
        }
    }

    private Cost(Cost base, Counted[] counted, long[] quantities) {
        this.requests = base.requests;
        this.inputTokens = base.inputTokens;
        this.outputTokens = base.outputTokens;
        this.counted = counted;
        this.quantities = quantities;
    }

    /** {@return one request and no tokens} */
    public static Cost request() {
        return REQUEST;
    }

    /** {@return nothing: what passes unless a limit is in debt} */
    public static Cost none() {
        return NONE;
    }

    /**
     * The cost of requests and tokens; {@code Cost.of(1, 1_200, 4_000)} is one request of 5,200 tokens.
     *
     * @param requests number of requests, 0 or more
     * @param inputTokens number of input tokens, 0 or more
     * @param outputTokens number of output tokens, 0 or more
     * @return the cost
     * @throws IllegalArgumentException if one is negative, or the tokens together do not fit a {@code long}
     */
    public static Cost of(long requests, long inputTokens, long outputTokens) {
        return new Cost(requests, inputTokens, outputTokens);
    }

    /**
     * The same cost with money.
     *
     * @param price what the call may cost, 0 or more; it counts for limits of that unit
     * @return a copy that states it, in place of what it said of that unit before
     * @throws IllegalArgumentException if it is negative
     */
    public Cost and(Amount price) {
        return and(Counted.money(price.unit()), price.minor());
    }

    /**
     * The same cost with something else; {@code Cost.request().and(Counted.named("images"), 3)}.
     *
     * @param what money or a thing of the user's own
     * @param quantity how many, 0 or more; money in the smallest parts of its unit
     * @return a copy that states it, in place of what it said of that before
     * @throws IllegalArgumentException if it is negative, or something that every cost has by {@link #of}
     */
    public Cost and(Counted what, long quantity) {
        requireNotNegative(quantity, what.name());
        if (!what.isStated()) {
            throw new IllegalArgumentException("must be money or named, the rest is said by of: counted=" + what);
        }
        int at = Arrays.asList(counted).indexOf(what);
        int length = at < 0 ? counted.length + 1 : counted.length;
        Counted[] allCounted = Arrays.copyOf(counted, length);
        long[] allQuantities = Arrays.copyOf(quantities, length);
        int place = at < 0 ? counted.length : at;
        allCounted[place] = what;
        allQuantities[place] = quantity;
        return new Cost(this, allCounted, allQuantities);
    }

    /** {@return number of requests, 0 or more} */
    public long requests() {
        return requests;
    }

    /** {@return number of input tokens, 0 or more} */
    public long inputTokens() {
        return inputTokens;
    }

    /** {@return number of output tokens, 0 or more} */
    public long outputTokens() {
        return outputTokens;
    }

    /**
     * How much of something the call takes.
     *
     * @param what anything that limits count
     * @return how many, 0 or more; 1 of {@link Counted#IN_FLIGHT}
     * @throws IllegalArgumentException if it is money or named, and this cost does not state it
     */
    public long quantity(Counted what) {
        return what.of(this);
    }

    /** The same cost with other tokens. */
    Cost tokens(long input, long output) {
        Cost base = new Cost(requests, input, output);
        return counted.length == 0 ? base : new Cost(base, counted, quantities);
    }

    /** Nothing of everything that this states. */
    Cost nothing() {
        return counted.length == 0 ? NONE : new Cost(NONE, counted, new long[counted.length]);
    }

    /** How much it has of what is counted, whose kind the caller has at hand. */
    long quantity(int kind, Counted what) {
        return switch (kind) {
            case Counted.KIND_REQUESTS -> requests;
            case Counted.KIND_INPUT_TOKENS -> inputTokens;
            case Counted.KIND_OUTPUT_TOKENS -> outputTokens;
            case Counted.KIND_TOKENS -> inputTokens + outputTokens;
            case Counted.KIND_IN_FLIGHT -> 1;
            default -> stated(what);
        };
    }

    /** What was said of money or a thing of the user's own. */
    long stated(Counted what) {
        for (int i = 0; i < counted.length; i++) {
            if (counted[i].equals(what)) {
                return quantities[i];
            }
        }
        throw new IllegalArgumentException("must state what a limit counts: missing=" + what + " cost=" + this);
    }

    /** {@return whether the other takes the same of everything} */
    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Cost cost && sameTokens(cost) && sameStated(cost));
    }

    private boolean sameTokens(Cost cost) {
        return requests == cost.requests && inputTokens == cost.inputTokens && outputTokens == cost.outputTokens;
    }

    private boolean sameStated(Cost cost) {
        return counted.length == cost.counted.length
                && Arrays.stream(counted)
                        .allMatch(what ->
                                Arrays.asList(cost.counted).contains(what) && stated(what) == cost.stated(what));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * (31 * requests + inputTokens) + outputTokens);
    }

    /** {@return all that it takes, such as {@code Cost[requests=1, input-tokens=1200, output-tokens=4000, images=3]}} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                "Cost[requests=" + requests + ", input-tokens=" + inputTokens + ", output-tokens=" + outputTokens);
        for (int i = 0; i < counted.length; i++) {
            text.append(", ").append(counted[i]).append('=').append(quantities[i]);
        }
        return text.append(']').toString();
    }

    private static long requireNotNegative(long value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException("must be >= 0: " + name + "=" + value);
        }
        return value;
    }
}
