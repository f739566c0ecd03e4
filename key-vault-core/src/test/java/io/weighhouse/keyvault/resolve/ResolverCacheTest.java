// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import static io.weighhouse.keyvault.resolve.SecretHouse.ANN;
import static io.weighhouse.keyvault.resolve.SecretHouse.OPENAI;
import static io.weighhouse.keyvault.resolve.SecretHouse.PERSONAL;
import static io.weighhouse.keyvault.resolve.SecretHouse.PLATFORM;
import static io.weighhouse.keyvault.resolve.SecretHouse.TEAM;
import static io.weighhouse.keyvault.resolve.SecretHouse.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Resolution.Found;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ResolverCacheTest {

    private static final Duration BOUND = Duration.ofSeconds(5);

    private final SecretHouse house = new SecretHouse();

    @Test
    void resolve_again_asksNeitherStoreNorVault() {
        house.put(TENANT, "acme's");
        for (int i = 0; i < 10; i++) {
            assertThat(house.key()).isEqualTo("acme's");
        }
        assertThat(house.store.found).containsExactly(PERSONAL, TEAM, TENANT);
        assertThat(house.unwrapped).hasValue(1);
    }

    @Test
    void resolve_asOldAsTheBound_asksAgain() {
        house.put(TENANT, "acme's");
        house.key();
        house.nanos.addAndGet(BOUND.toNanos() - 1);
        assertThat(house.key()).isEqualTo("acme's");
        assertThat(house.unwrapped).hasValue(1);
        house.nanos.addAndGet(1);
        assertThat(house.key()).isEqualTo("acme's");
        assertThat(house.unwrapped).hasValue(2);
    }

    @Test
    void resolve_boundOfZero_asksEachTime() {
        house.resolver = house.builder().cacheBound(Duration.ZERO).build();
        house.put(TENANT, "acme's");
        for (int i = 0; i < 3; i++) {
            assertThat(house.key()).isEqualTo("acme's");
        }
        assertThat(house.unwrapped).hasValue(3);
    }

    @Test
    void save_onThisNode_holdsAtOnce() {
        house.put(TENANT, "acme's");
        assertThat(house.key()).isEqualTo("acme's");
        house.put(PERSONAL, "ann's");
        assertThat(house.key()).isEqualTo("ann's");
        house.put(PERSONAL, "ann's second");
        assertThat(house.key()).isEqualTo("ann's second");
        house.resolver.delete(PERSONAL, OPENAI);
        assertThat(house.key()).isEqualTo("acme's");
    }

    @Test
    void save_onAnotherNode_holdsWithinTheBound() {
        KeyResolver other = house.builder().build();
        house.put(TENANT, "acme's");
        assertThat(house.key()).isEqualTo("acme's");
        other.delete(TENANT, OPENAI);
        assertThat(house.key()).isEqualTo("acme's");
        house.nanos.addAndGet(BOUND.toNanos());
        assertThat(house.key()).isEqualTo("NONE");
    }

    @Test
    void save_thatFails_isForgottenTooSinceItMayBeStored() {
        house.put(TENANT, "acme's");
        house.key();
        house.store.contended = true;
        assertThatThrownBy(() -> house.put(TENANT, "new")).isInstanceOf(SecretStoreException.class);
        house.key();
        assertThat(house.unwrapped).hasValue(2);
    }

    @Test
    void save_whileTheOldIsBeingRead_isNotOverwrittenByTheLateAnswer() {
        house.put(TENANT, "first");
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        house.store.held = held;
        CompletableFuture<Resolution> late =
                house.resolver.resolveAsync(Owner.tenant("acme"), OPENAI).toCompletableFuture();
        house.store.held = null;
        house.put(TENANT, "second");
        held.complete(true);
        assertThat(SecretHouse.text(late.join())).as("it was asked before").isEqualTo("first");
        assertThat(SecretHouse.text(house.resolver.resolve(Owner.tenant("acme"), OPENAI)))
                .isEqualTo("second");
    }

    @Test
    void save_whileAbsenceIsBeingRead_isNotHiddenByTheLateAnswer() {
        house.put(PLATFORM, "platform's");
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        house.store.held = held;
        CompletableFuture<Resolution> late =
                house.resolver.resolveAsync(ANN, OPENAI).toCompletableFuture();
        house.store.held = null;
        house.put(PERSONAL, "ann's");
        held.complete(true);
        assertThat(SecretHouse.text(late.join())).isEqualTo("platform's");
        assertThat(house.key()).isEqualTo("ann's");
    }

    @Test
    void close_oneCallersCredential_leavesTheOthers() {
        house.put(TENANT, "acme's");
        Found one = house.found();
        Found other = house.found();
        Found third = house.found();
        one.credential().close();
        other.credential().close();
        assertThat(third.credential().apiKey().text(SecretAccess.get())).isEqualTo("acme's");
        assertThat(house.key()).isEqualTo("acme's");
        assertThatThrownBy(() -> one.credential().apiKey().text(SecretAccess.get()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(house.unwrapped).hasValue(1);
    }

    @Test
    void save_whileACallerHoldsTheOld_leavesHimHis() {
        house.put(TENANT, "first");
        Found before = house.found();
        house.put(TENANT, "second");
        assertThat(SecretHouse.text(before)).isEqualTo("first");
        assertThat(before.origin().revision()).isEqualTo(1);
        assertThat(house.found().origin().revision()).isEqualTo(2);
    }

    @Test
    void resolve_platformsKey_asksTheGateEachTime() {
        house.put(PLATFORM, "platform's");
        for (int i = 1; i < 4; i++) {
            assertThat(house.key()).isEqualTo("platform's");
            assertThat(house.gateAsked).hasValue(i);
        }
        house.entitled = false;
        assertThat(house.key()).isEqualTo("NOT_ENTITLED");
        house.entitled = true;
        assertThat(house.key()).isEqualTo("platform's");
        assertThat(house.unwrapped).hasValue(1);
    }

    @Test
    void resolve_gateThatFailsWhileTheKeyIsKnown_handsNothingOut() {
        AtomicBoolean failing = new AtomicBoolean();
        house.resolver = KeyResolver.builder(house.vault, house.store, PlatformAccess.when((owner, provider) -> {
                    if (failing.get()) {
                        throw new IllegalStateException("no answer");
                    }
                    return true;
                }))
                .build();
        house.put(PLATFORM, "platform's");
        assertThat(house.key()).isEqualTo("platform's");
        failing.set(true);
        assertThatThrownBy(() -> house.key()).hasMessage("no answer");
        assertThat(house.resolver.resolveAsync(ANN, OPENAI)).isCompletedExceptionally();
    }

    @Test
    void resolve_gateThatTakesItsTime_isWaitedForEachTime() {
        AtomicBoolean agreed = new AtomicBoolean(true);
        house.resolver = KeyResolver.builder(
                        house.vault,
                        house.store,
                        (owner, provider) -> new CompletableFuture<Boolean>().completeAsync(agreed::get))
                .build();
        house.put(PLATFORM, "platform's");
        assertThat(house.key()).isEqualTo("platform's");
        assertThat(house.key()).isEqualTo("platform's");
        agreed.set(false);
        assertThat(house.key()).isEqualTo("NOT_ENTITLED");
    }

    @Test
    void resolve_moreOwnersThanRemembered_isRightForEach() {
        house.resolver = house.builder().cacheSize(4).build();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 40; i++) {
                if (round == 0) {
                    house.put(SecretHolder.tenant("t" + i), "key of t" + i);
                }
                assertThat(SecretHouse.text(house.resolver.resolve(Owner.tenant("t" + i), OPENAI)))
                        .isEqualTo("key of t" + i);
            }
        }
    }

    @Test
    void resolve_whileOthersSaveAndEvict_neverGivesHalfAKey() throws ExecutionException, InterruptedException {
        house.resolver = house.builder().cacheSize(2).build();
        String[] keys = {"a".repeat(3_000), "b".repeat(3_000)};
        house.put(TENANT, keys[0]);
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit(() -> {
                    int read = 0;
                    while (!ended.get()) {
                        assertThat(SecretHouse.text(house.resolver.resolve(Owner.tenant("acme"), OPENAI)))
                                .isIn((Object[]) keys);
                        read++;
                    }
                    return read;
                }));
            }
            for (int i = 0; i < 500; i++) {
                house.put(TENANT, keys[i & 1]);
            }
            ended.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            ended.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void accepted_keyWithoutRejections_asksNobody() {
        house.put(TENANT, "acme's");
        Found found = house.found();
        int finds = house.store.found.size();
        int puts = house.store.puts;
        house.resolver.accepted(found);
        house.resolver.acceptedAsync(found).toCompletableFuture().join();
        assertThat(house.store.found).hasSize(finds);
        assertThat(house.store.puts).isEqualTo(puts);
    }

    @Test
    void resolve_fromTheCache_allocatesTheAnswerAndNothingElse() throws ReflectiveOperationException {
        house.put(PLATFORM, "sk-platform-of-forty-characters-01234567");
        for (int i = 0; i < 20_000; i++) {
            house.found().credential().close();
        }
        long before = allocated();
        for (int i = 0; i < 10_000; i++) {
            house.found().credential().close();
        }
        long bytes = (allocated() - before) / 10_000;
        assertThat(bytes)
                .as("bytes: two arrays, a key of the map, the answer, no stages")
                .isLessThanOrEqualTo(320);
    }

    /** What this thread has allocated so far; by reflection, because the module under test does not read that one. */
    private static long allocated() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        return (long) Class.forName("com.sun.management.ThreadMXBean")
                .getMethod("getCurrentThreadAllocatedBytes")
                .invoke(threads);
    }

    @Test
    void builder_valuesOutOfRange_areRefused() {
        KeyResolverBuilder builder = house.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.cacheBound(Duration.ofSeconds(61)))
                .withMessage("must be PT0S to PT1M: cacheBound=PT1M1S");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.cacheBound(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.cacheSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.quarantineAfter(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.quarantineAfter(1001));
    }
}
