// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.util.List;

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
 * <p>This class is immutable and thread-safe.
 *
 * @param callId the call, 1 to 256 characters
 * @param basis how the usage is known
 * @param cause why the call ended other than by settling, at most 256 characters; empty if it did settle
 * @param charge what was used, what it costs, what was charged
 */
public record Receipt(String callId, Basis basis, String cause, Charge charge) {

    private static final int MOST_CHARACTERS = 256;

    /**
     * Checks the texts.
     *
     * @param callId the call, 1 to 256 characters
     * @param basis how the usage is known
     * @param cause why the call ended, at most 256 characters
     * @param charge what was used, what it costs, what was charged
     * @throws IllegalArgumentException if the id is empty or one of the texts is too long
     */
    public Receipt {
        if (callId.isEmpty() || callId.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("must be 1 to 256 characters: callId has " + callId.length());
        }
        if (cause.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("must be at most 256 characters: cause has " + cause.length());
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
     * <p>The first byte is the version of the form, 1. A later version of this library reads it too.
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
        return new Receipt(callId, basis, cause, charge);
    }

    /** {@return what was sold} */
    public Sku sku() {
        return charge.sku();
    }

    /** {@return what was charged} */
    public Amount price() {
        return charge.price();
    }

    /** {@return what the provider takes, in the currency of the charge} */
    public BigDecimal cost() {
        return charge.cost();
    }

    /**
     * The price worked out again from the lines' quantities and rates and the markup.
     *
     * @return the same as {@link #price()}, unless somebody has changed a number
     * @throws ArithmeticException if a changed number makes the price too large for a {@code long}
     */
    public Amount rerate() {
        return charge.rerated().price();
    }

    /** {@return whether the lines add up to cost and price, and every number follows from the rates and the markup} */
    public boolean linesAddUp() {
        return charge.addsUp();
    }
}
