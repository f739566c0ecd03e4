// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.dialect.Problem;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.ledger.Decline;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Refusal;
import io.weighhouse.metering.limit.RateLimitHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What a caller is told for each reason.
 *
 * <p>A status is chosen by what the official clients do with it: they try 409, 429 and 5xx again by themselves, so those
 * stand only where trying again can help, and elsewhere carry {@code x-should-retry: false}.
 */
final class Problems {

    /** The official clients wait as long as they are told up to this; told to wait longer, they try again in seconds. */
    private static final long LONGEST_WAIT_NANOS = Duration.ofMinutes(1).toNanos();

    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private Problems() {}

    static Problem of(Reason reason) {
        if (reason instanceof Reason.NotAuthenticated rejected) {
            return ofRejection(rejected);
        }
        if (reason instanceof Reason.NoSubscription) {
            return Problem.of(403, reason.code(), "This API key has no subscription.");
        }
        if (reason instanceof Reason.SubscriptionInactive) {
            return Problem.of(402, reason.code(), "This subscription is not active; renew it or pay for it.");
        }
        if (reason instanceof Reason.NotInPlan) {
            return Problem.of(403, reason.code(), "This subscription does not include what was asked for.");
        }
        if (reason instanceof Reason.UnknownSku unknown) {
            return Problem.of(404, reason.code(), "The model '" + unknown.sku().name() + "' does not exist here.");
        }
        if (reason instanceof Reason.NoProviderKey) {
            return Problem.of(403, reason.code(), "There is no provider key for this request.");
        }
        if (reason instanceof Reason.NotEntitled) {
            return Problem.of(
                    403, reason.code(), "This subscription does not include the provider key for this request.");
        }
        if (reason instanceof Reason.InProgress) {
            return Problem.of(409, reason.code(), "A request with this id is being served.")
                    .header("retry-after", "1");
        }
        if (reason instanceof Reason.AlreadySettled) {
            return Problem.of(409, reason.code(), "A request with this id has been served already; use a new id.")
                    .notToBeRetried();
        }
        if (reason instanceof Reason.AllowanceUsedUp full) {
            return usedUp(full);
        }
        return ofRefusal(((Reason.NotOpened) reason).refusal());
    }

    /** What a caller is told of a call that began and then failed. */
    static Problem of(AbortCause cause) {
        return switch (cause) {
            case UPSTREAM_ERROR -> Problem.of(502, cause.name(), "The provider failed.");
            case SHUTDOWN -> Problem.of(503, cause.name(), "This service is shutting down; try again.");
            case UPSTREAM_TIMEOUT -> Problem.of(504, cause.name(), "The provider did not answer in time.");
            default -> Problem.of(500, cause.name(), "The request was cut short.");
        };
    }

    private static Problem ofRejection(Reason.NotAuthenticated rejected) {
        Rejection rejection = rejected.rejection();
        // What has one text has one code: a caller must not learn which keys exist.
        boolean untold = rejection.publicText().equals(Rejection.NOT_FOUND.publicText());
        Problem problem = Problem.of(
                rejection.httpStatus(), untold ? "INVALID_API_KEY" : rejected.code(), rejection.publicText());
        long nanos = rejected.answer().retryAfterNanos();
        if (nanos > 0) {
            problem = problem.header("retry-after", Long.toString(wholeSeconds(nanos)));
        }
        return nanos > LONGEST_WAIT_NANOS ? problem.notToBeRetried() : problem;
    }

    /** Up, so that who comes then is not too early. */
    private static long wholeSeconds(long nanos) {
        return (nanos - 1) / NANOS_PER_SECOND + 1;
    }

    private static Problem ofRefusal(Refusal refusal) {
        if (refusal instanceof Refusal.RateLimited limited) {
            return rateLimited(limited);
        }
        if (refusal instanceof Refusal.InsufficientCredits) {
            return Problem.of(402, refusal.code(), "Not enough credits for this request.");
        }
        if (refusal instanceof Refusal.IdConflict) {
            return Problem.of(422, refusal.code(), "This id was used for another request.");
        }
        if (refusal instanceof Refusal.CallExpired) {
            return Problem.of(409, refusal.code(), "A request with this id was cut short; use a new id.")
                    .notToBeRetried();
        }
        if (refusal instanceof Refusal.Unpriced) {
            return Problem.of(404, refusal.code(), "This model has no price here.");
        }
        if (refusal instanceof Refusal.AllowanceUsedUp full) {
            return usedUp(new Reason.AllowanceUsedUp(full, 0));
        }
        if (refusal instanceof Refusal.CallEnded) {
            return Problem.of(409, refusal.code(), "This request has ended.").notToBeRetried();
        }
        return ofDecline(((Refusal.LedgerDeclined) refusal).decline());
    }

    private static Problem ofDecline(Decline decline) {
        if (decline instanceof Decline.OperationForgotten) {
            return Problem.of(409, decline.code(), "This id is too old to be told from a used one; use a new id.")
                    .notToBeRetried();
        }
        return Problem.of(403, decline.code(), "This account cannot be charged.");
    }

    /** Mostly it is counted by the day or longer: what the clients' own retries wait for is not enough. */
    private static Problem usedUp(Reason.AllowanceUsedUp full) {
        Problem problem = Problem.of(429, full.code(), "An allowance is used up.");
        long nanos = full.renewsInNanos();
        return nanos > 0 && nanos <= LONGEST_WAIT_NANOS
                ? problem.header("retry-after", Long.toString(wholeSeconds(nanos)))
                : problem.notToBeRetried();
    }

    private static Problem rateLimited(Refusal.RateLimited limited) {
        Problem problem = Problem.of(429, limited.code(), "Too many requests.");
        for (Map.Entry<String, String> header :
                RateLimitHeaders.openAi(limited.decision()).entrySet()) {
            problem = problem.header(header.getKey().toLowerCase(Locale.ROOT), header.getValue());
        }
        // A call that never passes has the longest wait of all.
        boolean inVain = limited.decision().retryAfterNanos() > LONGEST_WAIT_NANOS;
        return inVain ? problem.notToBeRetried() : problem;
    }
}
