// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** The threads that serve requests: virtual ones where the JDK has them, else a pool of daemons. */
final class Threads {

    private Threads() {}

    static ExecutorService forRequests() {
        try {
            // By name, because this is compiled for JDK 17, which has none.
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException beforeJdk21) {
            AtomicLong number = new AtomicLong();
            return Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "gateway-" + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
        }
    }
}
