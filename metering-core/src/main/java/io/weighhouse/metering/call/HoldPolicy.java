// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.money.Amount;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much is held for a call before it goes upstream, and what becomes of the rest.
 *
 * <p>A call whose caps cost 2.00 at worst holds 2.00 under {@link #worstCase()}, 0.50 under {@link #typical typical(25)},
 * and 0.30 under {@link #flat flat(0.30)}. Under {@code worstCase().clampedTo(50)} a wallet with 1.00 gets the same call
 * with fewer output tokens: as many as 0.50 pays.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class HoldPolicy {

    private static final int ALL = 100;
    private static final HoldPolicy WORST_CASE = new HoldPolicy(ALL, null, 0);

    private final int percent;
    private final @Nullable FlatPrices flat;
    private final int walletPercent;

    private HoldPolicy(int percent, @Nullable FlatPrices flat, int walletPercent) {
        this.percent = percent;
        this.flat = flat;
        this.walletPercent = walletPercent;
    }

    /**
     * Holds the most that the call can cost within its caps, over every class, tier and model that could apply: no usage
     * within the caps is ever priced above the hold.
     *
     * @return the policy, which is the usual one
     */
    public static HoldPolicy worstCase() {
        return WORST_CASE;
    }

    /**
     * Holds a part of the worst case, for caps that are mostly far above what is used.
     *
     * <p>{@code typical(25)} holds 0.50 of a worst case of 2.00, rounded up. What the call uses beyond that is taken by its
     * {@linkplain Call.Builder#overrun overrun policy}: at most the other 1.50 can become debt. More calls run at once
     * than the wallet could pay at worst.
     *
     * @param percentOfWorstCase 1 to 100
     * @return the policy
     * @throws IllegalArgumentException if it is out of range
     */
    public static HoldPolicy typical(int percentOfWorstCase) {
        return new HoldPolicy(requirePercent("percentOfWorstCase", percentOfWorstCase), null, 0);
    }

    /**
     * Holds, and charges, the same for every call: an action has a price, whatever it uses.
     *
     * <p>The receipt still says what was used and what that costs; its markup is a multiplier of 0 with the price as the
     * fixed fee, so that it can be worked out again like any other. An action that never took place is not charged.
     *
     * @param price of one call, in the unit of the call's prices, 0 or more
     * @return the policy
     * @throws IllegalArgumentException if it is negative
     */
    public static HoldPolicy flat(Amount price) {
        if (price.isNegative()) {
            throw new IllegalArgumentException("must be >= 0: price=" + price);
        }
        return new HoldPolicy(ALL, new FlatPrices(price), 0);
    }

    /**
     * The same policy, and if the wallet cannot pay the hold, the output cap is lowered to what a share of it pays.
     *
     * <p>With 1.00 available and {@code clampedTo(50)}, a call that would hold 2.00 gets the most output tokens that can
     * be had for 0.50, and {@link MeteredCall#caps()} says how many; a call that would hold 0.80 runs as it is. If not
     * even one output token is left, the call is refused as not paid for.
     *
     * @param percentOfWallet 1 to 100, of what is available to the call when it is opened
     * @return the policy
     * @throws IllegalArgumentException if it is out of range
     */
    public HoldPolicy clampedTo(int percentOfWallet) {
        return new HoldPolicy(percent, flat, requirePercent("percentOfWallet", percentOfWallet));
    }

    private static int requirePercent(String name, int percent) {
        if (percent < 1 || percent > ALL) {
            throw new IllegalArgumentException("must be 1 to 100: " + name + '=' + percent);
        }
        return percent;
    }

    boolean isFlat() {
        return flat != null;
    }

    boolean clamps() {
        return walletPercent > 0;
    }

    /** Whether a usage within the caps may come to more than is held. */
    boolean mayExceed() {
        return percent < ALL;
    }

    /** What is held of a quote, in its smallest parts. */
    long held(long quoteMinor) {
        return percent == ALL ? quoteMinor : part(quoteMinor, percent, ALL - 1);
    }

    /** What a clamped call may hold of what is available. */
    long share(Amount available) {
        return part(available.minor(), walletPercent, 0);
    }

    private static long part(long minor, int percent, int roundUp) {
        return BigInteger.valueOf(minor)
                .multiply(BigInteger.valueOf(percent))
                .add(BigInteger.valueOf(roundUp))
                .divide(BigInteger.valueOf(ALL))
                .longValueExact();
    }

    /** The prices that a call is charged by: the card's own, or its costs beside the price of the action. */
    PinnedCard priced(PinnedCard card) {
        return flat == null ? card : flat.of(card);
    }

    /** Costs alone: what is charged for an attempt before the last one when the action has one price. */
    static PinnedCard costsOf(PinnedCard card) {
        return FlatPrices.of(card, Amount.zero(card.terms().markup().unit()));
    }

    private @Nullable Amount price() {
        return flat == null ? null : flat.price();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HoldPolicy that
                && percent == that.percent
                && walletPercent == that.walletPercent
                && Objects.equals(price(), that.price());
    }

    @Override
    public int hashCode() {
        return Objects.hash(percent, price(), walletPercent);
    }

    /** {@return the policy in words, as in {@code typical 25 %, clamped to 50 % of the wallet}} */
    @Override
    public String toString() {
        String held =
                flat != null ? "flat " + flat.price() : percent == ALL ? "worst case" : "typical " + percent + " %";
        return clamps() ? held + ", clamped to " + walletPercent + " % of the wallet" : held;
    }
}
