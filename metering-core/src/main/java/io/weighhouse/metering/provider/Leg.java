// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A part of one answer that is priced by itself.
 *
 * <p>An answer whose model asked another for advice has three: {@code Leg("message", null, ...)}, {@code
 * Leg("advisor_message", "claude-opus-4-8", ...)} and another message.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param kind what the provider calls it, such as {@code compaction}
 * @param model whose prices apply, as the provider names it; null for the model of the call
 * @param usage its own quantities
 */
public record Leg(String kind, @Nullable String model, Usage usage) {}
