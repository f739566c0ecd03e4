// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.util.Optional;

/**
 * Looks up the headers of one response by name.
 *
 * <pre>
 *   reader.read(body, name -> response.headers().firstValue(name));
 * </pre>
 *
 * <p>It is asked for a dozen names or so at most, all in lower case. An implementation need only serve the thread that
 * called the reader.
 */
@FunctionalInterface
public interface ResponseHeaders {

    /**
     * The first value of a header.
     *
     * @param name in lower case, such as {@code x-amzn-bedrock-input-token-count}; matched whatever its case
     * @return the value, or empty if the response has no such header
     */
    Optional<String> first(String name);
}
