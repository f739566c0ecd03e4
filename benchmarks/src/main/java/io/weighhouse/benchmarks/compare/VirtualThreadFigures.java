// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import com.sun.management.ThreadMXBean;
import io.weighhouse.benchmarks.work.PresentedKeys;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Good keys on 10,000 virtual threads, 100 on each, beside the same tasks on a platform thread for each processor. For
 * information, where the JVM has virtual threads; found by reflection, since the code is compiled for one without.
 *
 * <p>Figures are of the whole process, less those of as many tasks that do nothing. What is allocated tells whether digests and
 * buffers are found in their pool.
 */
final class VirtualThreadFigures {

    private static final int TASKS = 10_000;
    private static final int KEYS_EACH = 100;
    private static final int TIMES = 3;

    /** Makes an executor. */
    private interface Executor {
        ExecutorService make() throws ReflectiveOperationException;
    }

    private VirtualThreadFigures() {}

    static List<Figure> all(PresentedKeys keys) {
        Method virtual;
        Method allocated;
        try {
            virtual = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
            allocated = ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
        } catch (NoSuchMethodException olderThan21) {
            return List.of();
        }
        Executor ours = () -> (ExecutorService) virtual.invoke(null);
        int processors = Runtime.getRuntime().availableProcessors();
        Executor platform = () -> Executors.newFixedThreadPool(processors);
        Figure.Reading nanos = Gauges.ofThisProcess()::processCpuNanos;
        Figure.Reading bytes = () -> (long) allocated.invoke(ManagementFactory.getThreadMXBean());
        String name = "good key, 10,000 virtual threads";
        String rival = processors + " platform threads";
        return List.of(
                Figure.of(name, "ns", () -> each(ours, keys, nanos))
                        .against(rival, () -> each(platform, keys, nanos))
                        .times(TIMES),
                Figure.of(name + ", allocated", "B", () -> each(ours, keys, bytes))
                        .against(rival, () -> each(platform, keys, bytes))
                        .times(TIMES));
    }

    /** What a gauge of the process counts for one key. */
    private static double each(Executor executor, PresentedKeys keys, Figure.Reading gauge) throws Exception {
        double idle = counted(executor, keys, 0, gauge);
        return (counted(executor, keys, KEYS_EACH, gauge) - idle) / TASKS / KEYS_EACH;
    }

    private static double counted(Executor executor, PresentedKeys keys, int each, Figure.Reading gauge)
            throws Exception {
        ExecutorService threads = executor.make();
        double before = gauge.read();
        List<Future<Long>> answers = new ArrayList<>();
        for (int task = 0; task < TASKS; task++) {
            int first = task;
            answers.add(threads.submit(() -> good(keys, first, each)));
        }
        long good = 0;
        for (Future<Long> answer : answers) {
            good += answer.get();
        }
        double count = gauge.read() - before;
        threads.shutdown();
        if (good != (long) TASKS * each) {
            throw new IllegalStateException("must all be good: " + good + " of " + (long) TASKS * each);
        }
        return count;
    }

    private static long good(PresentedKeys keys, int first, int iterations) {
        long sum = 0;
        for (int i = first; i < first + iterations; i++) {
            sum += keys.authenticate(i) instanceof Authenticated ? 1 : 0;
        }
        return sum;
    }
}
