// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.LogCommand;
import io.weighhouse.keyvault.internal.RecordOut;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The writes of a store of keys that is in a file, by the rules of its {@link KeyTable}. */
final class KeyCommands {

    private KeyCommands() {}

    record Insert(KeyTable table, KeyRecord record) implements LogCommand {

        @Override
        public Collection<?> touched() {
            return touchedBy(record);
        }

        @Override
        public boolean decide() {
            return table.acceptsNew(record);
        }

        @Override
        public void write(RecordOut out) {
            KeyEntries.write(out, record);
        }

        @Override
        public void apply() {
            table.write(record);
        }

        @Override
        public boolean answer(boolean written) {
            return written || table.has(record);
        }
    }

    record Update(KeyTable table, KeyRecord record) implements LogCommand {

        @Override
        public Collection<?> touched() {
            return touchedBy(record);
        }

        @Override
        public boolean decide() {
            return table.acceptsNext(record);
        }

        @Override
        public void write(RecordOut out) {
            KeyEntries.write(out, record);
        }

        @Override
        public void apply() {
            table.write(record);
        }
    }

    record Rotate(KeyTable table, KeyRecord superseded, KeyRecord successor) implements LogCommand {

        @Override
        public Collection<?> touched() {
            List<Object> both = new ArrayList<>(touchedBy(superseded));
            both.addAll(touchedBy(successor));
            return both;
        }

        @Override
        public boolean decide() {
            return table.acceptsRotation(superseded, successor);
        }

        @Override
        public void write(RecordOut out) {
            KeyEntries.write(out, superseded);
            KeyEntries.write(out, successor);
        }

        @Override
        public void apply() {
            table.write(superseded);
            table.write(successor);
        }
    }

    /** The latest use of each key. It may be lost, so it touches nothing and waits for nobody. */
    static final class Uses implements LogCommand {

        private final KeyTable table;
        private final Map<KeyPosition, KeyUse> latest = new HashMap<>();

        Uses(KeyTable table, List<KeyUse> uses) {
            this.table = table;
            for (KeyUse use : uses) {
                latest.merge(
                        new KeyPosition(use.tenant(), use.id()),
                        use,
                        (one, other) -> one.lastUsedAt().isBefore(other.lastUsedAt()) ? other : one);
            }
        }

        @Override
        public Collection<?> touched() {
            return List.of();
        }

        @Override
        public boolean decide() {
            latest.values().removeIf(use -> !table.isNews(use));
            return !latest.isEmpty();
        }

        @Override
        public void write(RecordOut out) {
            latest.values().forEach(use -> KeyEntries.write(out, use));
        }

        @Override
        public void apply() {
            latest.values().forEach(table::use);
        }

        @Override
        public boolean durable() {
            return false;
        }
    }

    /** A digest that is given up is not among them: whoever wants it meanwhile is refused, as if he had come before. */
    private static List<Object> touchedBy(KeyRecord record) {
        return List.of(KeyPosition.of(record), record.digest());
    }
}
