// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.Owner;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PlanStore} promises.
 *
 * <p>A test class of an implementation extends this one and says how to make a store in which tenant {@code acme} alone has a
 * subscription, of the wallet {@code wallet:acme}.
 *
 * <p>This class is not thread-safe; the test engine makes an instance for each test. One of its tests uses the store from many
 * threads.
 */
public abstract class PlanStoreContract {

    private static final int CALLERS = 8;

    /** For the classes that extend it. */
    protected PlanStoreContract() {}

    /** {@return a store in which tenant {@code acme} alone has a subscription, of the wallet {@code wallet:acme}} */
    protected abstract PlanStore storeOfAcme();

    @Test
    final void find_keyOfTheTenant_hasItsSubscription() {
        Subscription found = find(storeOfAcme(), Owner.tenant("acme")).orElseThrow();
        assertThat(found.wallet().tenant().value()).isEqualTo("acme");
        assertThat(found.wallet().name()).isEqualTo("wallet:acme");
    }

    @Test
    final void find_keyOfAnotherTenant_hasNone() {
        PlanStore store = storeOfAcme();
        assertThat(find(store, Owner.tenant("rival"))).isEmpty();
        assertThat(find(store, Owner.tenant("rival").user("acme"))).isEmpty();
    }

    @Test
    final void find_again_isTheSameSubscription() {
        PlanStore store = storeOfAcme();
        assertThat(find(store, Owner.tenant("acme"))).isEqualTo(find(store, Owner.tenant("acme")));
    }

    @Test
    final void find_fromManyThreads_isTheSameForAll() throws InterruptedException, ExecutionException {
        PlanStore store = storeOfAcme();
        Subscription one = find(store, Owner.tenant("acme")).orElseThrow();
        ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<Optional<Subscription>>> found = IntStream.range(0, 50 * CALLERS)
                    .mapToObj(call -> pool.submit(() -> find(store, Owner.tenant(call % 2 == 0 ? "acme" : "rival"))))
                    .toList();
            for (int call = 0; call < found.size(); call++) {
                assertThat(found.get(call).get()).isEqualTo(call % 2 == 0 ? Optional.of(one) : Optional.empty());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Optional<Subscription> find(PlanStore store, Owner owner) {
        KeyHash hash = KeyHash.of(KeyHash.SHA_256, KeyDigest.ofHex("0".repeat(64)));
        KeyRecord key = KeyRecord.builder(new KeyId("key_1"), owner, hash).build();
        return store.find(key).toCompletableFuture().join();
    }
}
