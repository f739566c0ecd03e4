// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.dialect;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Why a request was not served, before any client family's way to say it.
 *
 * <p>The message is for the caller and holds no amounts, account names or secrets: {@code
 * Problem.of(402, "INSUFFICIENT_CREDITS", "Not enough credits for this request.")}.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param status the HTTP status, 400 to 599
 * @param code a stable code of the catalogue, in upper case
 * @param message one sentence for the caller
 * @param requestId the id under which the request can be found, empty if there is none
 * @param headers further headers to send, names in lower case
 */
public record Problem(int status, String code, String message, String requestId, Map<String, String> headers) {

    /**
     * Copies the headers.
     *
     * @param status the HTTP status, 400 to 599
     * @param code a stable code of the catalogue, in upper case
     * @param message one sentence for the caller
     * @param requestId the id under which the request can be found, empty if there is none
     * @param headers further headers to send, names in lower case
     * @throws IllegalArgumentException if the status is no error, or a header's name is not in lower case
     */
    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("must be 400 to 599: status=" + status);
        }
        for (String name : headers.keySet()) {
            if (!name.equals(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("must be in lower case: header=" + name);
            }
        }
        headers = Map.copyOf(headers);
    }

    /**
     * A problem without headers or request id.
     *
     * @param status the HTTP status, 400 to 599
     * @param code a stable code of the catalogue, in upper case
     * @param message one sentence for the caller
     * @return the problem
     * @throws IllegalArgumentException if the status is no error
     */
    public static Problem of(int status, String code, String message) {
        return new Problem(status, code, message, "", Map.of());
    }

    /**
     * The same problem with the id under which the request can be found.
     *
     * @param id the request id
     * @return a copy with it
     */
    public Problem requestId(String id) {
        return new Problem(status, code, message, id, headers);
    }

    /**
     * The same problem with one more header.
     *
     * @param name in lower case
     * @param value the value to send
     * @return a copy with it
     * @throws IllegalArgumentException if the name is not in lower case
     */
    public Problem header(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Problem(status, code, message, requestId, all);
    }

    /**
     * The same problem with a header that asks clients not to try again by themselves.
     *
     * <p>The official OpenAI and Anthropic clients honour {@code x-should-retry: false}, also on the statuses that they
     * otherwise retry (409, 429, 5xx).
     *
     * @return a copy with it
     */
    public Problem notToBeRetried() {
        return header("x-should-retry", "false");
    }
}
