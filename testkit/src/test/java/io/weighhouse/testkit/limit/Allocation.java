// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

/** What a thread allocates. */
final class Allocation {

    private Allocation() {}

    /** What this thread has allocated so far; by reflection, because the module under test does not read that one. */
    static long bytesSoFar() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        return (long) Class.forName("com.sun.management.ThreadMXBean")
                .getMethod("getCurrentThreadAllocatedBytes")
                .invoke(threads);
    }
}
