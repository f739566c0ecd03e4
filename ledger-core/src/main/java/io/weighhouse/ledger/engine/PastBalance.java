// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Move;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An account as it was at an instant: the sum of what its events moved that were effective by then.
 *
 * <p>It adds up rows, and knows no rule; what it makes of the sums is the same formula that is asked about the present.
 */
final class PastBalance {

    private final LedgerState state;
    private final Lots lots;
    private final EventReader reader = new EventReader();

    PastBalance(LedgerState state) {
        this.state = state;
        lots = new Lots(state);
    }

    Optional<Balance> at(AccountCell cell, Set<String> tags, long nanos) {
        AccountCell past = new AccountCell(cell.opened, cell.ordinal, cell.tenant);
        Map<Long, long[]> lotSums = new HashMap<>();
        boolean open = false;
        long limitAt = Long.MIN_VALUE;
        List<Move> moves = new ArrayList<>();
        for (long at = cell.lastPosition; at >= 0; ) {
            reader.read(state.log, at);
            int index = reader.indexOf(cell.ordinal);
            at = reader.previous[index];
            if (reader.effectiveAt > nanos) {
                continue;
            }
            open |= reader.kind == Kind.OPEN;
            if (reader.kind == Kind.LIMIT && reader.bookedAt > limitAt) {
                limitAt = reader.bookedAt;
                past.account = new Account(
                        cell.id(), cell.kind(), cell.amount(reader.body().number()));
            }
            for (int row = 0; row < reader.rowCount; row++) {
                if (reader.rowType[row] == Row.POST) {
                    past.posted -= reader.rowAccount[row] == index ? reader.rowAmount[row] : 0;
                    past.posted += reader.rowTo[row] == index ? reader.rowAmount[row] : 0;
                } else if (reader.rowAccount[row] == index) {
                    Moves.add(moves, reader, row, cell);
                }
            }
            moves.forEach(move -> add(past, lotSums, move));
            moves.clear();
        }
        lotSums.forEach((number, sums) -> insert(past, number, sums));
        return open ? Optional.of(past.toBalance(tags, nanos)) : Optional.empty();
    }

    private static void add(AccountCell past, Map<Long, long[]> lotSums, Move move) {
        long minor = move.change().minor();
        switch (move.part()) {
            case LOT -> lotSums.computeIfAbsent(move.lot(), lot -> new long[2])[0] += minor;
            case LOT_RESERVED -> {
                lotSums.computeIfAbsent(move.lot(), lot -> new long[2])[1] += minor;
                past.held += minor;
            }
            case OVERDRAFT -> past.overdraft += minor;
            case OVERDRAFT_RESERVED -> {
                past.overdraftReserved += minor;
                past.held += minor;
            }
            case DEBT -> past.debt += minor;
            case FROZEN -> past.frozen += minor;
            case USED -> past.posted += minor;
            case USE_RESERVED -> past.held += minor;
        }
    }

    private void insert(AccountCell past, long number, long[] sums) {
        if (sums[0] != 0) {
            LotCell lot = number == 0 ? LotCell.plain(past) : lots.again(past, number);
            lot.remaining = sums[0];
            lot.reserved = sums[1];
            past.insert(lot);
        }
    }
}
