// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What one call was charged, and everything that is needed to work it out again.
 *
 * <pre>
 *   {"v":1,"call":"c-7","sku":"openai/gpt-4o-mini","book":"2026-11","basis":"REPORTED","cause":"",
 *    "currency":"USD","unit":"CREDIT/0","multiplier":"1.8","fixedFee":"0","creditPrice":"0.01",
 *    "minimum":"1","rounding":"HALF_UP",
 *    "lines":[{"meter":"output_tokens","quantity":1000,"unitPrice":"0.000002","cost":"0.002","price":"1"}],
 *    "cost":"0.002","price":"1"}
 * </pre>
 *
 * <p>Where the usage is not known, {@code "bound"} says what its price can have been at most. A call that was tried
 * elsewhere before has {@code "earlier"}: for each attempt its basis, cause, prices and lines. A receipt that has one of
 * them says {@code "v":2}.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param callId the call, 1 to 256 characters
 * @param basis how the usage is known
 * @param cause why the call ended other than by settling, at most 256 characters; empty if it did settle
 * @param charge what was used, what it costs, what was charged, at the prices of the last attempt
 * @param beside the bound of the true price, and what earlier attempts were charged
 */
public record Receipt(String callId, Basis basis, String cause, Charge charge, Beside beside) {

    private static final int MOST_CHARACTERS = 256;

    /**
     * Checks the texts, and that everything can be added up.
     *
     * @param callId the call, 1 to 256 characters
     * @param basis how the usage is known
     * @param cause why the call ended, at most 256 characters
     * @param charge what was used, what it costs, what was charged
     * @param beside the bound of the true price, and what earlier attempts were charged
     * @throws IllegalArgumentException if the id is empty, one of the texts is too long, or something beside the charge is in
     *     another unit or currency
     */
    public Receipt {
        if (callId.isEmpty() || callId.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("must be 1 to 256 characters: callId has " + callId.length());
        }
        requireCause(cause);
        requireSame(charge, beside);
    }

    /**
     * The receipt of a call that was made at once, and of whose usage no bound is said.
     *
     * @param callId the call, 1 to 256 characters
     * @param basis how the usage is known
     * @param cause why the call ended, at most 256 characters
     * @param charge what was used, what it costs, what was charged
     * @throws IllegalArgumentException if the id is empty or one of the texts is too long
     */
    public Receipt(String callId, Basis basis, String cause, Charge charge) {
        this(callId, basis, cause, charge, Beside.NOTHING);
    }

    static void requireCause(String cause) {
        if (cause.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("must be at most 256 characters: cause has " + cause.length());
        }
    }

    private static void requireSame(Charge charge, Beside beside) {
        if (beside.bound() != null
                && !beside.bound().unit().equals(charge.price().unit())) {
            throw new IllegalArgumentException("must be of " + charge.price().unit() + ": bound=" + beside.bound());
        }
        for (Attempt attempt : beside.earlier()) {
            Charge other = attempt.charge();
            if (!other.price().unit().equals(charge.price().unit())
                    || !other.currency().equals(charge.currency())) {
                throw new IllegalArgumentException(
                        "must be in " + charge.price().unit() + " for " + charge.currency() + ": attempt="
                                + other.price().unit() + " for " + other.currency());
            }
        }
    }

    /**
     * The receipt of a call that was settled.
     *
     * @param callId the call, 1 to 256 characters
     * @param basis how the usage is known
     * @param charge what was used, what it costs, what was charged
     * @return the receipt, with an empty cause
     * @throws IllegalArgumentException if the id is empty or too long
     */
    public static Receipt of(String callId, Basis basis, Charge charge) {
        return new Receipt(callId, basis, "", charge);
    }

    /**
     * The receipt of a call that was not charged: no lines, no cost, no price.
     *
     * @param callId the call, 1 to 256 characters
     * @param card the prices that it would have been charged by
     * @param cause why nothing was charged, at most 256 characters
     * @return the receipt, on the basis {@link Basis#NOTHING}
     * @throws IllegalArgumentException if the id is empty or one of the texts is too long
     */
    public static Receipt nothing(String callId, PinnedCard card, String cause) {
        Amount zero = Amount.zero(card.terms().markup().unit());
        return new Receipt(
                callId, Basis.NOTHING, cause, new Charge(card.terms(), List.of(), BigDecimal.ZERO, zero, null));
    }

