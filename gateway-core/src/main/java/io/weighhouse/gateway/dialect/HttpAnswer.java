// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.dialect;

import java.util.Map;

/**
 * A whole HTTP answer as plain values.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param status the status code, 100 to 599
 * @param headers header names in lower case, {@code content-type} among them
 * @param body the body, UTF-8 when sent
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {

    /**
     * Copies the headers.
     *
     * @param status the status code, 100 to 599
     * @param headers header names in lower case
     * @param body the body
     */
    public HttpAnswer {
        headers = Map.copyOf(headers);
    }
}
