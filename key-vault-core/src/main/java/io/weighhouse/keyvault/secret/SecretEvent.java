// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One change of a credential: who did what, and when. It never holds a secret.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param kind what was done
 * @param actor who did it, as the embedder names him: 1 to 128 printable ASCII characters without spaces
 * @param at when, in whole milliseconds
 */
public record SecretEvent(Kind kind, String actor, Instant at) {

    /** What was done. The name of a constant is its stable code. */
    public enum Kind {
        /** A credential was saved, the first or a new one. */
        SAVED,
        /** Its data keys were wrapped under the current master key. */
        REWRAPPED,
        /** The provider refused it, and that was counted. */
        REJECTED,
        /** The provider refused it once too often. */
        QUARANTINED,
        /** It is used again. */
        RELEASED,
        /** It was found not to open. */
        FOUND_UNDECRYPTABLE,
        /** It was deleted. */
        DELETED,
        /** A tenant has said what happens when a provider refuses his key; told to the audit, never a credential's state. */
        POLICY_CHANGED
    }

    /**
     * Checks the actor and cuts the instant to whole milliseconds.
     *
     * @param kind what was done
     * @param actor 1 to 128 printable ASCII characters without spaces
     * @param at when
     * @throws IllegalArgumentException if the actor is not of that form
     */
    public SecretEvent {
        Names.name("actor", actor);
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
