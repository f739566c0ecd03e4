// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** The threads and the ticker that a journal uses when it is given none. */
final class JournalThreads {

    /** The system's monotonic clock. */
    static final LongSupplier TICKER = System::nanoTime;

    private static final AtomicInteger COUNT = new AtomicInteger();

    static final ThreadFactory DAEMONS = work -> {
        Thread thread = new Thread(work, "weighhouse-journal-" + work + '-' + COUNT.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    };

    private JournalThreads() {}

    /** Waits for a thread to end, through interruptions, which are kept for later. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
