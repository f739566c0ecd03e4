// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.work.Wallets;
import java.util.List;

/** Moving money in memory: a call's hold and capture, or a plain transaction; from one hot wallet or 1,024 in turn. */
final class LedgerSuite implements Suite {

    private static final int SPREAD = 1024;

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public String about() {
        return "hold and capture, and post, against maps behind a lock";
    }

    /*
     * Measured: about twice the time of the maps, which keep neither balances before and after, nor time, notes, statements
     * and conflicts. Hold and capture are the part of a call that every store has to do: 270 to 360 ns and 780 to 830 B.
     */
    @Override
    public List<Case> cases() {
        return List.of(
                holdAndCapture("hold and capture, hot wallet", 1),
                holdAndCapture("hold and capture, 1,024 wallets", SPREAD),
                post("post, hot wallet", 1),
                post("post, 1,024 wallets", SPREAD));
    }

    private static Case holdAndCapture(String name, int count) {
        Wallets wallets = new Wallets(count);
        MapWallets maps = new MapWallets(count);
        return Case.of(name, n -> {
                    long sum = 0;
                    for (int i = 0; i < n; i++) {
                        sum += wallets.holdAndCapture().orThrow().entries().size();
                    }
                    return sum;
                })
                .against(
                        "maps",
                        n -> {
                            long sum = 0;
                            for (int i = 0; i < n; i++) {
                                sum += maps.holdAndCapture() ? 1 : 0;
                            }
                            return sum;
                        },
                        2.8)
                .bytesAtMost(900);
    }

    private static Case post(String name, int count) {
        Wallets wallets = new Wallets(count);
        MapWallets maps = new MapWallets(count);
        return Case.of(name, n -> {
                    long sum = 0;
                    for (int i = 0; i < n; i++) {
                        sum += wallets.post().orThrow().entries().size();
                    }
                    return sum;
                })
                .against(
                        "maps",
                        n -> {
                            long sum = 0;
                            for (int i = 0; i < n; i++) {
                                sum += maps.post();
                            }
                            return sum;
                        },
                        2.8)
                .bytesAtMost(620);
    }
}
