// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

/** What work allocates on this thread. */
public final class Garbage {

    private static final int ROUNDS = 20_000;

    private Garbage() {}

    /** Bytes for each time the work is done, once it is warm; the measurement itself is less than one. */
    public static long of(Runnable work) throws ReflectiveOperationException {
        times(work);
        long before = bytesSoFar();
        times(work);
        return (bytesSoFar() - before) / ROUNDS;
    }

    private static void times(Runnable work) {
        for (int i = 0; i < ROUNDS; i++) {
            work.run();
        }
    }

    /** By reflection, because the module under test does not read that one. */
    private static long bytesSoFar() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        return (long) Class.forName("com.sun.management.ThreadMXBean")
                .getMethod("getCurrentThreadAllocatedBytes")
                .invoke(threads);
    }
}
