// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

/**
 * Thrown by {@link Outcome#orThrow()} when the command was declined; nothing has changed.
 *
 * <p>Its message names accounts and amounts: it is for the operator, not for the client.
 */
public final class DeclinedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Decline reason;

    DeclinedException(Decline reason) {
        super(reason.code() + ": " + reason);
        this.reason = reason;
    }

    /** {@return why} */
    public Decline reason() {
        return reason;
    }
}
