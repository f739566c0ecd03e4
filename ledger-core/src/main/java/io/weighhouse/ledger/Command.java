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
        permits OpenAccount,
                SetCreditLimit,
                CloseAccount,
                PostTransaction,
                GrantCredit,
                GrantPeriod,
                AdjustBalance,
                ReverseTransaction,
                PlaceHold,
                ExtendHold,
                CaptureHold,
                ReleaseHold,
                FreezeCredit,
                UnfreezeCredit,
                ExpireDue {

    /**
     * {@return the verb in one word: {@code open}, {@code limit}, {@code close}, {@code post}, {@code grant}, {@code
     * grant-period}, {@code adjust}, {@code reverse}, {@code hold}, {@code extend}, {@code capture}, {@code release},
     * {@code freeze}, {@code unfreeze} or {@code expire}}
     */
    String verb();
}
