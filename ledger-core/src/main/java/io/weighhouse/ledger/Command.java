// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

/**
 * One thing that a ledger is asked to do; the ledger does all of it or nothing.
 *
 * <p>A command is data: it is checked when it is made, it can be kept, and it can be sent again. Sent again with the same
 * {@link OperationId} it has no second effect and answers what the first one did.
 *
 * <p>Commands are immutable and thread-safe.
 *
 * @param <R> what is answered when it is done
 */
public sealed interface Command<R>
        permits OpenAccount, PostTransaction, GrantCredit, PlaceHold, CaptureHold, ReleaseHold {

    /** {@return the verb: {@code open}, {@code post}, {@code grant}, {@code hold}, {@code capture} or {@code release}} */
    String verb();
}
