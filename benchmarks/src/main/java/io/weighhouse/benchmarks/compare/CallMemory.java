// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.work.Caller;
import io.weighhouse.benchmarks.work.Shop;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** What calls allocate, and what of it a ledger in memory keeps: the rest is garbage. For one thread. */
final class CallMemory {

    private static final int CALLS = Caller.CALLS_BETWEEN_LEDGERS / 2;

    private final Gauges gauges;
    private final Shop shop = new Shop();
    private final Caller caller = new Caller(shop, "memory");
    private double kept;
    private double allocated;

    CallMemory(Gauges gauges) {
        this.gauges = gauges;
        for (int i = 0; i < Caller.CALLS_BETWEEN_LEDGERS; i++) {
            caller.openAndSettle();
        }
    }

    /** Bytes of the heap for a call, its event and its id above all. */
    double kept() {
        measure();
        return kept;
    }

    double garbage() {
        measure();
        return allocated - kept;
    }

    /** The first half of a new ledger's calls make room; what the second half adds is what a call keeps. */
    private void measure() {
        if (kept > 0) {
            return;
        }
        for (int i = 0; i < CALLS; i++) {
            caller.openAndSettle();
        }
        long heapBefore = usedHeap();
        long before = gauges.threadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            caller.openAndSettle();
        }
        allocated = (gauges.threadAllocatedBytes() - before) / (double) CALLS;
        kept = (usedHeap() - heapBefore) / (double) CALLS;
    }

    private static long usedHeap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
