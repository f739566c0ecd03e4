// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer of the provider's.
 *
 * @param body what it said, empty if it failed
 * @param headers those that are passed on
 * @param failure why there is no answer, null if there is one
 */
@SuppressWarnings("ArrayRecordComponent") // a body, passed on as it is and never compared
record UpstreamAnswer(
        byte[] body, Map<String, String> headers, @Nullable UpstreamFailure failure) {

    static UpstreamAnswer failed(UpstreamFailure failure) {
        return new UpstreamAnswer(new byte[0], Map.of(), failure);
    }
}
