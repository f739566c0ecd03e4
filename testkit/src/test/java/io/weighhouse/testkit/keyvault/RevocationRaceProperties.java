// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyEdit;
import io.weighhouse.keyvault.key.KeyHashing;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.KeyRegistryBuilder;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.Pepper;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.keyvault.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * No key is found good by an answer that is given the bound after its end was stored, nor on the node that ended it by a call
 * that begins afterwards: over random schedules of slow reads, failing stores, feeds, rehashes and changes on three nodes.
 */
class RevocationRaceProperties {

    private static final long BOUND_NANOS = Duration.ofSeconds(5).toNanos();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{b62:32}{crc}");
    private static final int STEPS = 60;
    private static final int NODES = 3;

    private int good;
    private int refused;

    @Property(tries = 2000)
    void authenticate_anySchedule_noneIsGoodTheBoundAfterItsEnd(@ForAll long seed) {
        good = 0;
        refused = 0;
        new Schedule(seed).run();
        assertThat(good + refused).as("calls that were answered").isPositive();
    }

    @Test
    void authenticate_storeDownPastTheBound_isRefused() {
        Schedule schedule = new Schedule(1);
        for (int node = 0; node < NODES; node++) {
            assertThat(schedule.nodes.get(node).authenticate(schedule.key)).isInstanceOf(Authenticated.class);
        }
        schedule.store.down = true;
        schedule.now += BOUND_NANOS;
        for (int node = 0; node < NODES; node++) {
            assertThat(schedule.nodes.get(node).authenticate(schedule.key))
                    .isEqualTo(new Rejected(Rejection.STORE_UNAVAILABLE));
        }
    }

    @Test
    void revoke_whileManyThreadsPresentTheKey_noCallThatBeginsAfterwardsIsGood() throws InterruptedException {
        KeyRegistry keys =
                KeyRegistry.builder(FORMAT, KeyRecordStore.inMemory()).build();
        int calls = 0;
        for (int round = 0; round < 300; round++) {
            IssuedKey issued = keys.issue(NewKey.of(Owner.tenant("acme"), "n"));
            String key = issued.key().reveal();
            AtomicBoolean revoked = new AtomicBoolean();
            AtomicBoolean violated = new AtomicBoolean();
            CountDownLatch started = new CountDownLatch(2);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Thread thread = new Thread(() -> {
                    started.countDown();
                    boolean before = true;
                    while (before) {
                        before = !revoked.get();
                        boolean isGood = keys.authenticate(key) instanceof Authenticated;
                        violated.compareAndSet(false, isGood && !before);
                    }
                });
                thread.start();
                threads.add(thread);
            }
            started.await();
            keys.revoke("acme", issued.record().id());
            revoked.set(true);
            for (Thread thread : threads) {
                thread.join();
                calls++;
            }
            assertThat(violated).as("round %d", round).isFalse();
        }
        assertThat(calls).isEqualTo(600);
    }

    /** One history. */
    private final class Schedule {

        private final Random random;
        private final SlowKeyStore store = new SlowKeyStore();
        private final List<KeyRegistry> nodes = new ArrayList<>();
        private final List<String> violations = new ArrayList<>();
        private final int[] endedHereStep = new int[NODES];
        private int step;
        private long now = Long.MAX_VALUE - BOUND_NANOS;
        private final long start = now;
        private long endedNanos = Long.MAX_VALUE;
        private final String key;
        private final KeyId id;

        Schedule(long seed) {
            this.random = new Random(seed);
            Pepper first = pepper(1);
            KeyHashing both = KeyHashing.hmac(pepper(2)).with(first).reading("h1.1");
            // Node 0 knows the second pepper too and rehashes; node 1 hears of changes; node 2 is plain.
            nodes.add(builder().hashing(both).build());
            nodes.add(builder()
                    .hashing(both)
                    .changeFeed(Duration.ofMinutes(1 + random.nextInt(10)))
                    .build());
            nodes.add(builder().hashing(both).build());
            IssuedKey issued =
                    builder().hashing(KeyHashing.hmac(first)).build().issue(NewKey.of(Owner.tenant("a"), "n"));
            this.key = issued.key().reveal();
            this.id = issued.record().id();
            Arrays.fill(endedHereStep, Integer.MAX_VALUE);
        }

        void run() {
            for (step = 0; step < STEPS; step++) {
                next();
            }
            store.slow = false;
            store.down = false;
            while (store.waiting() > 0) {
                store.answer(0);
            }
            assertThat(violations).isEmpty();
            if (endedNanos != Long.MAX_VALUE) {
                now += BOUND_NANOS;
                for (int node = 0; node < NODES; node++) {
                    assertThat(nodes.get(node).authenticate(key)).isInstanceOf(Rejected.class);
                }
            }
        }

        private void next() {
            int node = random.nextInt(NODES);
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> present(node);
                case 3 -> now += (long) (random.nextDouble() * BOUND_NANOS * 0.6);
                case 4, 5 -> {
                    if (store.waiting() > 0) {
                        store.answer(random.nextInt(store.waiting()));
                    }
                }
                case 6 -> {
                    store.slow = random.nextBoolean();
                    store.down = random.nextInt(4) == 0;
                }
                case 7 -> nodes.get(1).readChanges();
                default -> {
                    if (random.nextInt(4) == 0) {
                        end(node);
                    }
                }
            }
        }

        private void present(int node) {
            int began = step;
            nodes.get(node).authenticateAsync(key).whenComplete((answer, failure) -> {
                boolean isGood = answer instanceof Authenticated;
                good += isGood ? 1 : 0;
                refused += isGood ? 0 : 1;
                if (failure != null) {
                    violations.add("step " + step + " node " + node + ": " + failure);
                }
                if (isGood && endedNanos != Long.MAX_VALUE && elapsed() >= endedNanos + BOUND_NANOS) {
                    violations.add(
                            "step " + step + " node " + node + ": good " + (elapsed() - endedNanos) + " ns after");
                }
                if (isGood && began > endedHereStep[node]) {
                    violations.add("step " + step + " node " + node + ": good after it ended here");
                }
            });
        }

        /** Time counts from the beginning, because the ticker wraps in the middle of a history. */
        private long elapsed() {
            return now - start;
        }

        private void end(int node) {
            switch (random.nextInt(3)) {
                case 0 -> nodes.get(node).revoke("a", id);
                case 1 -> nodes.get(node).change("a", id, KeyEdit.expireAt(START));
                default -> nodes.get(node).change("a", id, KeyEdit.disable());
            }
            endedNanos = Math.min(endedNanos, elapsed());
            endedHereStep[node] = Math.min(endedHereStep[node], step);
        }

        private KeyRegistryBuilder builder() {
            return KeyRegistry.builder(FORMAT, store)
                    .clock(() -> START.plusNanos(elapsed()))
                    .ticker(() -> now)
                    .revocationBound(Duration.ofNanos(BOUND_NANOS));
        }

        private Pepper pepper(int version) {
            byte[] bytes = new byte[32];
            bytes[0] = (byte) version;
            try (Secret secret = Secret.ofBytes(bytes)) {
                return Pepper.of(version, secret);
            }
        }
    }
}
