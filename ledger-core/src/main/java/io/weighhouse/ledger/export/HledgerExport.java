// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.export;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Entry;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Writes a tenant's books as a journal in plain text that hledger reads and checks.
 *
 * <p>Each transaction of the ledger is one of the journal: dated by when it was booked, in UTC, with its number as its code,
 * and two lines for each posting. As accountants have it, debits are positive and credits negative: a wallet of 7 credits, which
 * is owed to a customer, stands at -7.
 *
 * <pre>{@code
 * 2026-01-01 (5) USAGE call-1
 *     ; booked-at: 2026-01-01T12:00:00.000000003Z
 *     acme:wallet:alice            3.000000 "CREDIT/6"
 *     acme:revenue:sales          -3.000000 "CREDIT/6"
 * }</pre>
 *
 * <p>The journal ends with what the ledger itself wrote down as every account's balance, as balance assertions: {@code hledger
 * check} adds up the postings on its own, and fails unless it comes to the same. Every account and unit is declared, so that
 * {@code hledger check --strict} passes too.
 *
 * <p>An account is called {@code tenant:kind:name}; a unit is called by code and scale, {@code "CREDIT/6"}, because two scales of
 * a code are two units. What would mean something to hledger is written as in a URL: a {@code ;} as {@code %3B}, a {@code %} as
 * {@code %25}. Counters take no postings and are left out, and so are receipts.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class HledgerExport {

    private static final int PAGE_EVENTS = 1000;

    private final TenantId tenant;
    private final Appendable out;
    private final Map<AccountId, Standing> standings = new LinkedHashMap<>();
    private final Set<Unit> units = new HashSet<>();

    /** An account by its name in the journal, and where the ledger says that it stands. */
    private record Standing(String name, Amount posted) {}

    private HledgerExport(TenantId tenant, Appendable out) {
        this.tenant = tenant;
        this.out = out;
    }

    /**
     * Writes all books of a tenant up to now. What is due by now is booked first; what is booked while it writes is left for
     * the next time. It holds a page of events and a line for each account in memory, never the history.
     *
     * @param ledger whose books
     * @param tenant whose part of them
     * @param out takes the text, in lines that end with a line feed; hledger reads it as UTF-8
     * @return the number of the last event that the journal covers, 0 if there is none
     * @throws IOException if {@code out} throws it; what was written by then is not a whole journal
     * @throws LedgerStoreException if the store failed, or cannot tell its last event
     */
    public static long write(Ledger ledger, TenantId tenant, Appendable out) throws IOException {
        ledger.trialBalance(tenant);
        long last = ledger.events(1, 1).isEmpty() ? 0 : Stages.await(ledger.eventsAfter(0));
        HledgerExport export = new HledgerExport(tenant, out);
        export.head(last);
        Instant bookedAt = Instant.EPOCH;
        for (long next = 1; next <= last; ) {
            int limit = (int) Math.min(PAGE_EVENTS, last - next + 1);
            for (LedgerEvent event : ledger.events(next, limit)) {
                export.event(event);
                bookedAt = event.place().times().bookedAt();
            }
            next += limit;
        }
        export.assertions(last, bookedAt);
        return last;
    }

    private void head(long last) throws IOException {
        out.append("; Books of ").append(tenant.value());
        out.append(" up to event ").append(Long.toString(last)).append("; debits are positive.\n");
        out.append("decimal-mark .\n");
    }

    private void event(LedgerEvent event) throws IOException {
        if (event instanceof LedgerEvent.AccountOpened opened) {
            Account account = opened.account();
            if (account.id().tenant().equals(tenant) && account.kind() != AccountKind.COUNTER) {
                opened(account);
            }
        } else if (!event.place().entries().isEmpty()) {
            AccountId first = event.place().entries().get(0).posting().from();
            if (first.tenant().equals(tenant)) {
                booked(Booked.of(event));
            }
        }
    }

    private void opened(Account account) throws IOException {
        String name = JournalText.account(account);
        standings.put(account.id(), new Standing(name, Amount.zero(account.unit())));
        out.append('\n');
        if (units.add(account.unit())) {
            out.append("commodity ").append(JournalText.format(account.unit())).append('\n');
        }
        out.append("account ").append(name);
        out.append("  ; type: ").append(JournalText.type(account.kind())).append('\n');
    }

    private void booked(Booked booked) throws IOException {
        out.append('\n').append(date(booked.bookedAt())).append(" (");
        out.append(Long.toString(booked.sequence())).append(") ");
        out.append(booked.kind().name()).append(' ');
        out.append(JournalText.description(booked.operation().value())).append('\n');
        for (Map.Entry<String, String> tag : booked.tags().entrySet()) {
            out.append("    ; ").append(JournalText.tagName(tag.getKey())).append(": ");
            out.append(JournalText.tagValue(tag.getValue())).append('\n');
        }
        for (Entry entry : booked.entries()) {
            leg(entry.posting().from(), entry.posting().amount(), entry.fromAfter());
            leg(entry.posting().to(), entry.posting().amount().negated(), entry.toAfter());
        }
    }

    private void leg(AccountId account, Amount debit, Amount posted) throws IOException {
        Standing before = standings.get(account);
        if (before == null) {
            throw new IllegalStateException("must have been opened before it is posted to: account=" + account);
        }
        standings.put(account, new Standing(before.name(), posted));
        line(before.name(), debit).append('\n');
    }

    private Appendable line(String account, Amount amount) throws IOException {
        String number = JournalText.number(amount);
        out.append("    ").append(account);
        // At least two spaces end a name; amounts stand below each other as long as names are short.
        out.append(" ".repeat(Math.max(2, 52 - account.length() - number.length())));
        return out.append(number).append(' ').append(JournalText.commodity(amount.unit()));
    }

    private void assertions(long last, Instant bookedAt) throws IOException {
        if (standings.isEmpty()) {
            return;
        }
        out.append('\n').append(date(bookedAt)).append(" Balances after event ");
        out.append(Long.toString(last)).append('\n');
        for (Standing standing : standings.values()) {
            Amount stands = standing.posted().negated();
            line(standing.name(), Amount.zero(stands.unit()));
            out.append(" = ").append(JournalText.number(stands));
            out.append(' ').append(JournalText.commodity(stands.unit())).append('\n');
        }
    }

    private static String date(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC).toString();
    }
}
