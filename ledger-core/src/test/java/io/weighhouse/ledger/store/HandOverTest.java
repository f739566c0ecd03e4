// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HandOverTest {

    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final Duration SOON = Duration.ofSeconds(30);

    private final HandOver handOver = new HandOver();

    /** A ticket that is known by a number. */
    private static Ticket<Long> ticket(long number) {
        return new Ticket.OfWork<>(engine -> number, Instant.EPOCH, number);
    }

    private List<Long> taken() {
        List<Long> numbers = new ArrayList<>();
        for (Ticket<?> ticket = handOver.takeAll(); ticket != null; ticket = ticket.next) {
            numbers.add(ticket.leftAtNanos);
        }
        return numbers;
    }

    @Test
    void takeAll_ofNothing_isNull() {
        assertThat(handOver.takeAll()).isNull();
    }

    @Test
    void takeAll_afterSome_givesTheFirstFirst() {
        for (long i = 1; i <= 4; i++) {
            handOver.leave(ticket(i));
        }
        assertThat(taken()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(handOver.takeAll()).isNull();
    }

    @Test
    void await_afterATicketWasLeft_returnsAtOnce() {
        handOver.leave(ticket(1));
        assertTimeoutPreemptively(SOON, () -> handOver.await(HOUR_NANOS));
        assertThat(taken()).containsExactly(1L);
    }

    @Test
    void await_afterClosing_returnsAtOnce() {
        handOver.close();
        assertTimeoutPreemptively(SOON, () -> handOver.await(HOUR_NANOS));
        assertThat(handOver.isClosed()).isTrue();
    }

    @Test
    void leave_fromManyThreads_losesNoneAndKeepsTheOrderOfEach() {
        int threads = 4;
        int each = 5_000;
        List<Thread> leaving = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            long from = (long) i * each;
            leaving.add(new Thread(() -> {
                for (long number = from; number < from + each; number++) {
                    handOver.leave(ticket(number));
                }
            }));
        }
        leaving.forEach(Thread::start);
        Map<Long, Long> lastOfThread = new HashMap<>();
        int[] count = new int[1];
        assertTimeoutPreemptively(SOON, () -> {
            while (count[0] < threads * each) {
                handOver.await(HOUR_NANOS);
                for (long number : taken()) {
                    Long before = lastOfThread.put(number / each, number);
                    assertThat(number).isEqualTo(before == null ? number / each * each : before + 1);
                    count[0]++;
                }
            }
        });
        assertThat(handOver.takeAll()).isNull();
    }
}
