// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which requests the loopback provider treats badly without being told in the message: {@code
 * [{"model":"gpt-4o","contains":"grain","times":3,"fault":"!cut=3 !pace=20"}]}.
 *
 * <p>The first rule that fits and has not been used up decides; what is not said fits everything, for ever. Thread-safe.
 */
final class FaultRules {

    private volatile List<Rule> rules = List.of();

    private record Rule(String model, String contains, AtomicInteger left, String fault) {
        boolean fits(String asked, String text) {
            return (model.isEmpty() || model.equals(asked)) && text.contains(contains) && taken();
        }

        private boolean taken() {
            return left.getAndUpdate(n -> n > 0 ? n - 1 : n) != 0;
        }
    }

    /** Replaces all rules. */
    void replace(JsonNode list) throws BadRequest {
        List<Rule> read = new ArrayList<>();
        for (JsonNode rule : list) {
            Fields.require(rule.path("fault").isTextual(), "'fault' must be a string.");
            read.add(new Rule(
                    rule.path("model").asText(""),
                    rule.path("contains").asText(""),
                    new AtomicInteger(rule.path("times").asInt(-1)),
                    rule.path("fault").asText()));
        }
        Fields.require(list.isArray(), "The rules must be an array.");
        rules = List.copyOf(read);
    }

    /** What the rules say to a request: directives, or nothing. */
    String find(String model, String text) {
        for (Rule rule : rules) {
            if (rule.fits(model, text)) {
                return rule.fault;
            }
        }
        return "";
    }
}
