// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.Hold;
import io.weighhouse.metering.receipt.Receipt;

/**
 * The answer to opening a call.
 *
 * <p>Only {@link Opened} may go upstream.
 *
 * <p>Every answer is immutable and thread-safe.
 */
public sealed interface Opening {

    /**
     * The call is open: the money is held, the permits are taken.
     *
     * @param call what to feed and to end
     */
    record Opened(MeteredCall call) implements Opening {}

    /**
     * A call of this id is open already, here or on another node.
     *
     * @param hold what it holds
     */
    record InProgress(Hold hold) implements Opening {}

    /**
     * A call of this id has ended.
     *
     * @param receipt what it was charged, as first settled
     */
    record AlreadySettled(Receipt receipt) implements Opening {}

    /**
     * The call was not opened, and left nothing behind.
     *
     * @param refusal the reason, with its data
     */
    record Refused(Refusal refusal) implements Opening {}
}
