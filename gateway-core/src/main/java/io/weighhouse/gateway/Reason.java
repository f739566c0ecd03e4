// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.plan.Standing;
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
     * The subscription does not serve: not paid, paused or ended.
     *
     * @param standing how it stands
     */
    record SubscriptionInactive(Standing.Kind standing) implements Reason {
        @Override
        public String code() {
            return "SUBSCRIPTION_INACTIVE";
        }
    }

    /**
     * The subscription's plan does not have what was asked for: the sku, or a scope that the request needs.
     *
     * @param sku what was asked for
     */
    record NotInPlan(Sku sku) implements Reason {
        @Override
        public String code() {
            return "NOT_IN_PLAN";
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
     * A budget or what the plan includes in a month is used up, and nothing goes beyond it.
     *
     * @param refusal which counter, and how much is left
     * @param renewsInNanos in how many nanoseconds the plan's month is over; 0 if it is a budget, whose end is not known
     */
    record AllowanceUsedUp(Refusal.AllowanceUsedUp refusal, long renewsInNanos) implements Reason {
        @Override
        public String code() {
            return "ALLOWANCE_USED_UP";
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
