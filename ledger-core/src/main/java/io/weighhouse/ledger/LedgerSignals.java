// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

/**
 * Hears what a ledger does, for counters and dashboards.
 *
 * <p>It is told verbs and codes, of which there are few, and never an id, an amount or a name. What it throws is dropped:
 * by then the money has moved.
 *
 * <p>A blocking verb calls it on the caller's thread, an asynchronous one on the thread that completes it; it must be
 * thread-safe and quick.
 */
public interface LedgerSignals {

    /**
     * A command was done.
     *
     * @param verb as {@link Command#verb()} says
     * @param replayed whether an earlier command with the same id had done it
     */
    default void done(String verb, boolean replayed) {}

    /**
     * A command was declined.
     *
     * @param verb as {@link Command#verb()} says
     * @param code as {@link Decline#code()} says
     */
    default void declined(String verb, String code) {}
}
