// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the harness reads off the machine; all count up from anywhere. */
interface Gauges {

    /** Elapsed time, for deadlines only. */
    long wallNanos();

    /** CPU time of the calling thread. */
    long threadCpuNanos();

    /** CPU time of all threads of the process, the collector's and the compiler's too. */
    long processCpuNanos();

    /** Bytes that the calling thread has allocated. */
    long threadAllocatedBytes();

    /** The gauges of this JVM. */
    static Gauges ofThisProcess() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Gauges() {
            @Override
            public long wallNanos() {
                return System.nanoTime();
            }

            @Override
            public long threadCpuNanos() {
                return threads.getCurrentThreadCpuTime();
            }

            @Override
            public long processCpuNanos() {
                return system.getProcessCpuTime();
            }

            @Override
            public long threadAllocatedBytes() {
                return threads.getCurrentThreadAllocatedBytes();
            }
        };
    }
}
