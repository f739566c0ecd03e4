// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.dialect.Problem;
import io.weighhouse.ledger.store.LedgerStoreException;
import java.util.concurrent.CompletionException;

/** What this gateway says when it is not Weighhouse that says no. */
final class Answers {

    static final Problem UPSTREAM_FAILED =
            Problem.of(502, "UPSTREAM_FAILED", "The provider failed; nothing was charged for what was not delivered.");
    static final Problem NOT_FOUND = Problem.of(404, "NOT_FOUND", "There is nothing at this path.");
    static final Problem METHOD_NOT_ALLOWED = Problem.of(405, "METHOD_NOT_ALLOWED", "This path has another method.");
    static final Problem FORBIDDEN = Problem.of(403, "INSUFFICIENT_SCOPE", "This API key may not do that.");
    static final Problem STORE_FAILED =
            Problem.of(503, "STORE_UNAVAILABLE", "The books cannot be reached; try again with the same id.");
    static final Problem BROKEN =
            Problem.of(500, "INTERNAL", "Something is broken here.").notToBeRetried();

    private Answers() {}

    static Problem of(BadRequest bad) {
        return Problem.of(
                bad.status(),
                bad.status() == 413 ? "BODY_TOO_LARGE" : "INVALID_REQUEST",
                String.valueOf(bad.getMessage()));
    }

    /** What is said about a failure that is ours. */
    static Problem of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof LedgerStoreException ? STORE_FAILED : BROKEN;
    }
}
