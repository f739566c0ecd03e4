// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.HashMap;
import java.util.Map;

/**
 * What is told about a transaction: who did it, why, what it refers to, labels to group by, and the receipt.
 *
 * <p>Every part may be empty, and none of them decides anything. {@code Note.NONE.actor("ops").reason("goodwill")} says two
 * of them.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param actor who did it, at most 200 characters
 * @param reason why, at most 200 characters
 * @param reference what it belongs to outside, such as a payment's number, at most 200 characters
 * @param labels at most 32, keys of 1 to 64 characters, values of at most 256
 * @param receipt the itemised record of a charge, at most 65,536 characters
 */
public record Note(String actor, String reason, String reference, Map<String, String> labels, String receipt) {

    /** Nothing told. */
    public static final Note NONE = new Note("", "", "", Map.of(), "");

    private static final int MAX_TEXT_CHARS = 200;
    private static final int MAX_LABELS = 32;
    private static final int MAX_LABEL_KEY_CHARS = 64;
    private static final int MAX_LABEL_VALUE_CHARS = 256;
    private static final int MAX_RECEIPT_CHARS = 65_536;

    /**
     * Checks every size and copies the labels.
     *
     * @param actor who did it, at most 200 characters
     * @param reason why, at most 200 characters
     * @param reference what it belongs to outside, at most 200 characters
     * @param labels at most 32, keys of 1 to 64 characters, values of at most 256
     * @param receipt the itemised record of a charge, at most 65,536 characters
     * @throws IllegalArgumentException if any part is too long
     */
    public Note {
        Require.atMost(MAX_TEXT_CHARS, "actor", actor);
        Require.atMost(MAX_TEXT_CHARS, "reason", reason);
        Require.atMost(MAX_TEXT_CHARS, "reference", reference);
        Require.atMost(MAX_RECEIPT_CHARS, "receipt", receipt);
        if (labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException("must be at most 32 labels: labels=" + labels.size());
        }
        labels = Map.copyOf(labels);
        labels.forEach((key, value) -> {
            if (key.isEmpty()) {
                throw new IllegalArgumentException("must not be empty: label key");
            }
            Require.atMost(MAX_LABEL_KEY_CHARS, "label key", key);
            Require.atMost(MAX_LABEL_VALUE_CHARS, "label", value);
        });
    }

    /**
     * The same note by another actor.
     *
     * @param value who did it, at most 200 characters
     * @return the note
     * @throws IllegalArgumentException if it is too long
     */
    public Note actor(String value) {
        return new Note(value, reason, reference, labels, receipt);
    }

    /**
     * The same note with another reason.
     *
     * @param value why, at most 200 characters
     * @return the note
     * @throws IllegalArgumentException if it is too long
     */
    public Note reason(String value) {
        return new Note(actor, value, reference, labels, receipt);
    }

    /**
     * The same note with another reference.
     *
     * @param value what it belongs to outside, at most 200 characters
     * @return the note
     * @throws IllegalArgumentException if it is too long
     */
    public Note reference(String value) {
        return new Note(actor, reason, value, labels, receipt);
    }

    /**
     * The same note with one label more, or with another value of one it has.
     *
     * @param key 1 to 64 characters
     * @param value at most 256 characters
     * @return the note
     * @throws IllegalArgumentException if either is out of range, or the labels are more than 32
     */
    public Note label(String key, String value) {
        Map<String, String> more = new HashMap<>(labels);
        more.put(key, value);
        return new Note(actor, reason, reference, more, receipt);
    }

    /**
     * The same note with another receipt.
     *
     * @param value the itemised record of a charge, at most 65,536 characters
     * @return the note
     * @throws IllegalArgumentException if it is too long
     */
    public Note receipt(String value) {
        return new Note(actor, reason, reference, labels, value);
    }
}
