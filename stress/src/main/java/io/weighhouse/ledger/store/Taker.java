// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Takes numbered tickets as the journal's writer does, and tells whether it was ever left asleep. */
final class Taker {

    /** Far above what a busy machine keeps a thread waiting between leaving a ticket and waking the taker. */
    private static final long BOUND_NANOS = Duration.ofSeconds(5).toNanos();

    static final String IN_TIME = "in time";
    static final String LEFT_ASLEEP = "left asleep";
    static final String NOTHING = "-";

    private final HandOver handOver;
    private boolean sleptOn;
    private boolean leftAsleep;

    Taker(HandOver handOver) {
        this.handOver = handOver;
    }

    static Ticket<Long> ticket(long number) {
        return new Ticket.OfWork<>(engine -> number, Instant.EPOCH, number);
    }

    /** The numbers of all tickets that are there, one after another. */
    static String taken(HandOver handOver) {
        String numbers = numbers(handOver.takeAll());
        return numbers.isEmpty() ? NOTHING : numbers;
    }

    private static String numbers(@Nullable Ticket<?> first) {
        StringBuilder numbers = new StringBuilder();
        for (Ticket<?> ticket = first; ticket != null; ticket = ticket.next) {
            numbers.append(ticket.leftAtNanos);
        }
        return numbers.toString();
    }

    /** Takes and sleeps in turn until it has so many. */
    String takeUntil(int count) {
        StringBuilder numbers = new StringBuilder();
        while (true) {
            numbers.append(takeNow());
            if (numbers.length() >= count) {
                return numbers.toString();
            }
            sleep();
        }
    }

    /** Takes and sleeps in turn until it is closed and nothing is left. */
    String takeUntilClosed() {
        StringBuilder numbers = new StringBuilder();
        while (true) {
            String now = takeNow();
            numbers.append(now);
            if (now.isEmpty()) {
                if (handOver.isClosed()) {
                    leftAsleep |= sleptOn;
                    numbers.append(takeNow());
                    return numbers.length() == 0 ? NOTHING : numbers.toString();
                }
                sleep();
            }
        }
    }

    private String takeNow() {
        String numbers = numbers(handOver.takeAll());
        leftAsleep |= sleptOn && !numbers.isEmpty();
        return numbers;
    }

    /** Nobody wakes it for nothing, so it may sleep as long as it likes while nothing is there. */
    private void sleep() {
        long before = System.nanoTime();
        handOver.await(BOUND_NANOS);
        sleptOn = System.nanoTime() - before >= BOUND_NANOS;
    }

    String woken() {
        return leftAsleep ? LEFT_ASLEEP : IN_TIME;
    }
}
