// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An account as the plain sum of its rows; knows no rule. */
final class RowFold {

    long posted;
    long held;
    long frozen;
    long overdraft;
    long overdraftReserved;
    long debt;

    /** Remaining and reserved, by lot; made for wallets. */
    @Nullable
    Map<Long, long[]> lots;

    private boolean isCounter;

    /** Adds what a row moved here; of a posting, the side that the index names. */
    void add(EventReader event, int row, int index) {
        long minor = event.rowAmount[row];
        switch (event.rowType[row]) {
            case Row.POST -> {
                posted += event.rowTo[row] == index ? minor : 0;
                posted -= event.rowAccount[row] == index ? minor : 0;
            }
            case Row.OVERDRAFT_ADD -> overdraft += minor;
            case Row.OVERDRAFT_TAKE_RESERVED -> {
                overdraft += minor;
                overdraftReserved -= minor;
                held -= minor;
            }
            case Row.OVERDRAFT_RESERVE -> {
                overdraftReserved += minor;
                held += minor;
            }
            case Row.OVERDRAFT_FREE -> {
                overdraftReserved -= minor;
                held -= minor;
            }
            case Row.DEBT_ADD -> debt += minor;
            case Row.FREEZE -> frozen += minor;
            case Row.UNFREEZE -> frozen -= minor;
            default -> addRest(event.rowType[row], event.rowLot[row], minor);
        }
    }

    private void addRest(int type, long lot, long minor) {
        switch (type) {
            case Row.COUNT_RESERVE -> {
                held += minor;
                isCounter = true;
            }
            case Row.COUNT_FREE -> {
                held -= minor;
                isCounter = true;
            }
            case Row.COUNT_ADD -> {
                posted += minor;
                isCounter = true;
            }
            case Row.COUNT_SUBTRACT -> {
                posted -= minor;
                isCounter = true;
            }
            default -> addToLot(type, lot, minor);
        }
    }

    private void addToLot(int type, long lot, long minor) {
        if (lots == null) {
            lots = new HashMap<>();
        }
        long[] sums = lots.computeIfAbsent(lot, number -> new long[2]);
        switch (type) {
            case Row.LOT_ADD -> sums[0] += minor;
            case Row.LOT_RESERVE -> {
                sums[1] += minor;
                held += minor;
            }
            case Row.LOT_FREE -> {
                sums[1] -= minor;
                held -= minor;
            }
            case Row.LOT_TAKE_RESERVED -> {
                sums[0] -= minor;
                sums[1] -= minor;
                held -= minor;
            }
            default -> {
                sums[0] -= minor;
                debt -= type == Row.LOT_REPAY_DEBT ? minor : 0;
                overdraft -= type == Row.LOT_REPAY_OVERDRAFT ? minor : 0;
            }
        }
        if (sums[0] == 0 && sums[1] == 0) {
            lots.remove(lot);
        }
    }

    /** What cannot be, or null; of a wallet, its parts must add up too. */
    @Nullable
    String problem(boolean isWallet) {
        long sum = 0;
        for (long[] lot : lots == null ? List.<long[]>of() : lots.values()) {
            if (lot[1] < 0 || lot[0] < lot[1]) {
                return "a lot has " + lot[0] + " and " + lot[1] + " reserved";
            }
            sum += lot[0];
        }
        if (held < 0 || frozen < 0 || overdraft < 0 || overdraftReserved < 0 || debt < 0) {
            return "held " + held + ", frozen " + frozen + ", overdraft " + overdraft + ", debt " + debt;
        }
        boolean addsUp = !isWallet || isCounter || sum - overdraft - debt == posted;
        return addsUp ? null : "lots " + sum + " - overdraft " + overdraft + " - debt " + debt + " != posted " + posted;
    }
}
