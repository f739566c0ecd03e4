// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.receipt.Basis;

/**
 * Hears what happens to calls, for counters and traces.
 *
 * <p>Every name handed over is from a bounded set: never an id, a key or an account. Each method runs on the thread that
 * the call is on and must return quickly; what it throws is dropped, because by then money is held or has moved. The
 * methods do nothing unless overridden. Implementations are thread-safe.
 */
public interface CallSignals {

    /** Hears nothing. */
    CallSignals NONE = new CallSignals() {};

    /** A call was opened. */
    default void opened() {}

    /**
     * A call was not opened.
     *
     * @param code the refusal's code, {@code IN_PROGRESS} or {@code ALREADY_SETTLED}
     */
    default void refused(String code) {}

    /**
     * A call ended in the books.
     *
     * @param basis what its charge rests on
     * @param cause the name of an {@link AbortCause} or a {@link SettleCause}, empty if it was settled as reported
     */
    default void settled(Basis basis, String cause) {}

    /**
     * A checkpoint came back.
     *
     * @param taken whether the ledger took it; if not, the next one, or the end of the call, takes the same
     */
    default void checkpointed(boolean taken) {}
}
