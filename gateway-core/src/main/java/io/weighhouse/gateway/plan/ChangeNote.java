// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import java.util.Objects;

/**
 * Who changed a subscription, why, and on account of what.
 *
 * <p>{@code ChangeNote.by("ops").reason("asked by phone").reference("ticket-17")}.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param actor who, at most 200 characters; a pseudonym
 * @param reason why, at most 200 characters
 * @param reference what it belongs to outside, such as a payment's number, at most 200 characters
 */
public record ChangeNote(String actor, String reason, String reference) {

    private static final int MAX_CHARS = 200;

    /**
     * Checks the lengths.
     *
     * @param actor who, at most 200 characters
     * @param reason why, at most 200 characters
     * @param reference what it belongs to outside, at most 200 characters
     * @throws IllegalArgumentException if one is longer
     */
    public ChangeNote {
        require("actor", actor);
        require("reason", reason);
        require("reference", reference);
    }

    /**
     * By somebody, with nothing else told.
     *
     * @param actor who, at most 200 characters
     * @return the note
     * @throws IllegalArgumentException if it is longer
     */
    public static ChangeNote by(String actor) {
        return new ChangeNote(actor, "", "");
    }

    /**
     * The same with a reason.
     *
     * @param value why, at most 200 characters
     * @return the note
     * @throws IllegalArgumentException if it is longer
     */
    public ChangeNote reason(String value) {
        return new ChangeNote(actor, value, reference);
    }

    /**
     * The same with a reference.
     *
     * @param value what it belongs to outside, at most 200 characters
     * @return the note
     * @throws IllegalArgumentException if it is longer
     */
    public ChangeNote reference(String value) {
        return new ChangeNote(actor, reason, value);
    }

    private static void require(String name, String value) {
        Objects.requireNonNull(value, name);
        if (value.length() > MAX_CHARS) {
            throw new IllegalArgumentException("must be at most 200 characters: " + name + " has " + value.length());
        }
    }
}
