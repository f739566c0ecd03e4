// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import java.util.Objects;

/**
 * One record of a {@link PaymentStore}: a text under a key, with a revision to compare and a group to be found by.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param kind what it is a record of
 * @param key which one: 1 to 300 visible ASCII characters
 * @param group among which it is listed: at most 400 visible ASCII characters, empty for none in particular
 * @param revision 1 when it is first written, and one more each time
 * @param body what is known, at most 1,048,576 characters; a store keeps it as it is
 */
public record PaymentRow(Kind kind, String key, String group, long revision, String body) {

    /** What a row is a record of. */
    public enum Kind {
        /** An event, with what came of it. */
        EVENT,
        /** A payment with all that is known of it and all that was booked for it, or another name of one. */
        PAYMENT,
        /** A customer, with the account. */
        CUSTOMER,
        /** The claim of a key. */
        CLAIM
    }

    private static final int MAX_KEY = 300;
    private static final int MAX_GROUP = 400;
    private static final int MAX_BODY = 1 << 20;

    /**
     * Checks the parts.
     *
     * @param kind what it is a record of
     * @param key which one
     * @param group among which it is listed
     * @param revision 1 or more
     * @param body what is known
     * @throws IllegalArgumentException if a part is out of range
     */
    public PaymentRow {
        Objects.requireNonNull(kind, "kind");
        if (key.isEmpty() || !isVisible(key, MAX_KEY)) {
            throw new IllegalArgumentException("must be 1 to 300 visible ASCII characters: key of " + key.length());
        }
        if (!isVisible(group, MAX_GROUP)) {
            throw new IllegalArgumentException(
                    "must be at most 400 visible ASCII characters: group of " + group.length());
        }
        if (revision < 1) {
            throw new IllegalArgumentException("must be > 0: revision=" + revision);
        }
        Texts.atMost(MAX_BODY, "body", body);
    }

    private static boolean isVisible(String text, int most) {
        return text.length() <= most && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    /** {@return the kind, the key and the revision, and nothing of the body} */
    @Override
    public String toString() {
        return "PaymentRow[" + kind + ' ' + key + " revision " + revision + ']';
    }
}
