// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SecretSlot;
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
     * @param origin whose it is
     * @param trace every station of the walk
     */
    record Found(Credential credential, Origin origin, List<Step> trace) implements Resolution {

        /**
         * Copies the trace.
         *
         * @param credential the key in clear, the caller's to close
         * @param origin whose it is
         * @param trace every station of the walk
         */
        public Found {
            trace = List.copyOf(trace);
        }

        /** {@return whose it is} */
        public Scope source() {
            return origin.slot().holder().scope();
        }

        /** {@return who owes the provider for its use: the platform if it is its own, else the customer} */
        public Payer payer() {
            return Payer.of(source());
        }

        /** {@return whether a nearer key was refused or in quarantine, so that the tenant's policy led here} */
        public boolean isFallback() {
            return origin.fallback();
        }
    }

    /**
     * Where a key comes from, which is what the resolver needs to know when the provider refuses it.
     *
     * @param owner on whose behalf it was looked for
     * @param slot where it is kept
     * @param revision which content of the slot it is
     * @param fallback whether a nearer key was refused or in quarantine
     */
    record Origin(Owner owner, SecretSlot slot, long revision, boolean fallback) {}

    /**
     * There may be a key, but it is not handed out.
     *
     * @param reason why
     * @param missing the fields that are missing, for {@link Denial#MISCONFIGURED}; else none
     * @param trace every station of the walk
     */
    record Denied(Denial reason, List<String> missing, List<Step> trace) implements Resolution {

        /**
         * Copies the lists.
         *
         * @param reason why
         * @param missing the fields that are missing
         * @param trace every station of the walk
         */
        public Denied {
            missing = List.copyOf(missing);
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
