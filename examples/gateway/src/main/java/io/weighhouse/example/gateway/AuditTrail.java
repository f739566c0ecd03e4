// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/** Who did what as an administrator, or tried to: the last thousand, newest first. Thread-safe. */
final class AuditTrail {

    private static final int KEPT = 1_000;

    private final InstantSource clock;
    private final Deque<Event> events = new ArrayDeque<>();

    AuditTrail(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(String actor, String what, String outcome) {
        if (events.size() == KEPT) {
            events.removeLast();
        }
        events.addFirst(new Event(clock.instant(), actor, what, outcome));
    }

    synchronized void copyInto(ArrayNode list) {
        for (Event event : events) {
            list.addObject()
                    .put("at", event.at.toString())
                    .put("actor", event.actor)
                    .put("what", event.what)
                    .put("outcome", event.outcome);
        }
    }

    private record Event(Instant at, String actor, String what, String outcome) {}
}
