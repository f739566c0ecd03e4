// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoteTest {

    @Test
    void withers_changeOnePartEach() {
        Note note = Note.NONE
                .actor("ops")
                .reason("goodwill")
                .reference("pi_1")
                .label("sku", "gpt")
                .label("day", "1")
                .label("day", "2")
                .receipt("{}");
        assertThat(note).isEqualTo(new Note("ops", "goodwill", "pi_1", Map.of("sku", "gpt", "day", "2"), "{}"));
        assertThat(Note.NONE).isEqualTo(new Note("", "", "", Map.of(), ""));
    }

    @Test
    void labels_areCopiedAndUnmodifiable() {
        Map<String, String> labels = new HashMap<>(Map.of("sku", "gpt"));
        Note note = new Note("", "", "", labels, "");
        labels.clear();
        assertThat(note.labels()).containsEntry("sku", "gpt");
        assertThatThrownBy(() -> note.labels().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void texts_atTheirLimit_areTaken() {
        String text = "x".repeat(200);
        Note note = Note.NONE
                .actor(text)
                .reason(text)
                .reference(text)
                .label("k".repeat(64), "v".repeat(256))
                .receipt("x".repeat(65_536));
        assertThat(note.receipt()).hasSize(65_536);
    }

    @Test
    void texts_beyondTheirLimit_areRefusedByName() {
        String text = "x".repeat(201);
        assertThatThrownBy(() -> Note.NONE.actor(text))
                .hasMessageStartingWith("must be at most 200 characters: actor=");
        assertThatThrownBy(() -> Note.NONE.reason(text))
                .hasMessageStartingWith("must be at most 200 characters: reason=");
        assertThatThrownBy(() -> Note.NONE.reference(text))
                .hasMessageStartingWith("must be at most 200 characters: reference=");
        assertThatThrownBy(() -> Note.NONE.receipt("x".repeat(65_537)))
                .hasMessageStartingWith("must be at most 65536 characters: receipt=")
                .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(120));
        assertThatThrownBy(() -> Note.NONE.label("k".repeat(65), ""))
                .hasMessageStartingWith("must be at most 64 characters: label key=");
        assertThatThrownBy(() -> Note.NONE.label("key", "v".repeat(257)))
                .hasMessageStartingWith("must be at most 256 characters: label=");
        assertThatThrownBy(() -> Note.NONE.label("", "value")).hasMessage("must not be empty: label key");
    }

    @Test
    void labels_moreThan32_areRefused() {
        Note note = Note.NONE;
        for (int i = 0; i < 32; i++) {
            note = note.label("key-" + i, "");
        }
        Note full = note;
        assertThat(full.label("key-0", "again").labels()).hasSize(32);
        assertThatThrownBy(() -> full.label("one more", "")).hasMessage("must be at most 32 labels: labels=33");
    }
}
