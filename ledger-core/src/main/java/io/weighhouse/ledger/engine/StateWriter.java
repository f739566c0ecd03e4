// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.OperationId;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes an engine's state as records, each behind its length, so that {@link StateReader} makes the same state of them. */
final class StateWriter {

    static final int VERSION = 1;

    private final OutputStream out;
    private final EventBuffer record = new EventBuffer();
    private final EventBuffer prefix = new EventBuffer();

    StateWriter(OutputStream out) {
        this.out = out;
    }

    void write(LedgerState state) throws IOException {
        record.number(VERSION);
        record.signed(state.timeline.now());
        record.signed(state.timeline.lastBookedAt());
        record.number(state.timeline.lastSequence());
        record.number(state.accounts.count());
        record.number(state.holds.slots());
        record.number(state.freezes.size());
        record.number(state.reversed.size());
        end();
        for (int i = 0; i < state.accounts.count(); i++) {
            account(state.accounts.at(i));
        }
        // After all accounts: a lot's breakage account may have been opened later than its wallet.
        for (int i = 0; i < state.accounts.count(); i++) {
            lots(state.accounts.at(i), state.accounts);
        }
        for (HoldCell hold : state.holds.all()) {
            hold(hold, state.accounts);
        }
        record.number(0);
        end();
        for (HoldCell hold : state.holds.expired()) {
            record.number(hold.slot + 1);
        }
        record.number(0);
        end();
        for (var freeze : state.freezes.entrySet()) {
            freeze(freeze.getKey(), freeze.getValue());
        }
        for (var reversed : state.reversed.entrySet()) {
            record.number(reversed.getKey());
            record.number(reversed.getValue());
            end();
        }
        state.operations.write(this);
        out.flush();
    }

    EventBuffer record() {
        return record;
    }

    void end() throws IOException {
        prefix.clear();
        prefix.number(record.length);
        out.write(prefix.bytes, 0, prefix.length);
        out.write(record.bytes, 0, record.length);
        record.clear();
    }

    private void account(AccountCell cell) throws IOException {
        record.text(cell.id().tenant().value());
        record.text(cell.id().name());
        record.u8(Codes.ACCOUNT_KINDS.indexOf(cell.kind()));
        Bodies.unit(record, cell.unit());
        record.number(cell.opened.creditLimit().minor());
        record.number(cell.account.creditLimit().minor());
        record.u8(cell.closed ? 1 : 0);
        record.signed(cell.lastPosition);
        record.signed(cell.posted);
        record.number(cell.held);
        record.number(cell.frozen);
        record.number(cell.overdraft);
        record.number(cell.overdraftReserved);
        record.number(cell.debt);
        record.number(cell.lotCount);
        end();
    }

    private void lots(AccountCell cell, AccountIndex accounts) throws IOException {
        for (int i = 0; i < cell.lotCount; i++) {
            lot(cell.lots[i], accounts);
        }
    }

    private void lot(LotCell lot, AccountIndex accounts) throws IOException {
        record.number(lot.number);
        record.u8((lot.paid ? 1 : 0) | (lot.rolled ? 2 : 0) | (lot.reopened ? 4 : 0) | (lot.expired ? 8 : 0));
        record.text(lot.group == null ? "" : lot.group);
        record.number(lot.remaining);
        record.number(lot.reserved);
        record.fixed64(lot.expiresAt);
        record.fixed64(lot.dueNanos);
        Bodies.terms(record, lot.terms, accounts);
        end();
    }

    private void hold(HoldCell hold, AccountIndex accounts) throws IOException {
        record.number(hold.slot + 1);
        record.text(hold.id().value());
        record.number(hold.wallet.ordinal);
        record.number(hold.number);
        record.u8(hold.isOpen() ? 1 : 0);
        record.fixed64(hold.origin.intent());
        record.fixed64(hold.origin.placedAt());
        record.fixed64(hold.expiresAt);
        record.number(hold.amount);
        record.number(hold.captured);
        record.number(hold.extendStep);
        record.number(hold.captureStep);
        record.signed(hold.lastPosition);
        record.signed(hold.notePosition);
        record.number(hold.overdraft);
        Bodies.tags(record, hold.origin.tags());
        Bodies.action(record, hold.origin.action(), accounts);
        record.number(hold.lotCount);
        for (int i = 0; i < hold.lotCount; i++) {
            record.number(hold.lots[i].number);
            record.number(hold.lotAmounts[i]);
        }
        record.number(hold.legs.length);
        for (LegCell leg : hold.legs) {
            for (long part : List.of((long) leg.counter.ordinal, leg.amount, leg.limit, leg.reserved, leg.booked)) {
                record.number(part);
            }
        }
        end();
    }

    private void freeze(OperationId id, FreezeCell freeze) throws IOException {
        record.text(id.value());
        record.number(freeze.wallet.ordinal);
        record.number(freeze.minor);
        record.u8(freeze.active ? 1 : 0);
        end();
    }
}