    /**
     * Reads what {@link #toJson} wrote. A program's own meters must have been declared before, with {@link
     * io.weighhouse.metering.price.Meter#of}: a text from outside makes no meters.
     *
     * @param json a receipt in JSON, at most 1 MiB
     * @return an equal receipt; whether its numbers still follow from each other is said by {@link #linesAddUp()}
     * @throws IllegalArgumentException if it is not the JSON of a receipt: the message says where and what
     */
    public static Receipt fromJson(String json) {
        return ReceiptJson.read(json);
    }

    /**
     * Reads what {@link #toBytes} wrote. A program's own meters must have been declared before, as for {@link #fromJson}.
     *
     * @param bytes a receipt in its compact form, at most 1 MiB
     * @return an equal receipt; whether its numbers still follow from each other is said by {@link #linesAddUp()}
     * @throws IllegalArgumentException if they are not a receipt in its one canonical form: the message says where and what
     */
    public static Receipt fromBytes(byte[] bytes) {
        return ReceiptBytes.read(bytes);
    }

    /**
     * This receipt in a compact form, to be kept by the million: one of two lines has 126 bytes, and 521 in
     * JSON.
     *
     * <p>The first byte is the version of the form: 1, or 2 where there is a bound or an earlier attempt. A later version of this library reads it too.
     *
     * @return the bytes; equal receipts give equal bytes
     * @throws IllegalArgumentException if a cost is negative, which no rating makes
     */
    public byte[] toBytes() {
        return ReceiptBytes.write(this);
    }

    /** {@return this receipt in canonical JSON: equal receipts give equal texts} */
    public String toJson() {
        return ReceiptJson.write(this);
    }

    /**
     * The same receipt of a call that did not end by settling.
     *
     * @param cause why it ended, at most 256 characters
     * @return the new receipt
     * @throws IllegalArgumentException if the cause is too long
     */
    public Receipt because(String cause) {
        return new Receipt(callId, basis, cause, charge, beside);
    }

    /**
     * The same receipt of a usage that is not known exactly.
     *
     * @param most the most that the true price of the last attempt can have been
     * @return the new receipt
     * @throws IllegalArgumentException if it is negative or in another unit
     */
    public Receipt bounded(Amount most) {
        return new Receipt(callId, basis, cause, charge, new Beside(most, beside.earlier()));
    }

    /**
     * The same receipt of a call that was tried elsewhere before.
     *
     * @param attempts what each attempt before the last one was charged, the first one first
     * @return the new receipt
     * @throws IllegalArgumentException if one is in another unit or currency
     */
    public Receipt after(List<Attempt> attempts) {
        return new Receipt(callId, basis, cause, charge, new Beside(beside.bound(), attempts));
    }

    /** {@return what was sold, by the last attempt} */
    public Sku sku() {
        return charge.sku();
    }

    /** {@return what was charged, for all attempts} */
    public Amount price() {
        Amount sum = charge.price();
        for (Attempt attempt : beside.earlier()) {
            sum = sum.plus(attempt.charge().price());
        }
        return sum;
    }

    /** {@return what the providers take, for all attempts, in the currency of the charge} */
    public BigDecimal cost() {
        BigDecimal sum = charge.cost();
        for (Attempt attempt : beside.earlier()) {
            sum = sum.add(attempt.charge().cost());
        }
        return beside.earlier().isEmpty() ? sum : sum.stripTrailingZeros();
    }

    /** {@return the most that the true price of the last attempt can have been; empty if the usage is known} */
    public Optional<Amount> bound() {
        return Optional.ofNullable(beside.bound());
    }

    /** {@return what attempts before the last one were charged, the first one first; empty for most calls} */
    public List<Attempt> earlier() {
        return beside.earlier();
    }

    /**
     * The price worked out again from the lines' quantities and rates and the markup.
     *
     * @return the same as {@link #price()}, unless somebody has changed a number
     * @throws ArithmeticException if a changed number makes the price too large for a {@code long}
     */
    public Amount rerate() {
        Amount sum = charge.rerated().price();
        for (Attempt attempt : beside.earlier()) {
            sum = sum.plus(attempt.charge().rerated().price());
        }
        return sum;
    }

    /** {@return whether the lines add up to cost and price, and every number follows from the rates and the markup} */
    public boolean linesAddUp() {
        return charge.addsUp()
                && beside.earlier().stream()
                        .allMatch(attempt -> attempt.charge().addsUp());
    }
}
