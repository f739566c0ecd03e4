// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.dialect.Problem;
import io.weighhouse.ledger.store.LedgerStoreException;
import java.util.concurrent.CompletionException;

/** What this gateway says when it is not Weighhouse that says no. */
final class Answers {

    static final Problem NOT_FOUND = Problem.of(404, "NOT_FOUND", "There is nothing at this path.");
    static final Problem METHOD_NOT_ALLOWED = Problem.of(405, "METHOD_NOT_ALLOWED", "This path has another method.");
    static final Problem FORBIDDEN = Problem.of(403, "INSUFFICIENT_SCOPE", "This API key may not do that.");
    static final Problem NO_ACCOUNT =
            Problem.of(404, "NO_SUBSCRIPTION", "This API key has no subscription, and so no account.");
    static final Problem STORE_FAILED =
            Problem.of(503, "STORE_UNAVAILABLE", "The books cannot be reached; try again with the same id.");
    static final Problem STOPPING = Problem.of(503, "STOPPING", "This gateway is being stopped; try again.")
            .header("retry-after", "1");
    static final Problem BUSY = Problem.of(503, "BUSY", "There are too many requests at once; try again.")
            .header("retry-after", "1");
    static final Problem BROKEN =
            Problem.of(500, "INTERNAL", "Something is broken here.").notToBeRetried();

    private Answers() {}

    static Problem of(BadRequest bad) {
        String code = switch (bad.status()) {
            case 404 -> "NOT_FOUND";
            case 413 -> "BODY_TOO_LARGE";
            default -> "INVALID_REQUEST";
        };
        return Problem.of(bad.status(), code, String.valueOf(bad.getMessage()));
    }

    /** What is said about a failure that is ours. */
    static Problem of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof LedgerStoreException ? STORE_FAILED : BROKEN;
    }
}
