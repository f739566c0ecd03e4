// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.LogCommand;
import io.weighhouse.keyvault.internal.RecordOut;
import java.util.Collection;
import java.util.List;

/** The writes of a store of secrets that is in a file, by the rules of its {@link SecretTable}. */
final class SecretCommands {

    private SecretCommands() {}

    record Put(SecretTable table, SealedCredential credential) implements LogCommand {

        @Override
        public Collection<?> touched() {
            return List.of(credential.slot());
        }

        @Override
        public boolean decide() {
            return table.accepts(credential);
        }

        @Override
        public void write(RecordOut out) {
            SecretEntries.write(out, credential);
        }

        @Override
        public void apply() {
            table.put(credential);
        }
    }

    record Delete(SecretTable table, SecretSlot slot, long version) implements LogCommand {

        @Override
        public Collection<?> touched() {
            return List.of(slot);
        }

        @Override
        public boolean decide() {
            return table.has(slot, version);
        }

        @Override
        public void write(RecordOut out) {
            SecretEntries.writeEmptied(
                    out, slot, new SlotVersion(table.latest(slot).revision(), version + 1));
        }

        @Override
        public void apply() {
            table.delete(slot);
        }
    }

    record PutPolicy(SecretTable table, FallbackPolicy policy) implements LogCommand {

        @Override
        public Collection<?> touched() {
            return List.of(SecretEntries.PolicySubject.of(policy));
        }

        @Override
        public boolean decide() {
            return table.accepts(policy);
        }

        @Override
        public void write(RecordOut out) {
            SecretEntries.write(out, policy);
        }

        @Override
        public void apply() {
            table.put(policy);
        }
    }
}
