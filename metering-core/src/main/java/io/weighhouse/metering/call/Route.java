// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.provider.UsageReader;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a call goes next, when its first provider failed: by which prices, and how the answer is read.
 *
 * <pre>
 *   call.reroute(Route.of(card, UsageReader.openAiChat()).label("payer", "PLATFORM"));
 * </pre>
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param card the prices, in the unit and the currency of the call's first ones
 * @param reader how the answer is read
 * @param context how it is to be served
 * @param labels labels that the books have in place of the call's own of the same name
 * @param cause why the attempt before has ended
 */
public record Route(
        PinnedCard card, UsageReader reader, RatingContext context, Map<String, String> labels, AbortCause cause) {

    /**
     * Copies the labels.
     *
     * @param card the prices
     * @param reader how the answer is read
     * @param context how it is to be served
     * @param labels labels in place of the call's own
     * @param cause why the attempt before has ended
     */
    public Route {
        labels = Map.copyOf(labels);
    }

    /**
     * A route that is served in the usual way, under the call's own labels.
     *
     * @param card the prices, in the unit and the currency of the call's first ones
     * @param reader how the answer is read
     * @return the route
     */
    public static Route of(PinnedCard card, UsageReader reader) {
        return new Route(card, reader, RatingContext.standard(), Map.of(), AbortCause.UPSTREAM_ERROR);
    }

    /**
     * The same route, served otherwise.
     *
     * @param asked as for {@link Call.Builder#served}
     * @return the route
     */
    public Route served(RatingContext asked) {
        return new Route(card, reader, asked, labels, cause);
    }

    /**
     * The same route with a label for the books.
     *
     * @param name such as {@code payer}, 1 to 64 characters
     * @param value such as {@code PLATFORM}, at most 256 characters
     * @return the route
     */
    public Route label(String name, String value) {
        Map<String, String> more = new TreeMap<>(labels);
        more.put(name, value);
        return new Route(card, reader, context, more, cause);
    }

    /**
     * The same route, taken for another cause than an upstream error.
     *
     * @param why why the attempt before has ended
     * @return the route
     */
    public Route because(AbortCause why) {
        return new Route(card, reader, context, labels, why);
    }
}
