// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Note;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Notes in their stored form: labels in order of their keys, so that one note has one form. */
final class Notes {

    private static final String[] NO_KEYS = {};

    private Notes() {}

    static void write(Note note, EventBuffer to) {
        to.text(note.actor());
        to.text(note.reason());
        to.text(note.reference());
        Map<String, String> labels = note.labels();
        to.number(labels.size());
        String[] keys = labels.keySet().toArray(NO_KEYS);
        Arrays.sort(keys);
        for (String key : keys) {
            to.text(key);
            to.text(labels.getOrDefault(key, ""));
        }
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
