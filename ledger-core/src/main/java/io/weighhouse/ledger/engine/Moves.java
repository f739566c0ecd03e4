// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Move;
import io.weighhouse.ledger.Move.Part;
import java.util.List;

/** Rows as moves: some rows change two parts of an account. */
final class Moves {

    private Moves() {}

    static void add(List<Move> moves, EventReader event, int row, AccountCell account) {
        long minor = event.rowAmount[row];
        long lot = event.rowLot[row];
        switch (event.rowType[row]) {
            case Row.LOT_ADD -> moves.add(move(account, Part.LOT, lot, minor));
            case Row.LOT_TAKE, Row.LOT_EXPIRE -> moves.add(move(account, Part.LOT, lot, -minor));
            case Row.LOT_TAKE_RESERVED -> {
                moves.add(move(account, Part.LOT, lot, -minor));
                moves.add(move(account, Part.LOT_RESERVED, lot, -minor));
            }
            case Row.LOT_RESERVE -> moves.add(move(account, Part.LOT_RESERVED, lot, minor));
            case Row.LOT_FREE -> moves.add(move(account, Part.LOT_RESERVED, lot, -minor));
            case Row.LOT_REPAY_DEBT -> {
                moves.add(move(account, Part.LOT, lot, -minor));
                moves.add(move(account, Part.DEBT, 0, -minor));
            }
            case Row.LOT_REPAY_OVERDRAFT -> {
                moves.add(move(account, Part.LOT, lot, -minor));
                moves.add(move(account, Part.OVERDRAFT, 0, -minor));
            }
            case Row.OVERDRAFT_TAKE_RESERVED -> {
                moves.add(move(account, Part.OVERDRAFT, 0, minor));
                moves.add(move(account, Part.OVERDRAFT_RESERVED, 0, -minor));
            }
            default -> moves.add(simple(event.rowType[row], account, minor));
        }
    }

    private static Move simple(int type, AccountCell account, long minor) {
        return switch (type) {
            case Row.OVERDRAFT_ADD -> move(account, Part.OVERDRAFT, 0, minor);
            case Row.OVERDRAFT_RESERVE -> move(account, Part.OVERDRAFT_RESERVED, 0, minor);
            case Row.OVERDRAFT_FREE -> move(account, Part.OVERDRAFT_RESERVED, 0, -minor);
            case Row.DEBT_ADD -> move(account, Part.DEBT, 0, minor);
            case Row.FREEZE -> move(account, Part.FROZEN, 0, minor);
            case Row.UNFREEZE -> move(account, Part.FROZEN, 0, -minor);
            case Row.COUNT_RESERVE -> move(account, Part.USE_RESERVED, 0, minor);
            case Row.COUNT_FREE -> move(account, Part.USE_RESERVED, 0, -minor);
            case Row.COUNT_ADD -> move(account, Part.USED, 0, minor);
            case Row.COUNT_SUBTRACT -> move(account, Part.USED, 0, -minor);
            default -> throw new IllegalStateException("must be a known row: type=" + type);
        };
    }

    private static Move move(AccountCell account, Part part, long lot, long minor) {
        return new Move(account.id(), part, lot, account.amount(minor));
    }
}
