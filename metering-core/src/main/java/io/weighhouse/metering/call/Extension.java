// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.Hold;
import io.weighhouse.metering.price.Usage;

/**
 * The answer to {@link MeteredCall#extend extending} a call.
 *
 * <p>Every answer is immutable and thread-safe.
 */
public sealed interface Extension {

    /**
     * More is held, for longer.
     *
     * @param hold the hold as it stands
     * @param caps the most that the call may use by now
     */
    record Extended(Hold hold, Usage caps) implements Extension {}

    /**
     * Nothing has changed; the call goes on within its caps.
     *
     * @param refusal the reason, with its data
     */
    record Refused(Refusal refusal) implements Extension {}
}
