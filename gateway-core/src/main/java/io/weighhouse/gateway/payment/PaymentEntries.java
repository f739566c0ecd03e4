// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.PaymentRow.Kind;
import io.weighhouse.keyvault.internal.EntryType;
import io.weighhouse.keyvault.internal.LogCommand;
import io.weighhouse.keyvault.internal.LogRows;
import io.weighhouse.keyvault.internal.RecordIn;
import io.weighhouse.keyvault.internal.RecordOut;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The entries of a log of payments: rows, and the keys of rows that are forgotten. Not thread-safe. */
final class PaymentEntries implements LogRows {

    /** Not {@code P}: plans have a log of their own. */
    static final char KIND = 'M';

    private static final EntryType ROW = new EntryType(1, 1);
    private static final EntryType FORGOTTEN = new EntryType(2, 1);

    private final PaymentTable table;

    PaymentEntries(PaymentTable table) {
        this.table = table;
    }

    @Override
    public @Nullable Object replay(RecordIn in) {
        EntryType type = in.type();
        if (type.equals(FORGOTTEN)) {
            table.remove(new PaymentTable.Id(Kind.valueOf(in.text()), in.text()));
            return null;
        }
        if (!type.equals(ROW)) {
            throw RecordIn.unknown(type);
        }
        PaymentRow row = new PaymentRow(Kind.valueOf(in.text()), in.text(), in.text(), in.number64(), in.text());
        PaymentTable.Id id = PaymentTable.Id.of(row);
        // A log that was written anew begins with whatever revision was the last.
        if (table.row(id) != null && !table.follows(row)) {
            throw new IllegalArgumentException("must follow from what is before: revision " + row.revision());
        }
        table.put(row);
        return id;
    }

    @Override
    public Stream<Consumer<RecordOut>> live() {
        return table.all().map(row -> out -> write(out, row));
    }

    @Override
    public int size() {
        return table.size();
    }

    private static void write(RecordOut out, PaymentRow row) {
        out.entry(PaymentTable.Id.of(row), ROW, fields -> {
            fields.text(row.kind().name());
            fields.text(row.key());
            fields.text(row.group());
            fields.number64(row.revision());
            fields.text(row.body());
        });
    }

    /** Writes rows, all or none. */
    record Write(PaymentTable table, List<PaymentRow> rows) implements LogCommand {

        @Override
        public Collection<?> touched() {
            return rows.stream().map(PaymentTable.Id::of).toList();
        }

        @Override
        public boolean decide() {
            return table.follow(rows);
        }

        @Override
        public void write(RecordOut out) {
            rows.forEach(row -> PaymentEntries.write(out, row));
        }

        @Override
        public void apply() {
            rows.forEach(table::put);
        }

        @Override
        public boolean answer(boolean written) {
            return written || table.has(rows);
        }
    }

    /** Forgets rows; what has changed since they were found is forgotten too. */
    record Forget(PaymentTable table, List<PaymentTable.Id> ids) implements LogCommand {

        @Override
        public Collection<?> touched() {
            return ids;
        }

        @Override
        public boolean decide() {
            return !ids.isEmpty();
        }

        @Override
        public void write(RecordOut out) {
            ids.forEach(id -> out.entry(id, FORGOTTEN, fields -> {
                fields.text(id.kind().name());
                fields.text(id.key());
            }));
        }

        @Override
        public void apply() {
            ids.forEach(table::remove);
        }
    }
}
