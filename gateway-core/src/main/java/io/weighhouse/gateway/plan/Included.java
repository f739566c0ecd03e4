// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.metering.limit.Counted;
import java.util.Objects;

/**
 * What a plan includes in each month: so many calls, tokens, or things of a name.
 *
 * <p>{@code Included.calls(10_000).then(Overage.charged(Amount.of("0.005", USD_6)))} includes 10,000 calls that cost nothing beyond the
 * plan's price; each call after that costs half a cent. It is counted durably, on a counter of the ledger for each month, so
 * neither a restart nor a second node gives more.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param name tells it from the others of the plan, 1 to 28 of a-z, 0-9 and '-'; a plan that follows on another goes on
 *     counting where the name is the same
 * @param counted what: requests, tokens, or a named meter; neither money nor calls in flight
 * @param quantity how many a month, 0 to 10^15
 * @param free whether calls within it cost nothing; else they are metered, and this is a cap
 * @param overage what happens to calls beyond
 */
public record Included(String name, Counted counted, long quantity, boolean free, Overage overage) {

    private static final int MAX_NAME_CHARS = 28;
    private static final long MAX_QUANTITY = 1_000_000_000_000_000L;

    /**
     * Checks the parts.
     *
     * @param name tells it from the others of the plan, 1 to 28 of a-z, 0-9 and '-'
     * @param counted what: requests, tokens, or a named meter
     * @param quantity how many a month, 0 to 10^15
     * @param free whether calls within it cost nothing
     * @param overage what happens to calls beyond
     * @throws IllegalArgumentException if a part is out of range
     */
    public Included {
        Objects.requireNonNull(overage, "overage");
        if (name.isEmpty() || name.length() > MAX_NAME_CHARS || !name.chars().allMatch(Included::isPlain)) {
            throw new IllegalArgumentException("must be 1 to 28 of a-z, 0-9 and '-': name has " + name.length());
        }
        if (quantity < 0 || quantity > MAX_QUANTITY) {
            throw new IllegalArgumentException("must be 0 to " + MAX_QUANTITY + ": quantity=" + quantity);
        }
        boolean countable = counted.isNamed()
                || counted.equals(Counted.REQUESTS)
                || counted.equals(Counted.TOKENS)
                || counted.equals(Counted.INPUT_TOKENS)
                || counted.equals(Counted.OUTPUT_TOKENS);
        if (!countable) {
            throw new IllegalArgumentException("must be requests, tokens or a named meter: counted=" + counted);
        }
    }

    /**
     * So many calls, which cost nothing; those beyond are refused.
     *
     * @param quantity how many a month, 0 to 10^15
     * @return what is included, by the name {@code calls}
     * @throws IllegalArgumentException if the number is out of range
     */
    public static Included calls(long quantity) {
        return new Included("calls", Counted.REQUESTS, quantity, true, Overage.REFUSED);
    }

    /**
     * So many of something, which cost nothing; calls beyond are refused.
     *
     * @param counted what: requests, tokens, or a named meter such as {@code Counted.named("pages")}
     * @param quantity how many a month, 0 to 10^15
     * @return what is included, by the name of what is counted
     * @throws IllegalArgumentException if the number is out of range, or the name no name of an allowance
     */
    public static Included of(Counted counted, long quantity) {
        return new Included(counted.name().replace('_', '-'), counted, quantity, true, Overage.REFUSED);
    }

    /**
     * The same by another name.
     *
     * @param value 1 to 28 of a-z, 0-9 and '-'
     * @return what is included
     * @throws IllegalArgumentException if it is no such name
     */
    public Included named(String value) {
        return new Included(value, counted, quantity, free, overage);
    }

    /**
     * The same, of which the calls beyond cost an amount each.
     *
     * @param overageOfEach what happens to calls beyond
     * @return what is included
     */
    public Included then(Overage overageOfEach) {
        return new Included(name, counted, quantity, free, overageOfEach);
    }

    /**
     * The same as a cap only: calls within it are paid for by their usage.
     *
     * @return what is included
     */
    public Included metered() {
        return new Included(name, counted, quantity, false, overage);
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
}
