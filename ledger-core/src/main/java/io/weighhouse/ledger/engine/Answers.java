// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Entry;
import io.weighhouse.ledger.Freeze;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Move;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.PayingLeg;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Tells events and holds in the words of the API. */
final class Answers {

    private final LedgerState state;
    private final EventReader reader = new EventReader();
    private final EventReader origin = new EventReader();
    private final CallHistory call;

    Answers(LedgerState state) {
        this.state = state;
        call = new CallHistory(state);
    }

    Transaction transaction(long position) {
        return transaction(reader.read(state.log, position));
    }

    /** The same, where the id that it was booked for is at hand and need not be read. */
    Transaction transaction(long position, OperationId operation) {
        return transaction(reader.read(state.log, position), operation);
    }

    /** The event that was just finished, with the note that it was told: there it need not be read out of the log. */
    Transaction transaction(long position, OperationId operation, Note told) {
        EventReader event = reader.read(state.log, position);
        return transaction(event, operation, state.event.isNoteAsTold() ? told : Notes.of(event));
    }

    /** The steps of a call up to one. */
    CallHistory call(long lastPosition) {
        return call.read(lastPosition);
    }

    Hold endedHold(long lastPosition) {
        return call(lastPosition).toHold();
    }

    Hold hold(HoldCell hold) {
        AccountCell wallet = hold.wallet;
        List<LimitLeg> limits = hold.legs.length == 0 ? List.of() : limits(hold);
        Note note = hold.notePosition < 0 ? Note.NONE : Notes.of(reader.read(state.log, hold.notePosition));
        return new Hold(
                hold.id(),
                new PayingLeg(wallet.id(), wallet.amount(hold.amount), hold.origin.tags()),
                limits,
                new Hold.Term(Nanos.instant(hold.origin.placedAt()), Nanos.instant(hold.expiresAt)),
                new Hold.Ending(hold.state, wallet.amount(hold.captured), note));
    }

    private static List<LimitLeg> limits(HoldCell hold) {
        List<LimitLeg> limits = new ArrayList<>(hold.legs.length);
        for (LegCell leg : hold.legs) {
            AccountCell counter = leg.counter;
            limits.add(new LimitLeg(counter.id(), counter.amount(leg.amount), counter.amount(leg.limit)));
        }
        return limits;
    }

    Transaction transaction(EventReader event) {
        return transaction(event, operation(event));
    }

    private Transaction transaction(EventReader event, OperationId operation) {
        return transaction(event, operation, Notes.of(event));
    }

    private Transaction transaction(EventReader event, OperationId operation, Note note) {
        return new Transaction(operation, booking(event), entries(event), moves(event), note);
    }

    private Transaction.Booking booking(EventReader event) {
        return new Transaction.Booking(event.sequence, kindOf(event), times(event), event.isLate(), reverses(event));
    }

    private static OptionalLong reverses(EventReader event) {
        return event.kind == Kind.REVERSE ? OptionalLong.of(event.body().number()) : OptionalLong.empty();
    }

    private static Transaction.Times times(EventReader event) {
        Instant bookedAt = Nanos.instant(event.bookedAt);
        return new Transaction.Times(
                bookedAt, event.effectiveAt == event.bookedAt ? bookedAt : Nanos.instant(event.effectiveAt));
    }

    /** What an event was done for; a lot's expiry, for what granted it. */
    private OperationId operation(EventReader event) {
        AccountCell account = state.accounts.at(event.accounts[0]);
        EventReader named = event;
        if (!event.hasOperation()) {
            named = origin.read(state.log, state.log.positionOf(event.body().number()));
        }
        return named.key().toId(account.id().tenant());
    }

    TransactionKind kindOf(EventReader event) {
        int main = event.mainPosting();
        return switch (event.kind) {
            case Kind.GRANT, Kind.PERIOD -> Bodies.paid(event) ? TransactionKind.TOPUP : TransactionKind.BONUS;
            case Kind.CAPTURE -> {
                if (event.rowAmount[main] == 0) {
                    yield TransactionKind.MEMO;
                }
                yield cell(event, event.rowAccount[main]).isWallet() ? TransactionKind.USAGE : TransactionKind.REFUND;
            }
            case Kind.REVERSE -> undoesUsage(event) ? TransactionKind.REFUND : TransactionKind.REVERSAL;
            case Kind.EXPIRE_HOLD -> CallHistory.takes(event) ? TransactionKind.USAGE : TransactionKind.EXPIRY;
            case Kind.EXPIRE_LOT, Kind.RELEASE -> TransactionKind.EXPIRY;
            default -> TransactionKind.ADJUSTMENT;
        };
    }

