// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Callers that wait in the time of the machine: a thousand virtual threads where there are such. */
class AwaitAcquireTest {

    @Test
    void awaitAcquire_byManyThreads_letsAllThroughInTime()
            throws InterruptedException, ExecutionException, ReflectiveOperationException {
        RateLimiter limiter = RateLimiter.local().build();
        Quota quota =
                Quota.of(Limit.requests("rps", 5_000, Duration.ofSeconds(1)).burst(10));
        Subjects subjects = Subjects.of("batch", quota);
        ExecutorService virtual = virtualThreads();
        int callers = virtual == null ? 50 : 1_000;
        List<Callable<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            waiting.add(() -> limiter.awaitAcquire(subjects, Cost.request(), Duration.ofMinutes(1))
                    .allowed());
        }
        assertThat(run(virtual == null ? Executors.newFixedThreadPool(callers) : virtual, waiting))
                .hasSize(callers)
                .containsOnly(true);
    }

    /** An executor of virtual threads where the platform has them. */
    private static @Nullable ExecutorService virtualThreads() throws ReflectiveOperationException {
        try {
            Method maker = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
            return (ExecutorService) maker.invoke(null);
        } catch (NoSuchMethodException | InvocationTargetException none) {
            return null;
        }
    }

    private static <T> List<T> run(ExecutorService executor, List<Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }
}
