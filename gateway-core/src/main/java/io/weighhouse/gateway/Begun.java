// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.dialect.HttpAnswer;

/**
 * The answer to beginning a request.
 *
 * <p>Only {@link Started} may go upstream.
 *
 * <p>Every answer is immutable and thread-safe.
 */
public sealed interface Begun {

    /**
     * The request may go upstream.
     *
     * @param call what to feed and to end
     */
    record Started(GatewayCall call) implements Begun {}

    /**
     * The request may not go upstream, and cost nothing.
     *
     * @param requestId the id that it was given or came with, to be found by
     * @param reason why, with its data
     */
    record Refused(String requestId, Reason reason) implements Begun {

        /** {@return the stable code of the catalogue, such as {@code INSUFFICIENT_CREDITS}} */
        public String code() {
            return reason.code();
        }

        /**
         * Says the refusal as an HTTP answer: 401 for a key that is not valid, 402 without credits, 429 over a limit.
         *
         * <p>It tells the caller the code and one sentence, and for a limit when to come again; never an amount, an
         * account or what another caller did.
         *
         * @param dialect the caller's family of clients
         * @return status, headers and body to send
         */
        public HttpAnswer toHttp(Dialect dialect) {
            return dialect.answer(Problems.of(reason).requestId(requestId));
        }
    }
}
