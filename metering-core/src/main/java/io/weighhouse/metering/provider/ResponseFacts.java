// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import org.jspecify.annotations.Nullable;

/**
 * What a response says beside its counts and decides about prices.
 *
 * <p>A request for {@code gpt-5} may be answered by {@code gpt-5-2025-08-07} in the {@code flex} tier, at half the price.
 * What the response does not say is null. Texts are the provider's own, at most 200 characters of each.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param api {@linkplain ProviderApi#id() id} of the API whose reader read it
 * @param model which model answered
 * @param serviceTier in which tier, such as {@code default}, {@code flex} or {@code priority}
 * @param region where, such as {@code us}
 * @param cost what the provider says it cost
 */
public record ResponseFacts(
        String api,
        @Nullable String model,
        @Nullable String serviceTier,
        @Nullable String region,
        @Nullable ProviderCost cost) {

    /** {@return facts of which nothing is said} */
    static ResponseFacts of(String api) {
        return new ResponseFacts(api, null, null, null, null);
    }

    /** {@return these facts, and where they say nothing, what earlier ones said} */
    ResponseFacts after(ResponseFacts earlier) {
        return new ResponseFacts(
                api,
                later(model, earlier.model),
                later(serviceTier, earlier.serviceTier),
                later(region, earlier.region),
                cost == null ? earlier.cost : cost);
    }

    private static @Nullable String later(@Nullable String now, @Nullable String before) {
        return now == null ? before : now;
    }
}
