// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.keyvault.resolve.Resolution;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.metering.call.Refusal;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.receipt.Receipt;

/**
 * Why a request was not begun.
 *
 * <p>Every reason is immutable and thread-safe, and is for the embedder: what a caller is told is less.
 */
public sealed interface Reason {

    /** {@return the stable code of the catalogue, such as {@code RATE_LIMITED}} */
    String code();

    /**
     * The API key was not accepted.
     *
     * @param answer why, and whose key it is if that is known
     */
    record NotAuthenticated(Authentication.Rejected answer) implements Reason {

        /** {@return why} */
        public Rejection rejection() {
            return answer.code();
        }

        @Override
        public String code() {
            return "KEY_" + rejection().name();
        }
    }

    /** The key's owner has no subscription. */
    record NoSubscription() implements Reason {
        @Override
        public String code() {
            return "NO_SUBSCRIPTION";
        }
    }

    /**
     * The price book does not have what was asked for.
     *
     * @param sku what was asked for
     */
    record UnknownSku(Sku sku) implements Reason {
        @Override
        public String code() {
            return "UNKNOWN_SKU";
        }
    }

    /**
     * Nobody has a key for the provider: not the caller, their team or tenant, nor the platform.
     *
     * @param provider whose key is missing
     * @param resolution what was tried
     */
    record NoProviderKey(ProviderId provider, Resolution resolution) implements Reason {
        @Override
        public String code() {
            return "NO_PROVIDER_KEY";
        }
    }

    /**
     * There is a key for the provider, but the caller may not use it.
     *
     * @param provider whose key it is
     */
    record NotEntitled(ProviderId provider) implements Reason {
        @Override
        public String code() {
            return "NOT_ENTITLED";
        }
    }

    /**
     * The call was not opened: limits, prices or funds.
     *
     * @param refusal which, with its data
     */
    record NotOpened(Refusal refusal) implements Reason {
        @Override
        public String code() {
            return refusal.code();
        }
    }

    /** A request of this id is being served right now. */
    record InProgress() implements Reason {
        @Override
        public String code() {
            return "IN_PROGRESS";
        }
    }

    /**
     * A request of this id has been served, and is not served twice.
     *
     * @param receipt what it was charged
     */
    record AlreadySettled(Receipt receipt) implements Reason {
        @Override
        public String code() {
            return "ALREADY_SETTLED";
        }
    }
}
