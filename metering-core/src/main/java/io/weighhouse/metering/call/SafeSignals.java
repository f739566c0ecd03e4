// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.receipt.Basis;

/** Keeps the faults of a listener away from calls whose money is held or has moved. */
record SafeSignals(CallSignals listener) implements CallSignals {

    @Override
    public void opened() {
        tell(listener::opened);
    }

    @Override
    public void refused(String code) {
        tell(() -> listener.refused(code));
    }

    @Override
    public void settled(Basis basis, String cause) {
        tell(() -> listener.settled(basis, cause));
    }

    @Override
    public void checkpointed(boolean taken) {
        tell(() -> listener.checkpointed(taken));
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException dropped) {
            // Said in the contract of CallSignals: a core has no log to write it to.
        }
    }
}
