// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Resolution.Denied;
import io.weighhouse.keyvault.resolve.Resolution.Found;
import io.weighhouse.keyvault.secret.FallbackPolicy;
import io.weighhouse.keyvault.secret.MasterKeyStatus;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.keyvault.secret.WrappedKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Ann of the team search of acme, with a resolver over a store, a vault that counts, and time that a test moves. */
final class SecretHouse {

    static final ProviderId OPENAI = new ProviderId("openai");
    static final ProviderId TWILIO = new ProviderId("twilio");
    static final Owner ANN = Owner.tenant("acme").team("search").user("ann");
    static final SecretHolder PERSONAL = SecretHolder.personal("acme", "ann");
    static final SecretHolder TEAM = SecretHolder.team("acme", "search");
    static final SecretHolder TENANT = SecretHolder.tenant("acme");
    static final SecretHolder PLATFORM = SecretHolder.platform();
    static final Actor ADMIN = Actor.tenantAdmin("boss", "acme");
    static final Actor OPERATOR = Actor.platformAdmin("root");
    static final Instant NOW = Instant.parse("2026-11-26T04:00:00Z");

    final TouchyStore store = new TouchyStore();
    final AtomicInteger unwrapped = new AtomicInteger();
    final AtomicInteger gateAsked = new AtomicInteger();
    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    final List<String> heard = new ArrayList<>();
    boolean entitled = true;
    final SecretVault vault = SecretVault.of(counting(MasterKeys.of("a", new byte[32])));
    KeyResolver resolver = builder().build();

    KeyResolverBuilder builder() {
        return KeyResolver.builder(vault, store, PlatformAccess.when((owner, provider) -> {
                    gateAsked.incrementAndGet();
                    return entitled;
                }))
                .ticker(nanos::get)
                .clock(() -> NOW)
                .audit(new SecretAudit() {
                    @Override
                    public void changed(SecretEvent event, SecretSlot slot, long revision) {
                        heard.add(event.kind() + " by " + event.actor() + " "
                                + slot.holder().scope() + " " + slot.provider() + " " + revision);
                    }

                    @Override
                    public void policyChanged(FallbackPolicy policy, SecretEvent change) {
                        heard.add(policy.rule() + " for " + policy.tenant() + " by " + change.actor()
                                + (policy.consent() == null ? "" : " consents"));
                    }
                });
    }

    ProviderSecrets secrets() {
        return resolver.secrets();
    }

    void put(SecretHolder holder, String key) {
        try (Secret secret = Secret.ofText(key)) {
            resolver.put(holder, OPENAI, secret);
        }
    }

    Found found() {
        return (Found) resolver.resolve(ANN, OPENAI);
    }

    /** The key that Ann's call would get now. */
    String key() {
        return text(resolver.resolve(ANN, OPENAI));
    }

    SealedCredential row(SecretHolder holder) {
        return store.store
                .find(new SecretSlot(holder, OPENAI))
                .toCompletableFuture()
                .join()
                .orElseThrow();
    }

    static String text(Resolution resolution) {
        if (resolution instanceof Denied denied) {
            return denied.reason().name();
        }
        if (resolution instanceof Found found) {
            try (Credential credential = found.credential()) {
                return credential.apiKey().text(SecretAccess.get());
            }
        }
        return "NONE";
    }

    private MasterKeys counting(MasterKeys keys) {
        return new MasterKeys() {
            @Override
            public String currentId() {
                return keys.currentId();
            }

            @Override
            public MasterKeyStatus status(String masterKeyId) {
                return keys.status(masterKeyId);
            }

            @Override
            public WrappedKey wrap(Secret dataKey, byte[] context) {
                return keys.wrap(dataKey, context);
            }

            @Override
            public Secret unwrap(WrappedKey wrapped, byte[] context) {
                unwrapped.incrementAndGet();
                return keys.unwrap(wrapped, context);
            }
        };
    }
}
