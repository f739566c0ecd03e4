// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.EntryType;
import io.weighhouse.keyvault.internal.LogRows;
import io.weighhouse.keyvault.internal.RecordIn;
import io.weighhouse.keyvault.internal.RecordOut;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The entries of a log of keys: the bytes of records and uses. Not thread-safe. */
final class KeyEntries implements LogRows {

    static final char KIND = 'K';

    private static final EntryType RECORD = new EntryType(1, 1);
    private static final EntryType USE = new EntryType(2, 1);

    private final KeyTable table;

    KeyEntries(KeyTable table) {
        this.table = table;
    }

    static void write(RecordOut out, KeyRecord record) {
        out.entry(KeyPosition.of(record), RECORD, fields -> writeRecord(fields, record));
    }

    static void write(RecordOut out, KeyUse use) {
        out.entry(null, USE, fields -> {
            fields.text(use.tenant());
            fields.text(use.id().value());
            fields.instant(use.lastUsedAt());
        });
    }

    @Override
    public @Nullable Object replay(RecordIn in) {
        EntryType type = in.type();
        if (type.equals(USE)) {
            table.use(new KeyUse(in.text(), new KeyId(in.text()), in.instant()));
            return null;
        }
        if (!type.equals(RECORD)) {
            throw RecordIn.unknown(type);
        }
        KeyRecord record = readRecord(in);
        KeyPosition position = KeyPosition.of(record);
        // A log that was written anew begins with whatever revision was the last.
        if (table.find(position).isPresent() ? !table.acceptsNext(record) : !table.acceptsNew(record)) {
            throw new IllegalArgumentException(
                    "must follow from what is before: revision " + record.revision() + " of " + position);
        }
        table.write(record);
        return position;
    }

    @Override
    public Stream<Consumer<RecordOut>> live() {
        return table.all().map(record -> out -> write(out, record));
    }

    @Override
    public int size() {
        return table.size();
    }

    private static void writeRecord(RecordOut out, KeyRecord record) {
        out.text(record.id().value());
        out.text(record.owner().tenant());
        out.text(record.owner().team());
        out.text(record.owner().user());
        out.text(record.name());
        writeTerms(out, record.terms());
        out.text(record.display());
        out.text(record.start());
        out.text(record.hash().id());
        out.bytes(record.hash().digest().toByteArray());
        out.text(record.hash().legacy());
        out.instant(record.createdAt());
        out.maybe(record.lastUsedAt(), out::instant);
        out.maybe(record.disabledAt(), out::instant);
        out.maybe(record.revokedAt(), out::instant);
        out.maybe(record.supersession(), next -> {
            out.text(next.successor().value());
            out.instant(next.endsAt());
        });
        out.text(record.lastEvent().kind().name());
        out.text(record.lastEvent().actor());
        out.instant(record.lastEvent().at());
        out.number64(record.revision());
    }

    private static void writeTerms(RecordOut out, KeyTerms terms) {
        out.text(terms.environment());
        out.texts(terms.access().scopes());
        out.texts(terms.access().origins());
        out.maybe(terms.validity().notBefore(), out::instant);
        out.maybe(terms.validity().expiresAt(), out::instant);
        out.text(terms.plan());
        out.map(terms.labels(), out::text);
    }

    private static KeyRecord readRecord(RecordIn in) {
        KeyId id = new KeyId(in.text());
        Owner owner = new Owner(in.text(), in.text(), in.text());
        String name = in.text();
        KeyTerms terms = readTerms(in);
        String display = in.text();
        String start = in.text();
        KeyHash hash = new KeyHash(in.text(), KeyDigest.ofBytes(in.bytes(KeyDigest.LENGTH)), in.text());
        return KeyRecord.builder(id, owner, hash)
                .name(name)
                .terms(terms)
                .display(display)
                .start(start)
                .createdAt(in.instant())
                .lastUsedAt(in.maybe(in::instant))
                .disabledAt(in.maybe(in::instant))
                .revokedAt(in.maybe(in::instant))
                .supersession(in.maybe(() -> new Supersession(new KeyId(in.text()), in.instant())))
                .lastEvent(new KeyEvent(KeyEvent.Kind.valueOf(in.text()), in.text(), in.instant()))
                .revision(in.number64())
                .build();
    }

    private static KeyTerms readTerms(RecordIn in) {
        String environment = in.text();
        Set<String> scopes = new LinkedHashSet<>(in.texts());
        Set<String> origins = new LinkedHashSet<>(in.texts());
        KeyValidity validity = new KeyValidity(in.maybe(in::instant), in.maybe(in::instant));
        return new KeyTerms(environment, new KeyAccess(scopes, origins), validity, in.text(), in.map(in::text));
    }
}
