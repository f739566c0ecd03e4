// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BackgroundWorkTest {

    /** Threads that do their work where they are started, but for the writer's, which waits. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // nobody else has it
    static Thread hereButWriter(Runnable work) {
        return work.toString().equals("writer")
                ? new Thread(work)
                : new Thread() {
                    @Override
                    public synchronized void start() {
                        work.run();
                    }
                };
    }

    private final List<String> done = new ArrayList<>();

    @Test
    void execute_whileSomethingIsDone_isDoneAfterIt() {
        BackgroundWork work = new BackgroundWork(BackgroundWorkTest::hereButWriter);
        work.execute(() -> {
            work.execute(() -> done.add("second"));
            done.add("first");
        });
        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void execute_afterAnError_goesOn() {
        BackgroundWork work = new BackgroundWork(BackgroundWorkTest::hereButWriter);
        assertThatThrownBy(() -> work.execute(() -> {
                    throw new AssertionError("broken");
                }))
                .isInstanceOf(AssertionError.class);
        work.execute(() -> done.add("next"));
        assertThat(done).containsExactly("next");
    }

    @Test
    void end_waitsForWhatIsThere_andTakesNoMore() {
        BackgroundWork work = new BackgroundWork(Thread::new);
        CountDownLatch go = new CountDownLatch(1);
        work.execute(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            done.add("first");
        });
        work.execute(() -> done.add("second"));
        go.countDown();
        work.end();
        work.execute(() -> done.add("late"));
        assertThat(done).containsExactly("first", "second");
    }
}
