// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.Scope;
import java.util.List;

/**
 * The answer to the question whose key to show to a provider.
 *
 * <p>Answers are immutable and thread-safe, but for the credential, which is closed when it is used up.
 */
public sealed interface Resolution {

    /** {@return every station of the walk, in order, the last being where it ended} */
    List<Step> trace();

    /**
     * There is a key.
     *
     * @param credential the key in clear, the caller's to close
     * @param source whose it is
     * @param payer who owes the provider for its use: the platform if it is its own, else the customer
     * @param trace every station of the walk
     */
    record Found(Credential credential, Scope source, Payer payer, List<Step> trace) implements Resolution {

        /**
         * Copies the trace.
         *
         * @param credential the key in clear, the caller's to close
         * @param source whose it is
         * @param payer who owes the provider for its use
         * @param trace every station of the walk
         */
        public Found {
            trace = List.copyOf(trace);
        }
    }

    /**
     * There may be a key, but not for this owner.
     *
     * @param reason why
     * @param trace every station of the walk
     */
    record Denied(Denial reason, List<Step> trace) implements Resolution {

        /**
         * Copies the trace.
         *
         * @param reason why
         * @param trace every station of the walk
         */
        public Denied {
            trace = List.copyOf(trace);
        }
    }

    /**
     * There is no key anywhere.
     *
     * @param trace every station of the walk
     */
    record None(List<Step> trace) implements Resolution {

        /**
         * Copies the trace.
         *
         * @param trace every station of the walk
         */
        public None {
            trace = List.copyOf(trace);
        }
    }
}
