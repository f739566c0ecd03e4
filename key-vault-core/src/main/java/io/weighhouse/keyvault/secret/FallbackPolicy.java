// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;
import org.jspecify.annotations.Nullable;

/**
 * What one tenant wants to happen when a provider refuses its key.
 *
 * <p>A tenant without a policy has {@link OnRejection#FAIL}: nobody is charged for what he did not ask for.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param tenant whose wish it is
 * @param provider for which provider
 * @param rule what happens
 * @param consent who agreed to be charged; null unless the rule is {@link OnRejection#PLATFORM}
 * @param version 1 for the first, one more for each change
 */
public record FallbackPolicy(
        String tenant,
        ProviderId provider,
        OnRejection rule,
        @Nullable Consent consent,
        long version) {

    /**
     * Checks that the consent fits the rule.
     *
     * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @param provider for which provider
     * @param rule what happens
     * @param consent present exactly for {@link OnRejection#PLATFORM}
     * @param version at least 1
     * @throws IllegalArgumentException if one of them does not fit
     */
    public FallbackPolicy {
        Names.id("tenant", tenant);
        if ((consent != null) != (rule == OnRejection.PLATFORM)) {
            throw new IllegalArgumentException("must have a consent exactly for PLATFORM: rule=" + rule);
        }
        if (version < 1) {
            throw new IllegalArgumentException("must be >= 1: version=" + version);
        }
    }
}
