// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

/** What a thread allocates. */
final class Allocation {

    private static final int CALLS = 20_000;

    private Allocation() {}

    /** The bytes that so many calls of an action allocate, the least of a few attempts: the compiler allocates too. */
    static long bytesOf20000(Runnable action) throws ReflectiveOperationException {
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5 && least > 0; attempt++) {
            long start = bytesSoFar();
            long before = bytesSoFar();
            for (int i = 0; i < CALLS; i++) {
                action.run();
            }
            least = Math.min(least, bytesSoFar() - before - (before - start));
        }
        return least;
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
