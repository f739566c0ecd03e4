// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.Hold;

/**
 * The answer to {@link MeteredCall#reroute rerouting} a call.
 *
 * <p>Every answer is immutable and thread-safe.
 */
public sealed interface Rerouting {

    /**
     * The call may go to the other provider.
     *
     * @param hold the hold as it stands: what the attempts so far are charged, and the worst case of the next one
     */
    record Rerouted(Hold hold) implements Rerouting {}

    /**
     * Nothing has changed; the call is still on its former route.
     *
     * @param refusal the reason, with its data
     */
    record Refused(Refusal refusal) implements Rerouting {}
}
