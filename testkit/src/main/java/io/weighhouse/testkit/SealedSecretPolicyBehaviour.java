// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.secret.Consent;
import io.weighhouse.keyvault.secret.FallbackPolicy;
import io.weighhouse.keyvault.secret.OnRejection;
import io.weighhouse.keyvault.secret.ProviderId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What tenants want when a provider refuses their key. */
abstract class SealedSecretPolicyBehaviour extends SealedSecretBehaviour {

    @Test
    void findPolicy_nothingSaid_isEmpty() {
        assertThat(await(store().findPolicy("acme", OPENAI))).isEmpty();
    }

    @Test
    void putPolicy_everyRule_isReadBackWhole() {
        FallbackPolicy fail = new FallbackPolicy("acme", OPENAI, OnRejection.FAIL, null, 1);
        FallbackPolicy next = new FallbackPolicy("acme", OPENAI, OnRejection.NEXT_CUSTOMER_KEY, null, 2);
        FallbackPolicy platform = new FallbackPolicy(
                "acme", OPENAI, OnRejection.PLATFORM, new Consent("ann@acme", NOW, "terms of – 2026 💥"), 3);
        for (FallbackPolicy policy : List.of(fail, next, platform)) {
            assertThat(putPolicy(policy)).isTrue();
            assertThat(await(store().findPolicy("acme", OPENAI))).contains(policy);
        }
    }

    @Test
    void putPolicy_notTheNextVersion_writesNothing() {
        assertThat(putPolicy(policy("acme", OPENAI, 2))).isFalse();
        assertThat(await(store().findPolicy("acme", OPENAI))).isEmpty();
        putPolicy(policy("acme", OPENAI, 1));
        putPolicy(policy("acme", OPENAI, 2));
        FallbackPolicy stored = policy("acme", OPENAI, 2);
        for (long version : new long[] {1, 2, 4, Long.MAX_VALUE}) {
            assertThat(putPolicy(new FallbackPolicy("acme", OPENAI, OnRejection.FAIL, null, version)))
                    .as("version %d", version)
                    .isFalse();
        }
        assertThat(await(store().findPolicy("acme", OPENAI))).contains(stored);
    }

    @Test
    void putPolicy_everyTenantAndProvider_hasItsOwn() {
        List<FallbackPolicy> policies = new ArrayList<>();
        for (String tenant : List.of("acme", "ACME", "acm", "acmeo")) {
            for (ProviderId provider : PROVIDERS) {
                policies.add(policy(tenant, provider, 1));
            }
        }
        for (FallbackPolicy policy : policies) {
            assertThat(await(store().findPolicy(policy.tenant(), policy.provider())))
                    .isEmpty();
            assertThat(putPolicy(policy)).isTrue();
        }
        for (FallbackPolicy policy : policies) {
            assertThat(await(store().findPolicy(policy.tenant(), policy.provider())))
                    .contains(policy);
        }
    }

    @Test
    void putPolicy_slotOfTheSameTenant_isAnotherThing() {
        put(credential(SLOT, 1, 1));
        assertThat(putPolicy(policy("acme", OPENAI, 1))).isTrue();
        assertThat(delete(SLOT, 1)).isTrue();
        assertThat(await(store().findPolicy("acme", OPENAI))).contains(policy("acme", OPENAI, 1));
    }

    private boolean putPolicy(FallbackPolicy policy) {
        return await(store().putPolicy(policy));
    }

    private static FallbackPolicy policy(String tenant, ProviderId provider, long version) {
        Consent consent = new Consent("ann", NOW, tenant + '/' + provider + '/' + version);
        return new FallbackPolicy(tenant, provider, OnRejection.PLATFORM, consent, version);
    }
}
