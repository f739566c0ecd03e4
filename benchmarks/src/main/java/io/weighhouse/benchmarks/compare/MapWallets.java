// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.rival.MapLedger;
import io.weighhouse.benchmarks.work.Wallets;
import java.math.BigDecimal;

/** What {@link Wallets} does, on a {@link MapLedger}. */
final class MapWallets {

    static final BigDecimal CREDIT = new BigDecimal("1000000000000");

    private static final BigDecimal HELD = BigDecimal.valueOf(5);
    private static final BigDecimal TAKEN = BigDecimal.valueOf(3);

    private final String[] wallets;
    private final String[] ids = new String[Wallets.CALLS_BETWEEN_LEDGERS];
    private MapLedger ledger;
    private int calls;

    MapWallets(int count) {
        wallets = new String[count];
        for (int i = 0; i < count; i++) {
            wallets[i] = "wallet:" + i;
        }
        for (int i = 0; i < ids.length; i++) {
            ids[i] = "call-" + i;
        }
        ledger = newLedger(wallets);
    }

    boolean holdAndCapture() {
        String id = nextId();
        return ledger.hold(id, wallets[calls & wallets.length - 1], HELD) && ledger.capture(id, "revenue", TAKEN);
    }

    /** The number of entries afterwards. */
    int post() {
        String id = nextId();
        ledger.transfer(id, wallets[calls & wallets.length - 1], "revenue", TAKEN);
        return ledger.size();
    }

    static MapLedger newLedger(String... wallets) {
        MapLedger ledger = new MapLedger();
        for (String wallet : wallets) {
            ledger.transfer(wallet, "clearing", wallet, CREDIT);
        }
        return ledger;
    }

    private String nextId() {
        if (calls == ids.length) {
            ledger = newLedger(wallets);
            calls = 0;
        }
        return ids[calls++];
    }
}
