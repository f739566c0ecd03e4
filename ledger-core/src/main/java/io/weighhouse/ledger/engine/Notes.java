// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Note;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Notes in their stored form: labels in order of their keys, so that one note has one form. */
final class Notes {

    private Notes() {}

    static void write(Note note, EventBuffer to) {
        to.text(note.actor());
        to.text(note.reason());
        to.text(note.reference());
        to.number(note.labels().size());
        new TreeMap<>(note.labels()).forEach((key, value) -> {
            to.text(key);
            to.text(value);
        });
        to.text(note.receipt());
    }

    /** The note of the event that a reader stands at. */
    static Note of(EventReader event) {
        if (!event.hasNote()) {
            return Note.NONE;
        }
        EventReader from = event.note();
        String actor = from.text();
        String reason = from.text();
        String reference = from.text();
        int labels = (int) from.number();
        Map<String, String> byKey = new HashMap<>();
        for (int i = 0; i < labels; i++) {
            String key = from.text();
            byKey.put(key, from.text());
        }
        return new Note(actor, reason, reference, byKey, from.text());
    }
}
