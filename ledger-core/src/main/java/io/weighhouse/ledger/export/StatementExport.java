// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.export;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes what was booked on an account in a time, a line for each transaction, oldest first.
 *
 * <p>Asked twice for a time that has passed, it writes the same characters. Amounts are exact decimal numbers with as many places
 * as the unit has; instants are in UTC, as ISO 8601 has them. Receipts are left out.
 *
 * <p>It reads page by page and holds a page in memory, and a number for each thousand lines.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class StatementExport {

    private static final String HEADER =
            "sequence,booked_at,effective_at,kind,operation,change,balance_after,unit,late,"
                    + "reverses,actor,reason,reference,labels\r\n";

    private StatementExport() {}

    /**
     * Writes a statement as CSV, as RFC 4180 has it: a header, lines that end with CR and LF, quotation marks where they are
     * needed.
     *
     * <p>A text that somebody else chose (operation, actor, reason, reference) and that begins, after any spaces, with one of
     * {@code = + - @}, their wide forms, a tab or a line end gets an apostrophe in front, so that no spreadsheet takes it for a
     * formula. Numbers are left as they are: -3.000000 is a number. Labels are one JSON object, or nothing.
     *
     * @param ledger whose books
     * @param account which account; one that was never opened has no lines
     * @param range from when until when, by the time of booking
     * @param out takes the text
     * @return how many lines there are, without the header
     * @throws IOException if {@code out} throws it
     * @throws LedgerStoreException if the store failed
     */
    public static long writeCsv(Ledger ledger, AccountId account, StatementPage.Range range, Appendable out)
            throws IOException {
        StatementPages pages = new StatementPages(ledger, account, range);
        out.append(HEADER);
        return pages.forEach(line -> csv(line, out));
    }

    private static void csv(StatementLine line, Appendable out) throws IOException {
        Transaction transaction = line.transaction();
        Note note = transaction.note();
        out.append(Long.toString(transaction.sequence())).append(',');
        out.append(transaction.bookedAt().toString()).append(',');
        out.append(transaction.effectiveAt().toString()).append(',');
        out.append(transaction.kind().name()).append(',');
        out.append(CsvText.foreign(transaction.operation().value())).append(',');
        out.append(number(line.change())).append(',');
        out.append(number(line.balanceAfter())).append(',');
        out.append(line.change().unit().toString()).append(',');
        out.append(Boolean.toString(transaction.late())).append(',');
        out.append(reverses(transaction, "")).append(',');
        out.append(CsvText.foreign(note.actor())).append(',');
        out.append(CsvText.foreign(note.reason())).append(',');
        out.append(CsvText.foreign(note.reference())).append(',');
        out.append(note.labels().isEmpty() ? "" : CsvText.field(labels(note))).append("\r\n");
    }

    /**
     * Writes a statement as one JSON object: account, unit, time, opening and closing balance, and the lines. Amounts are strings,
     * so that no reader rounds them; an end of the time that is open is null, and so are unit and balances of an account that
     * was never opened.
     *
     * @param ledger whose books
     * @param account which account; one that was never opened has no lines
     * @param range from when until when, by the time of booking
     * @param out takes the text
     * @return how many lines there are
     * @throws IOException if {@code out} throws it; what was written by then is not whole
     * @throws LedgerStoreException if the store failed
     */
    public static long writeJson(Ledger ledger, AccountId account, StatementPage.Range range, Appendable out)
            throws IOException {
        Optional<Unit> unit = ledger.read(new Query.AccountOf(account)).map(Account::unit);
        Optional<Amount> opening = unit.map(u -> opening(ledger, account, range.from(), u));
        StatementPages pages = new StatementPages(ledger, account, range);
        out.append("{\"tenant\":").append(JsonText.string(account.tenant().value()));
        out.append(",\"account\":").append(JsonText.string(account.name()));
        out.append(",\"unit\":").append(orNull(unit.map(Unit::toString)));
        out.append(",\"from\":").append(orNull(instant(range.from())));
        out.append(",\"until\":").append(orNull(instant(range.until())));
        out.append(",\"opening\":").append(orNull(opening.map(StatementExport::number)));
        out.append(",\"lines\":[");
        Last last = new Last(opening.map(StatementExport::number));
        long count = pages.forEach(line -> {
            out.append(last.lines++ == 0 ? "\n" : ",\n");
            json(line, out);
            last.balance = Optional.of(number(line.balanceAfter()));
        });
        out.append("\n],\"closing\":").append(orNull(last.balance)).append("}\n");
        return count;
    }

    /** How far the lines have come. */
    private static final class Last {

        private Optional<String> balance;
        private long lines;

        Last(Optional<String> opening) {
            balance = opening;
        }
    }

    private static Amount opening(Ledger ledger, AccountId account, Instant from, Unit unit) {
        if (from.equals(Instant.MIN)) {
            return Amount.zero(unit);
        }
        return ledger.statement(account, StatementPage.newestFirst(1).between(Instant.MIN, from)).lines().stream()
                .findFirst()
                .map(StatementLine::balanceAfter)
                .orElse(Amount.zero(unit));
    }

    private static void json(StatementLine line, Appendable out) throws IOException {
        Transaction transaction = line.transaction();
        Note note = transaction.note();
        out.append("{\"sequence\":").append(Long.toString(transaction.sequence()));
        out.append(",\"bookedAt\":\"").append(transaction.bookedAt().toString());
        out.append("\",\"effectiveAt\":\"").append(transaction.effectiveAt().toString());
        out.append("\",\"kind\":\"").append(transaction.kind().name());
        out.append("\",\"operation\":")
                .append(JsonText.string(transaction.operation().value()));
        out.append(",\"change\":\"").append(number(line.change()));
        out.append("\",\"balanceAfter\":\"").append(number(line.balanceAfter()));
        out.append("\",\"late\":").append(Boolean.toString(transaction.late()));
        out.append(",\"reverses\":").append(reverses(transaction, "null"));
        out.append(",\"actor\":").append(JsonText.string(note.actor()));
        out.append(",\"reason\":").append(JsonText.string(note.reason()));
        out.append(",\"reference\":").append(JsonText.string(note.reference()));
        out.append(",\"labels\":").append(labels(note)).append('}');
    }

    /** Sorted, because a map that cannot be changed has another order in every process. */
    private static String labels(Note note) {
        Map<String, String> sorted = new TreeMap<>(note.labels());
        return sorted.entrySet().stream()
                .map(label -> JsonText.string(label.getKey()) + ':' + JsonText.string(label.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String reverses(Transaction transaction, String none) {
        return transaction.booking().reverses().isPresent()
                ? Long.toString(transaction.booking().reverses().getAsLong())
                : none;
    }

    private static Optional<String> instant(Instant instant) {
        return instant.equals(Instant.MIN) || instant.equals(Instant.MAX)
                ? Optional.empty()
                : Optional.of(instant.toString());
    }

    private static String orNull(Optional<String> text) {
        return text.map(JsonText::string).orElse("null");
    }

    private static String number(Amount amount) {
        return amount.toDecimal().toPlainString();
    }
}
