// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.plan.SubscriptionChange;
import io.weighhouse.gateway.plan.SubscriptionRecord;
import io.weighhouse.gateway.plan.SubscriptionStore;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A change is stored if it follows on what is there. */
abstract class SubscriptionChangeBehaviour extends SubscriptionBehaviour {

    private static final int WRITERS = 8;

    @Test
    void store_first_isFoundWhole() {
        SubscriptionChange first = subscribed(id("sub_1"), user("ada"));
        assertThat(put(first)).isTrue();
        assertThat(await(store().find(id("sub_1")))).contains(first.record());
    }

    @Test
    void store_again_isStored() {
        SubscriptionChange first = subscribed(id("sub_1"), user("ada"));
        SubscriptionChange second = extended(first, 1);
        assertThat(put(first)).isTrue();
        assertThat(put(second)).isTrue();
        assertThat(put(first)).isTrue();
        assertThat(put(second)).isTrue();
        assertThat(await(store().history(id("sub_1"), 0, 10))).containsExactly(first, second);
    }

    @Test
    void store_otherChangeOfTheSameRevision_isNotStored() {
        SubscriptionChange first = subscribed(id("sub_1"), user("ada"));
        put(first);
        assertThat(put(extended(first, 1))).isTrue();
        assertThat(put(extended(first, 2))).isFalse();
        assertThat(put(subscribed(id("sub_1"), user("bob")))).isFalse();
        assertThat(await(store().find(id("sub_1")))).contains(extended(first, 1).record());
    }

    @Test
    void store_revisionOutOfTurn_isNotStored() {
        SubscriptionChange first = subscribed(id("sub_1"), user("ada"));
        SubscriptionChange second = extended(first, 1);
        assertThat(put(second)).isFalse();
        put(first);
        assertThat(put(extended(second, 2))).isFalse();
        assertThat(await(store().find(id("sub_1")))).contains(first.record());
    }

    @Test
    void store_secondSubscriptionOfASubscriber_isNotStored() {
        put(subscribed(id("sub_1"), user("ada")));
        assertThat(put(subscribed(id("sub_2"), user("ada")))).isFalse();
        assertThat(await(store().find(id("sub_2")))).isEmpty();
        assertThat(put(subscribed(id("sub_2"), user("bob")))).isTrue();
    }

    @Test
    void store_manyWritersOfOneRevision_oneIsStored() throws InterruptedException, ExecutionException {
        SubscriptionChange last = subscribed(id("sub_1"), user("ada"));
        put(last);
        SubscriptionStore store = sameStore();
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        try {
            for (int round = 0; round < 20; round++) {
                SubscriptionChange before = last;
                List<Future<Boolean>> answers = IntStream.range(0, WRITERS)
                        .mapToObj(writer -> pool.submit(() -> await(store.store(extended(before, writer)))))
                        .toList();
                int stored = 0;
                for (int writer = 0; writer < WRITERS; writer++) {
                    if (answers.get(writer).get()) {
                        stored++;
                        last = extended(before, writer);
                    }
                }
                assertThat(stored).isEqualTo(1);
                assertThat(await(store.find(id("sub_1")))).contains(last.record());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void store_manySubscriptionsOfOneSubscriber_oneIsStored() throws InterruptedException, ExecutionException {
        SubscriptionStore store = sameStore();
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<Boolean>> answers = IntStream.range(0, WRITERS)
                    .mapToObj(writer ->
                            pool.submit(() -> await(store.store(subscribed(id("sub_" + writer), user("ada"))))))
                    .toList();
            int stored = 0;
            for (Future<Boolean> answer : answers) {
                stored += answer.get() ? 1 : 0;
            }
            assertThat(stored).isEqualTo(1);
            SubscriptionRecord found =
                    await(store.findBySubscriber(List.of(user("ada")))).orElseThrow();
            assertThat(await(store.list(found.id().tenant(), "", 10))).containsExactly(found);
        } finally {
            pool.shutdownNow();
        }
    }
}