    private static boolean undoesUsage(EventReader event) {
        EventReader body = event.body();
        body.number();
        return body.u8() != 0;
    }

    private AccountCell cell(EventReader event, int index) {
        return state.accounts.at(event.accounts[index]);
    }

    List<Entry> entries(EventReader event) {
        int main = event.mainPosting();
        if (main >= 0 && nextPosting(event, main + 1) < 0) {
            return List.of(entry(event, main)); // most have one: a list that grows would be copied again
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = nextPosting(event, 0); i >= 0; i = nextPosting(event, i + 1)) {
            entries.add(entry(event, i));
        }
        return entries;
    }

    private static int nextPosting(EventReader event, int from) {
        for (int i = from; i < event.rowCount; i++) {
            if (event.rowType[i] == Row.POST) {
                return i;
            }
        }
        return -1;
    }

    private Entry entry(EventReader event, int row) {
        AccountCell from = cell(event, event.rowAccount[row]);
        AccountCell to = cell(event, event.rowTo[row]);
        return new Entry(
                new Posting(from.id(), to.id(), from.amount(event.rowAmount[row])),
                from.amount(event.rowFromBefore[row]),
                to.amount(event.rowToBefore[row]));
    }

    List<Move> moves(EventReader event) {
        List<Move> moves = new ArrayList<>(4);
        for (int i = 0; i < event.rowCount; i++) {
            if (event.rowType[i] != Row.POST) {
                Moves.add(moves, event, i, cell(event, event.rowAccount[i]));
            }
        }
        return moves;
    }

    LedgerEvent event(EventReader event) {
        LedgerEvent.Place place = new LedgerEvent.Place(event.sequence, times(event), entries(event), moves(event));
        AccountCell account = cell(event, 0);
        return switch (event.kind) {
            case Kind.OPEN -> new LedgerEvent.AccountOpened(place, account.opened);
            case Kind.CLOSE -> new LedgerEvent.AccountClosed(place, account.id(), Notes.of(event));
            case Kind.LIMIT ->
                new LedgerEvent.CreditLimitSet(
                        place,
                        operation(event),
                        account.id(),
                        account.amount(event.body().number()));
            case Kind.EXPIRE_LOT ->
                place.entries().isEmpty()
                        ? new LedgerEvent.LotChanged(
                                place, account.id(), event.body().number())
                        : new LedgerEvent.TransactionBooked(place, transaction(event), Optional.empty());
            case Kind.FREEZE, Kind.UNFREEZE -> frozen(event, place);
            default ->
                Kind.ofCall(event.kind)
                        ? call(event, place)
                        : new LedgerEvent.TransactionBooked(place, transaction(event), granted(event));
        };
    }

    private Optional<LotTerms> granted(EventReader event) {
        if (event.kind != Kind.GRANT && event.kind != Kind.PERIOD) {
            return Optional.empty();
        }
        Bodies.paid(event);
        return Optional.of(Bodies.terms(event, state.accounts));
    }

    private LedgerEvent frozen(EventReader event, LedgerEvent.Place place) {
        AccountCell wallet = cell(event, 0);
        boolean active = event.kind == Kind.FREEZE;
        Freeze freeze = new Freeze(operation(event), wallet.id(), wallet.amount(event.rowAmount[0]), active);
        return active ? new LedgerEvent.CreditFrozen(place, freeze) : new LedgerEvent.CreditUnfrozen(place, freeze);
    }

    private LedgerEvent call(EventReader event, LedgerEvent.Place place) {
        OperationId operation = operation(event);
        return switch (event.kind) {
            case Kind.HOLD -> new LedgerEvent.HoldPlaced(place, endedHold(event.position));
            case Kind.EXTEND -> {
                Hold hold = endedHold(event.position);
                yield new LedgerEvent.HoldExtended(place, operation, hold.amount(), hold.expiresAt());
            }
            case Kind.CAPTURE -> new LedgerEvent.HoldCaptured(place, transaction(event), CallHistory.isFinal(event));
            case Kind.RELEASE -> new LedgerEvent.HoldReleased(place, operation, Notes.of(event));
            default ->
                new LedgerEvent.HoldExpired(
                        place, operation, event.mainPosting() < 0 ? Optional.empty() : Optional.of(transaction(event)));
        };
    }
}
