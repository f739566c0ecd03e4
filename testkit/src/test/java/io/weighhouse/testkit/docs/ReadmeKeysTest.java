// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Credential;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.resolve.PlatformAccess;
import io.weighhouse.keyvault.resolve.Resolution.Found;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretVault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs what README.md shows of keys and secrets. */
class ReadmeKeysTest {

    private final KeyRegistry keys = KeyRegistry.builder(
                    ApiKeyFormat.parse("wh_sk_{b62:32}{crc}"), KeyRecordStore.inMemory())
            .build();
    private final KeyResolver resolver = KeyResolver.builder(
                    SecretVault.of(MasterKeys.of("main", new byte[32])),
                    SealedSecretStore.inMemory(),
                    PlatformAccess.everybody())
            .build();
    private final List<String> sent = new ArrayList<>();

    @Test
    void readme_keysAndSecrets_workAsShown() {
        Secret theirs = Secret.ofText("sk-their-own-key-0123456789");
        ProviderId openai = new ProviderId("openai");
        // [keys]
        IssuedKey issued = keys.issue(NewKey.of(Owner.tenant("acme"), "ci").scopes("chat"));
        resolver.put(SecretHolder.tenant("acme"), openai, theirs);

        Authentication answer = keys.authenticate(issued.key().reveal(), KeyDemand.scope("chat"));
        if (answer instanceof Authenticated caller
                && resolver.resolve(caller.record().owner(), openai) instanceof Found found) {
            try (Credential credential = found.credential()) {
                send(credential.apiKey(), found.payer()); // who owes the provider: here the customer
            }
        }
        // [/keys]
        assertThat(sent).containsExactly("Secret[redacted] CUSTOMER");
    }

    private void send(Secret apiKey, Payer payer) {
        sent.add(apiKey + " " + payer);
    }
}
