// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.PaymentEvent.Origin;
import java.time.Instant;
import java.util.List;

/**
 * An event as it is kept for audit: where it came from, how it stands, and who did what about it.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id under which it is kept, such as {@code stripe:evt_1}
 * @param origin where it came from
 * @param standing how it stands
 * @param history what happened to it, the first entry first
 * @param body what was received, without personal data and secrets; empty if the event was made by hand
 */
public record KeptEvent(String id, Origin origin, Standing standing, List<Entry> history, String body) {

    /**
     * How an event stands.
     *
     * @param state whether something is still to be done
     * @param code what came of it or what it waits for: {@code CREDITED}, {@code REVERSED}, {@code FROZEN}, {@code UNFROZEN},
     *     {@code SUBSCRIPTION_UPDATED}, {@code LINKED}, the name of a {@link NothingReason} or of a {@link ParkedReason}
     * @param subject what it is about: a payment, a customer or a subscription; empty if nothing is named
     * @param detail more about it; empty if there is no more
     */
    public record Standing(State state, String code, String subject, String detail) {}

    /** Whether something is still to be done about an event. */
    public enum State {
        /** It was received and is being carried out; after a crash, {@link PaymentBook#resume} goes on with it. */
        RECEIVED,
        /** It waits for what it lacks, or for an actor. */
        PARKED,
        /** Nothing is left to be done. */
        DONE
    }

    /**
     * Something that happened to an event.
     *
     * @param at when
     * @param actor who did it; {@code book} for the book itself
     * @param what what was done and what came of it
     */
    public record Entry(Instant at, String actor, String what) {}

    /**
     * Copies the history.
     *
     * @param id under which it is kept
     * @param origin where it came from
     * @param standing how it stands
     * @param history what happened to it, the first entry first
     * @param body what was received, without personal data and secrets
     */
    public KeptEvent {
        history = List.copyOf(history);
    }
}
