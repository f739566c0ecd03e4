// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.gateway.plan.AllowanceUse;
import io.weighhouse.gateway.plan.Standing;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.ledger.Balance;
import java.util.List;
import java.util.Optional;

/**
 * Who is behind an API key, and what they have: the answer to a caller who asks for their balance.
 *
 * <p>Every answer is immutable and thread-safe.
 */
public sealed interface Caller {

    /**
     * The key is good, and its owner has a subscription.
     *
     * @param key the key
     * @param subscription what they have
     * @param standing how it stands now, and under which plan
     * @param balance of their wallet, what is due of the month included; empty if it was never opened
     * @param uses how much of what the plan includes was used in the month; empty if the subscription does not serve
     */
    record Known(
            KeyRecord key,
            Subscription subscription,
            Standing standing,
            Optional<Balance> balance,
            List<AllowanceUse> uses)
            implements Caller {

        /**
         * Copies the list.
         *
         * @param key the key
         * @param subscription what they have
         * @param standing how it stands now
         * @param balance of their wallet
         * @param uses how much of what the plan includes was used
         */
        public Known {
            uses = List.copyOf(uses);
        }
    }

    /**
     * The key is not accepted, or its owner has no subscription.
     *
     * @param reason why
     */
    record Refused(Reason reason) implements Caller {

        /**
         * Says the refusal as an HTTP answer, as {@link Begun.Refused#toHttp} does.
         *
         * @param dialect the caller's family of clients
         * @return status, headers and body to send
         */
        public HttpAnswer toHttp(Dialect dialect) {
            return dialect.answer(Problems.of(reason));
        }
    }
}
