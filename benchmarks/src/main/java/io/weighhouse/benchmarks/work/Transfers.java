// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Transfers of 3 from wallets to revenue, as many as one likes, each with an id of its own in order of time.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param idHigh upper half of all their ids, 1 or above: two of these that share a ledger have different ones
 * @param wallets how many wallets take turns without an order, 1 or more; 1 is a hot one
 */
public record Transfers(long idHigh, int wallets) {

    private static final int CLEARING = 0;
    private static final int REVENUE = 1;
    private static final int FIRST_WALLET = 2;
    private static final long CREDIT = 1_000_000_000_000L;
    private static final int TAKEN = 3;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /**
     * Checks the numbers.
     *
     * @param idHigh upper half of all their ids, 1 or above
     * @param wallets how many wallets take turns, 1 or more
     * @throws IllegalArgumentException if they are not
     */
    public Transfers {
        if (idHigh <= 0 || wallets <= 0) {
            throw new IllegalArgumentException("must be > 0: idHigh=" + idHigh + " wallets=" + wallets);
        }
    }

    /**
     * Opens the accounts and gives each wallet a trillion; once, however often it is called.
     *
     * @param ledger receives them
     * @throws IOException if it cannot be written
     */
    public void fund(TransferLedger ledger) throws IOException {
        List<Integer> floored = new ArrayList<>();
        List<Transfer> grants = new ArrayList<>();
        for (int i = 0; i < wallets; i++) {
            floored.add(FIRST_WALLET + i);
            grants.add(new Transfer(0, i, CLEARING, FIRST_WALLET + i, CREDIT));
        }
        ledger.open(List.of(CLEARING, REVENUE), TransferLedger.NO_FLOOR);
        ledger.open(floored, 0);
        ledger.transfer(grants);
    }

    /**
     * One of the transfers.
     *
     * @param sequence which, 0 or above
     * @return always the same one
     */
    public Transfer at(long sequence) {
        int wallet = Math.floorMod(((sequence + 1) * GOLDEN) >>> 20, wallets);
        return new Transfer(idHigh, sequence, FIRST_WALLET + wallet, REVENUE, TAKEN);
    }

    /**
     * Some of the transfers.
     *
     * @param first the first one's sequence, 0 or above
     * @param size how many
     * @return in the order of their sequence
     */
    public List<Transfer> batch(long first, int size) {
        List<Transfer> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            batch.add(at(first + i));
        }
        return batch;
    }
}
