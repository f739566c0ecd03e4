// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One change of a key: who did what, and when. It never holds a key.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param kind what was done
 * @param actor who did it, as the embedder names him: 1 to 128 printable ASCII characters without spaces
 * @param at when, in whole milliseconds
 */
public record KeyEvent(Kind kind, String actor, Instant at) {

    /** What was done. The name of a constant is its stable code. */
    public enum Kind {
        /** The key was made. */
        ISSUED,
        /** The key was taken over from another system. */
        ADOPTED,
        /** The key has another name. */
        RENAMED,
        /** The key has other scopes, origins, labels, another plan, beginning or end. */
        TERMS_CHANGED,
        /** The key is refused until it is enabled. */
        DISABLED,
        /** The key is no longer disabled. */
        ENABLED,
        /** The key has a successor. */
        SUPERSEDED,
        /** The key is refused for ever. */
        REVOKED,
        /** The key is recognised by another hash. */
        REHASHED
    }

    /**
     * Checks the actor and cuts the instant to whole milliseconds.
     *
     * @param kind what was done
     * @param actor 1 to 128 printable ASCII characters without spaces
     * @param at when
     * @throws IllegalArgumentException if the actor is not of that form
     */
    public KeyEvent {
        Names.name("actor", actor);
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
