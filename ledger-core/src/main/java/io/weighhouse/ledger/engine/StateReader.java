// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** Makes of records the state that {@link StateWriter} wrote. */
final class StateReader {

    private final InputStream in;
    private final EventReader record = new EventReader();

    StateReader(InputStream in) {
        this.in = in;
    }

    void read(LedgerState state) throws IOException {
        next();
        long version = record.number();
        if (version != StateWriter.VERSION) {
            throw new IOException("must be 1: stateVersion=" + version);
        }
        long now = record.signed();
        long bookedAt = record.signed();
        state.timeline.restore(now, bookedAt, record.number());
        int accounts = (int) record.number();
        int slots = (int) record.number();
        int freezes = (int) record.number();
        int reversed = (int) record.number();
        int[] lots = new int[accounts];
        for (int i = 0; i < accounts; i++) {
            lots[i] = account(state);
        }
        for (int i = 0; i < accounts; i++) {
            for (int lot = 0; lot < lots[i]; lot++) {
                lot(state.accounts.at(i), state.accounts);
            }
        }
        state.holds.restore(slots);
        for (next(); hold(state); next()) {
            // Each has its own record.
        }
        state.holds.restored();
        next();
        for (int slot = (int) record.number(); slot > 0; slot = (int) record.number()) {
            state.holds.expired(state.holds.at(slot - 1));
        }
        for (int i = 0; i < freezes; i++) {
            freeze(state);
        }
        for (int i = 0; i < reversed; i++) {
            next();
            long sequence = record.number();
            state.reversed.put(sequence, record.number());
        }
        state.operations.read(this);
    }

    EventReader next() throws IOException {
        return record.over(bytes());
    }

    private byte[] bytes() throws IOException {
        long length = 0;
        int shift = 0;
        int b;
        do {
            b = in.read();
            if (b < 0) {
                throw new EOFException("the state ends in the middle");
            }
            length |= (long) (b & 0x7F) << shift;
            shift += 7;
        } while (b >= 0x80);
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw new EOFException("the state ends in the middle");
        }
        return bytes;
    }

    /** Says how many lots it has. */
    private int account(LedgerState state) throws IOException {
        next();
        TenantId tenant = new TenantId(record.text());
        AccountId id = new AccountId(tenant, record.text());
        int kind = record.u8();
        Unit unit = Bodies.unit(record);
        AccountCell cell = state.accounts.add(
                new Account(id, Codes.ACCOUNT_KINDS.get(kind), Amount.ofMinor(record.number(), unit)));
        cell.account = new Account(id, cell.kind(), Amount.ofMinor(record.number(), unit));
        cell.closed = record.u8() == 1;
        cell.lastPosition = record.signed();
        cell.posted = record.signed();
        cell.held = record.number();
        cell.frozen = record.number();
        cell.overdraft = record.number();
        cell.overdraftReserved = record.number();
        cell.debt = record.number();
        return (int) record.number();
    }

    private void lot(AccountCell wallet, AccountIndex accounts) throws IOException {
        next();
        long number = record.number();
        int flags = record.u8();
        String group = record.text();
        long remaining = record.number();
        long reserved = record.number();
        long expiresAt = record.fixed64();
        long due = record.fixed64();
        LotTerms terms = Bodies.terms(record, accounts);
        LotOrigin origin = new LotOrigin(number, (flags & 1) != 0, terms, group.isEmpty() ? null : group);
        LotCell lot = new LotCell(wallet, origin);
        lot.rolled = (flags & 2) != 0;
        lot.reopened = (flags & 4) != 0;
        lot.expired = (flags & 8) != 0;
        lot.remaining = remaining;
        lot.reserved = reserved;
        lot.expiresAt = expiresAt;
        wallet.insert(lot);
        if (due != LotCell.NEVER) {
            lot.wallet.queue().moveTo(lot, due);
            accounts.dueChanged(lot.wallet);
        }
    }

    private boolean hold(LedgerState state) {
        int slot = (int) record.number() - 1;
        if (slot < 0) {
            return false;
        }
        String value = record.text();
        AccountCell wallet = state.accounts.at((int) record.number());
        long number = record.number();
        boolean open = record.u8() == 1;
        long intent = record.fixed64();
        long placedAt = record.fixed64();
        long expiresAt = record.fixed64();
        long[] numbers = new long[7];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i == 4 || i == 5 ? record.signed() : record.number();
        }
        Set<String> tags = Bodies.tags(record);
        ExpiryAction action = Bodies.action(record, state.accounts);
        long[] lots = new long[2 * (int) record.number()];
        for (int i = 0; i < lots.length; i++) {
            lots[i] = record.number();
        }
        OperationId id = new OperationId(wallet.id().tenant(), value);
        HoldCell hold = new HoldCell(
                new HoldCell.Origin(id, tags, action, intent, placedAt), wallet, number, legs(state.accounts));
        hold.slot = slot;
        hold.expiresAt = expiresAt;
        hold.amount = numbers[0];
        hold.captured = numbers[1];
        hold.extendStep = (int) numbers[2];
        hold.captureStep = (int) numbers[3];
        hold.lastPosition = numbers[4];
        hold.notePosition = numbers[5];
        hold.overdraft = numbers[6];
        for (int i = 0; i < lots.length; i += 2) {
            LotCell lot = wallet.lot(lots[i]);
            if (lot != null) {
                hold.reserve(lot, lots[i + 1]);
            }
        }
        state.holds.restore(hold);
        if (open) {
            new Legs(state).schedule(hold);
        } else {
            hold.state = HoldState.EXPIRED;
        }
        return true;
    }

    private LegCell[] legs(AccountIndex accounts) {
        int count = (int) record.number();
        LegCell[] legs = count == 0 ? HoldCell.NO_LEGS : new LegCell[count];
        for (int i = 0; i < count; i++) {
            AccountCell counter = accounts.at((int) record.number());
            long amount = record.number();
            legs[i] = new LegCell(counter, amount, record.number());
            legs[i].reserved = record.number();
            legs[i].booked = record.number();
        }
        return legs;
    }

    private void freeze(LedgerState state) throws IOException {
        next();
        String value = record.text();
        AccountCell wallet = state.accounts.at((int) record.number());
        FreezeCell freeze = new FreezeCell(wallet, record.number());
        freeze.active = record.u8() == 1;
        state.freezes.put(new OperationId(wallet.id().tenant(), value), freeze);
    }
}
