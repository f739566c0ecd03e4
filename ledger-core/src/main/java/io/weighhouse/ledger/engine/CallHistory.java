// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.PayingLeg;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The steps of one call, read back from its last one. */
final class CallHistory {

    private final LedgerState state;
    private final EventReader reader = new EventReader();
    private long[] positions = new long[4];
    private int count;

    private int walletOrdinal;
    private Set<String> tags = Set.of();
    private List<LimitLeg> limits = List.of();
    private long amount;
    private long captured;
    private long placedAt;
    private long expiresAt;
    private long intent;
    private int extendStep;
    private HoldState ending = HoldState.OPEN;
    private Note note = Note.NONE;

    CallHistory(LedgerState state) {
        this.state = state;
    }

    /** Reads the steps up to one. */
    CallHistory read(long lastPosition) {
        count = 0;
        for (long at = lastPosition; at >= 0; at = reader.callPrevious) {
            if (count == positions.length) {
                positions = Arrays.copyOf(positions, count * 2);
            }
            positions[count++] = at;
            reader.read(state.log, at);
        }
        for (int i = count - 1; i >= 0; i--) {
            step(reader.read(state.log, positions[i]));
        }
        return this;
    }

    private void step(EventReader event) {
        switch (event.kind) {
            case Kind.HOLD -> placed(event);
            case Kind.EXTEND -> {
                EventReader extension = event.body();
                extendStep = (int) extension.number();
                amount = Math.max(amount, extension.number());
                expiresAt = Math.max(expiresAt, event.effectiveAt + extension.number());
            }
            case Kind.CAPTURE -> {
                captured += taken(event);
                if (isFinal(event)) {
                    ending = event.isLate() ? HoldState.SETTLED_LATE : HoldState.CAPTURED;
                }
                note = Notes.of(event);
            }
            case Kind.EXPIRE_HOLD -> {
                captured += taken(event);
                ending = HoldState.EXPIRED;
            }
            default -> {
                ending = HoldState.RELEASED;
                note = Notes.of(event);
            }
        }
    }

    private void placed(EventReader event) {
        EventReader body = event.body();
        walletOrdinal = (int) body.number();
        amount = body.number();
        tags = Bodies.tags(body);
        limits = Bodies.limits(body, state.accounts);
        placedAt = event.effectiveAt;
        expiresAt = event.effectiveAt + body.number();
        Bodies.action(body, state.accounts);
        intent = body.fixed64();
        captured = 0;
        extendStep = 0;
        ending = HoldState.OPEN;
        note = Note.NONE;
    }

    /** What a step took from the wallet; less than nothing if it gave back. */
    long taken(EventReader event) {
        int main = event.mainPosting();
        if (main < 0) {
            return 0;
        }
        if (event.accounts[event.rowAccount[main]] != walletOrdinal) {
            return -event.rowAmount[main];
        }
        boolean breakage = event.kind == Kind.EXPIRE_HOLD && !takes(event);
        return breakage ? 0 : event.rowAmount[main];
    }

    /** Whether what expiry booked was taken, and did not just go from an expired lot to breakage. */
    static boolean takes(EventReader event) {
        for (int i = 0; i < event.rowCount; i++) {
            if (event.rowType[i] == Row.LOT_TAKE_RESERVED || event.rowType[i] == Row.OVERDRAFT_TAKE_RESERVED) {
                return true;
            }
        }
        return false;
    }

    static boolean isFinal(EventReader capture) {
        return stepOf(capture) == 0;
    }

    private static int stepOf(EventReader capture) {
        EventReader body = capture.body();
        body.number();
        body.number();
        body.u8();
        return (int) body.number();
    }

    /** The first checkpoint that had got as far as a step, or -1. */
    long checkpoint(int step) {
        for (int i = count - 1; i >= 0; i--) {
            reader.read(state.log, positions[i]);
            if (reader.kind == Kind.CAPTURE && stepOf(reader) >= step) {
                return positions[i];
            }
        }
        return -1;
    }

    /** The steps, the last one first. */
    long[] positions() {
        return Arrays.copyOf(positions, count);
    }

    AccountCell wallet() {
        return state.accounts.at(walletOrdinal);
    }

    long intent() {
        return intent;
    }

    int extendStep() {
        return extendStep;
    }

    HoldState state() {
        return ending;
    }

    Hold toHold() {
        AccountCell wallet = wallet();
        return new Hold(
                reader.read(state.log, positions[0]).key().toId(wallet.id().tenant()),
                new PayingLeg(wallet.id(), wallet.amount(amount), tags),
                limits,
                new Hold.Term(Nanos.instant(placedAt), Nanos.instant(expiresAt)),
                new Hold.Ending(ending, wallet.amount(captured), note));
    }
}
