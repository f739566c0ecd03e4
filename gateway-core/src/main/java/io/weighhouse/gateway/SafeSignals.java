// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.metering.receipt.Basis;

/** Keeps the faults of a listener away from requests whose money is held or has moved. */
record SafeSignals(GatewaySignals listener) implements GatewaySignals {

    @Override
    public void begun(String plan, Payer payer) {
        tell(() -> listener.begun(plan, payer));
    }

    @Override
    public void refused(String code) {
        tell(() -> listener.refused(code));
    }

    @Override
    public void failed() {
        tell(listener::failed);
    }

    @Override
    public void settled(Basis basis, String cause) {
        tell(() -> listener.settled(basis, cause));
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException dropped) {
            // Said in the contract of GatewaySignals: a core has no log to write it to.
        }
    }
}
