// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.SettleCause;
import io.weighhouse.metering.receipt.Basis;

/**
 * Hears what happens to requests, for counters and traces.
 *
 * <p>Every name handed over is from a bounded set: codes, bases and causes are the library's, plans are as many as you
 * name. It is never told an id, a key, an account or a tenant. Each method runs on the thread that the request is on and
 * must return quickly; what it throws is dropped, because by then money is held or has moved. The methods do nothing
 * unless overridden, and know no time: who wants to measure one does so around {@link Gateway#begin}. Implementations are
 * thread-safe.
 */
public interface GatewaySignals {

    /** Hears nothing. */
    GatewaySignals NONE = new GatewaySignals() {};

    /**
     * A request was begun: its money is held.
     *
     * @param plan the plan's name
     * @param payer who owes the provider
     */
    default void begun(String plan, Payer payer) {}

    /**
     * A request was refused, at any step.
     *
     * @param code as {@link Reason#code()} says
     */
    default void refused(String code) {}

    /** A request could not be answered either way, because a part failed; nothing was said to the caller yet. */
    default void failed() {}

    /**
     * A request that was begun has ended in the books.
     *
     * @param basis what its charge rests on
     * @param cause the name of an {@link AbortCause} or a {@link SettleCause}, empty if it was settled as reported
     */
    default void settled(Basis basis, String cause) {}
}
