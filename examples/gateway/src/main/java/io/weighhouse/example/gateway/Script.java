// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A streamed answer of the loopback provider, event by event.
 *
 * @param before what opens it
 * @param words an event for each word, and so for each token
 * @param after what ends it, usage among it
 */
record Script(List<String> before, List<String> words, List<String> after) {

    /** An event without a name. */
    static String event(ObjectNode json) {
        return "data: " + json + "\n\n";
    }

    /** An event that is named as its type. */
    static String typed(ObjectNode json) {
        return "event: " + json.path("type").asText() + "\ndata: " + json + "\n\n";
    }
}
