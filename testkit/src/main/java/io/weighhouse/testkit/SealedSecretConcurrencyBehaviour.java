// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.secret.CredentialFields;
import io.weighhouse.keyvault.secret.FallbackPolicy;
import io.weighhouse.keyvault.secret.OnRejection;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SlotVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several callers at once: writes compare and set, so that one of them wins. */
abstract class SealedSecretConcurrencyBehaviour extends SealedSecretBehaviour {

    private static final int CALLERS = 16;

    @Test
    void put_oneVersionBySixteen_oneWins() {
        SealedSecretStore store = store();
        List<Integer> winners = winners(i -> await(store.put(by(i, 1, 1))));
        assertThat(winners).hasSize(1);
        assertThat(find(SLOT)).contains(by(winners.get(0), 1, 1));
    }

    @Test
    void putAndDelete_oneVersionBySixteen_oneWins() {
        put(credential(SLOT, 1, 1));
        SealedSecretStore store = store();
        List<Integer> winners = winners(i -> await(i % 2 == 0 ? store.put(by(i, 1, 2)) : store.delete(SLOT, 1)));
        assertThat(winners).hasSize(1);
        assertThat(latest(SLOT)).isEqualTo(new SlotVersion(1, 2));
        assertThat(find(SLOT).isPresent()).isEqualTo(winners.get(0) % 2 == 0);
    }

    @Test
    void putPolicy_oneVersionBySixteen_oneWins() {
        SealedSecretStore store = store();
        assertThat(winners(i -> await(store.putPolicy(new FallbackPolicy(
                        "acme", OPENAI, i % 2 == 0 ? OnRejection.FAIL : OnRejection.NEXT_CUSTOMER_KEY, null, 1)))))
                .hasSize(1);
    }

    @Test
    void put_chainsOfSixteen_areAllWritten() {
        SealedSecretStore store = store();
        winners(i -> {
            SecretSlot slot = new SecretSlot(SLOT.holder(), new ProviderId("provider-" + i));
            for (int version = 1; version <= 20; version++) {
                SealedCredential next = credential(slot, 1, version);
                assertThat(await(store.put(next))).isTrue();
                assertThat(await(store.find(slot))).contains(next);
            }
            return true;
        });
        assertThat(await(store().list(SLOT.holder())))
                .hasSize(CALLERS)
                .allMatch(credential -> credential.version() == 20);
    }

    private static SealedCredential by(int caller, long revision, long version) {
        CredentialFields fields = new CredentialFields(Map.of(), Map.of("caller", "caller " + caller));
        return new SealedCredential(SLOT, revision, version, fields, saved());
    }

    private static List<Integer> winners(IntFunction<Boolean> attempt) {
        List<CompletableFuture<Boolean>> attempts = IntStream.range(0, CALLERS)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> attempt.apply(i)))
                .toList();
        return IntStream.range(0, CALLERS)
                .filter(i -> attempts.get(i).join())
                .boxed()
                .toList();
    }
}
