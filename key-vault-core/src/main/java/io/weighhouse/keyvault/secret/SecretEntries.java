// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.EntryType;
import io.weighhouse.keyvault.internal.LogRows;
import io.weighhouse.keyvault.internal.RecordIn;
import io.weighhouse.keyvault.internal.RecordOut;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The entries of a log of secrets: the bytes of credentials, emptied slots and policies. Not thread-safe. */
final class SecretEntries implements LogRows {

    static final char KIND = 'S';

    private static final EntryType CREDENTIAL = new EntryType(1, 1);
    private static final EntryType EMPTIED = new EntryType(2, 1);
    private static final EntryType POLICY = new EntryType(3, 1);

    private final SecretTable table;

    /** Whose policy it is; slots stand for themselves. */
    record PolicySubject(String tenant, ProviderId provider) {

        static PolicySubject of(FallbackPolicy policy) {
            return new PolicySubject(policy.tenant(), policy.provider());
        }
    }

    SecretEntries(SecretTable table) {
        this.table = table;
    }

    static void write(RecordOut out, SealedCredential credential) {
        out.entry(credential.slot(), CREDENTIAL, fields -> {
            write(fields, credential.slot());
            fields.number64(credential.revision());
            fields.number64(credential.version());
            fields.map(credential.fields().sealed(), secret -> {
                fields.text(secret.envelope());
                fields.text(secret.mask());
            });
            fields.map(credential.fields().plain(), fields::text);
            fields.text(credential.state().status().name());
            fields.number32(credential.state().rejections());
            fields.text(credential.state().lastEvent().kind().name());
            fields.text(credential.state().lastEvent().actor());
            fields.instant(credential.state().lastEvent().at());
        });
    }

    static void writeEmptied(RecordOut out, SecretSlot slot, SlotVersion last) {
        out.entry(slot, EMPTIED, fields -> {
            write(fields, slot);
            fields.number64(last.revision());
            fields.number64(last.version());
        });
    }

    static void write(RecordOut out, FallbackPolicy policy) {
        out.entry(PolicySubject.of(policy), POLICY, fields -> {
            fields.text(policy.tenant());
            fields.text(policy.provider().value());
            fields.text(policy.rule().name());
            fields.maybe(policy.consent(), consent -> {
                fields.text(consent.actor());
                fields.instant(consent.at());
                fields.text(consent.terms());
            });
            fields.number64(policy.version());
        });
    }

    @Override
    public Object replay(RecordIn in) {
        EntryType type = in.type();
        if (type.equals(CREDENTIAL)) {
            return replayCredential(in);
        }
        if (type.equals(EMPTIED)) {
            return replayEmptied(in);
        }
        if (type.equals(POLICY)) {
            return replayPolicy(in);
        }
        throw RecordIn.unknown(type);
    }

    @Override
    public Stream<Consumer<RecordOut>> live() {
        Stream<Consumer<RecordOut>> slots = table.rows().entrySet().stream().map(row -> out -> writeRow(out, row));
        return Stream.concat(slots, table.policies().stream().map(policy -> out -> write(out, policy)));
    }

    @Override
    public int size() {
        return table.rows().size() + table.policies().size();
    }

    private static void writeRow(RecordOut out, Map.Entry<SecretSlot, SecretTable.Row> row) {
        SealedCredential credential = row.getValue().credential();
        if (credential == null) {
            writeEmptied(out, row.getKey(), row.getValue().version());
        } else {
            write(out, credential);
        }
    }

    private static void write(RecordOut out, SecretSlot slot) {
        out.text(slot.holder().scope().name());
        out.text(slot.holder().tenant());
        out.text(slot.holder().name());
        out.text(slot.provider().value());
    }

    private static SecretSlot readSlot(RecordIn in) {
        SecretHolder holder = new SecretHolder(Scope.valueOf(in.text()), in.text(), in.text());
        return new SecretSlot(holder, new ProviderId(in.text()));
    }

    private SecretSlot replayCredential(RecordIn in) {
        SecretSlot slot = readSlot(in);
        long revision = in.number64();
        long version = in.number64();
        CredentialFields fields =
                new CredentialFields(in.map(() -> new SealedSecret(in.text(), in.text())), in.map(in::text));
        CredentialState state = new CredentialState(
                CredentialState.Status.valueOf(in.text()),
                in.number32(),
                new SecretEvent(SecretEvent.Kind.valueOf(in.text()), in.text(), in.instant()));
        SealedCredential credential = new SealedCredential(slot, revision, version, fields, state);
        // A log that was written anew begins with whatever version was the last.
        check(table.row(slot) == null || table.accepts(credential), "version " + version + " of " + slot);
        table.put(credential);
        return slot;
    }

    private SecretSlot replayEmptied(RecordIn in) {
        SecretSlot slot = readSlot(in);
        SlotVersion last = new SlotVersion(in.number64(), in.number64());
        boolean follows = table.row(slot) == null
                || (table.has(slot, last.version() - 1) && table.latest(slot).revision() == last.revision());
        check(follows && last.revision() > 0 && last.version() > last.revision(), "deletion of " + slot);
        table.restoreEmpty(slot, last);
        return slot;
    }

    private PolicySubject replayPolicy(RecordIn in) {
        String tenant = in.text();
        ProviderId provider = new ProviderId(in.text());
        OnRejection rule = OnRejection.valueOf(in.text());
        Consent consent = in.maybe(() -> new Consent(in.text(), in.instant(), in.text()));
        FallbackPolicy policy = new FallbackPolicy(tenant, provider, rule, consent, in.number64());
        PolicySubject subject = PolicySubject.of(policy);
        check(
                table.findPolicy(tenant, provider).isEmpty() || table.accepts(policy),
                "version " + policy.version() + " of the policy of " + subject);
        table.put(policy);
        return subject;
    }

    private static void check(boolean follows, String what) {
        if (!follows) {
            throw new IllegalArgumentException("must follow from what is before: " + what);
        }
    }
}
