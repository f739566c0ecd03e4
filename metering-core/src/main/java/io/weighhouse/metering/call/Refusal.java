// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Sku;
import java.time.Instant;
import java.util.List;

/**
 * Why a call was not opened.
 *
 * <p>A refused call leaves nothing behind: no hold, no permits, and its id is as free as before. Every refusal is
 * immutable and thread-safe.
 */
public sealed interface Refusal {

    /** {@return the stable code of the catalogue, such as {@code RATE_LIMITED}} */
    String code();

    /**
     * A limit is used up.
     *
     * @param decision which one, and when the same call would be let through
     */
    record RateLimited(Decision decision) implements Refusal {
        @Override
        public String code() {
            return "RATE_LIMITED";
        }
    }

    /**
     * The sku has no price for something the call may use.
     *
     * @param sku what was asked for
     * @param meters what has no price
     */
    record Unpriced(Sku sku, List<Meter> meters) implements Refusal {
        @Override
        public String code() {
            return "UNPRICED";
        }
    }

    /**
     * The wallet cannot pay the worst case within the caps.
     *
     * @param funds how much was asked for and how much there is
     */
    record InsufficientCredits(Decline.InsufficientFunds funds) implements Refusal {
        @Override
        public String code() {
            return "INSUFFICIENT_CREDITS";
        }
    }

    /**
     * The id was used before, for another wallet, another request, or a hold that was no metered call.
     *
     * @param id the id
     */
    record IdConflict(OperationId id) implements Refusal {
        @Override
        public String code() {
            return "ID_CONFLICT";
        }
    }

    /**
     * The id was used before, and that call's hold expired before the call ended.
     *
     * <p>Its outcome upstream is not known, so it does not go there again; a new id starts a new call.
     *
     * @param id the id
     * @param expiredAt when the hold expired
     */
    record CallExpired(OperationId id, Instant expiredAt) implements Refusal {
        @Override
        public String code() {
            return "CALL_EXPIRED";
        }
    }

    /**
     * A budget or an allowance of the call has no room for it.
     *
     * @param limit which counter, what was asked, and what is left
     */
    record AllowanceUsedUp(Decline.LimitReached limit) implements Refusal {
        @Override
        public String code() {
            return "ALLOWANCE_USED_UP";
        }
    }

    /**
     * The call to be extended or rerouted has ended, or another of its endings came first.
     *
     * @param id the id
     */
    record CallEnded(OperationId id) implements Refusal {
        @Override
        public String code() {
            return "CALL_ENDED";
        }
    }

    /**
     * The ledger declined the hold for another reason, such as an unknown wallet.
     *
     * @param decline the reason
     */
    record LedgerDeclined(Decline decline) implements Refusal {
        @Override
        public String code() {
            return decline.code();
        }
    }
}
