// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

/** Tells the listener what came of a command, and keeps its faults away from callers whose money has moved. */
final class SafeSignals {

    private final LedgerSignals listener;

    SafeSignals(LedgerSignals listener) {
        this.listener = listener;
    }

    void tell(Command<?> command, Outcome<?> outcome) {
        try {
            if (outcome instanceof Done<?> done) {
                listener.done(command.verb(), done.replayed());
            } else if (outcome instanceof Declined<?> declined) {
                listener.declined(command.verb(), declined.reason().code());
            }
        } catch (RuntimeException dropped) {
            // Said in the contract of LedgerSignals: a core has no log to write it to.
        }
    }
}
