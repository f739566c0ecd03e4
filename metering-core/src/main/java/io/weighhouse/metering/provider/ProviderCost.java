// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says that its answer cost.
 *
 * <p>A cost of {@code 0.0160614 USD} with {@code 0.0001764} upstream: the aggregator took the first from its customer's
 * credits, and the second is what the model's host asks for the same answer.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param amount in whole units of the currency, exactly as written, 0 or more
 * @param currency ISO 4217 code, such as {@code USD}
 * @param upstream what the model's host asks, in the same currency, 0 or more; null if the provider does not say
 */
public record ProviderCost(
        BigDecimal amount, String currency, @Nullable BigDecimal upstream) {}
