// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A durable double-entry ledger as far as it is compared: accounts with numbers, and transfers that are on the disk when
 * they are answered.
 *
 * <p>A transfer is booked once under its id, whatever a second one under that id says, and never takes an account below
 * its floor. Implementations are thread-safe.
 */
public interface TransferLedger extends Closeable {

    /** The floor of an account that has none. */
    long NO_FLOOR = Long.MIN_VALUE;

    /**
     * Opens accounts that stand at zero. One that is open already stays as it is.
     *
     * @param accounts their numbers, 0 or above
     * @param floor what none of their balances goes below, 0 or less, or {@link #NO_FLOOR}
     * @throws IOException if they were not written, or may not have been
     */
    void open(List<Integer> accounts, long floor) throws IOException;

    /**
     * Books one transfer.
     *
     * @param transfer between accounts that are open
     * @return whether it is booked, now or before; false if it would go below the floor
     * @throws IOException if it was not written, or may not have been
     */
    boolean transfer(Transfer transfer) throws IOException;

    /**
     * Books many transfers and makes them durable together. Each is decided by itself, in order.
     *
     * @param batch between accounts that are open
     * @return how many of them are booked, now or before
     * @throws IOException if they were not written, or may not have been
     */
    int transfer(List<Transfer> batch) throws IOException;

    /**
     * Starts one transfer; what cannot start it without waiting has done it when this returns.
     *
     * @param transfer between accounts that are open
     * @return completes with whether it is booked, once it is durable
     * @throws IOException if it was not written, or may not have been
     */
    default CompletionStage<Boolean> start(Transfer transfer) throws IOException {
        return CompletableFuture.completedFuture(transfer(transfer));
    }

    /**
     * An account's balance.
     *
     * @param account one that is open
     * @return in the unit's smallest part
     * @throws IOException if it cannot be read
     */
    long balance(int account) throws IOException;

    /**
     * Makes opening short, if the ledger has a way to.
     *
     * @throws IOException if that failed; nothing is lost by it
     */
    default void snapshot() throws IOException {}

    /**
     * What the ledger takes on the disk, room that it only keeps ready left out where it knows it.
     *
     * @return bytes
     * @throws IOException if it cannot be told
     */
    long bytesOnDisk() throws IOException;

    @Override
    void close() throws IOException;

    /** Opens a ledger, new or as it was closed; for one thread. */
    @FunctionalInterface
    interface Opener {

        /**
         * Opens it.
         *
         * @param directory its own, that exists
         * @return the ledger, to be closed
         * @throws IOException if it cannot be read or written
         */
        TransferLedger open(Path directory) throws IOException;
    }
}
