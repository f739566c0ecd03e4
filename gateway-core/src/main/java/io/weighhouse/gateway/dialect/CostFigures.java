// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.dialect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.weighhouse.metering.call.Settlement;
import java.util.Map;

/**
 * What a settled request cost, for the caller who paid it: as headers, or at the end of a stream.
 *
 * <p>A stream's cost is known only after its last event, when headers are long gone; it goes into a comment line of the
 * event stream, which every client passes over and everyone who looks can read.
 *
 * <p>This class has no state and is thread-safe.
 */
public final class CostFigures {

    private CostFigures() {}

    /**
     * The figures as headers.
     *
     * <p>A request that took 0.36 credits on the provider's own counts has {@code x-weighhouse-charged: 0.360000 CREDIT}
     * and {@code x-weighhouse-basis: REPORTED}.
     *
     * @param settlement how the request ended
     * @return header names in lower case, and their values
     */
    public static Map<String, String> headers(Settlement settlement) {
        return Map.of(
                "x-weighhouse-charged", settlement.charged().toString(),
                "x-weighhouse-basis", settlement.receipt().basis().name());
    }

    /**
     * The figures in the usage that an answer tells, for clients that read no headers: {@code "cost":0.360000,
     * "cost_details":{"unit":"CREDIT/6","basis":"REPORTED"}} in {@code usage}, or {@code usageMetadata}, of a whole answer
     * or of the event of a stream that has it. OpenAI's clients hand them on; Anthropic's drop them in streams.
     *
     * <p>Everything else stays as it came, byte for byte. Of a stream, that event must be held back until the call has been
     * settled.
     *
     * @param answer a JSON document, or one or more server-sent events, UTF-8
     * @param settlement how the request ended
     * @return the answer with its cost; the same bytes if it tells no usage
     */
    public static byte[] into(byte[] answer, Settlement settlement) {
        String details = JsonNodeFactory.instance
                .objectNode()
                .put("unit", settlement.charged().unit().toString())
                .put("basis", settlement.receipt().basis().name())
                .toString();
        String cost = settlement.charged().toDecimal().toPlainString();
        return UsageObject.with(answer, "\"cost\":" + cost + ",\"cost_details\":" + details);
    }

    /**
     * The figures as a comment of a server-sent event stream.
     *
     * @param settlement how the request ended
     * @return one comment line and the blank line after it, such as {@code : weighhouse
     *     {"charged":"0.360000","unit":"CREDIT/6","basis":"REPORTED"}}
     */
    public static String sseComment(Settlement settlement) {
        String figures = JsonNodeFactory.instance
                .objectNode()
                .put("charged", settlement.charged().toDecimal().toPlainString())
                .put("unit", settlement.charged().unit().toString())
                .put("basis", settlement.receipt().basis().name())
                .toString();
        return ": weighhouse " + figures + "\n\n";
    }
}
