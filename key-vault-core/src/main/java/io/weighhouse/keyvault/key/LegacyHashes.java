// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How keys of another system are checked: by which hashers, and how much of the machine they may take.
 *
 * <p>Slow hashes are a way to wear a machine down, since anybody can present keys. So checks run on a few threads, behind a
 * queue that is bounded in length and in time; who finds it full is told to come again. With one thread and 50 ms a check,
 * 20 keys a second can be taken over; while that happens, keys that have a fast hash notice nothing.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class LegacyHashes {

    private static final Duration MAX_QUEUE_TIMEOUT = Duration.ofMinutes(1);
    private static final int MAX_PERMITS = 256;
    private static final int MAX_QUEUE = 100_000;
    private static final int MAX_CANDIDATES = 64;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final ThreadFactory DAEMONS = work -> {
        Thread thread = new Thread(work, "weighhouse-legacy-hash-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    };

    final List<LegacyHasher> hashers;
    final Bulkhead bulkhead;
    final int candidates;
    final ThreadFactory threads;
    final int startLength;

    /** What the checks may take of the machine. */
    record Bulkhead(int permits, Duration queueTimeout, int maximumQueue) {}

    private LegacyHashes(
            List<LegacyHasher> hashers, Bulkhead bulkhead, int candidates, ThreadFactory threads, int startLength) {
        this.hashers = hashers;
        this.bulkhead = bulkhead;
        this.candidates = candidates;
        this.threads = threads;
        this.startLength = startLength;
    }

    /**
     * Checks by some hashers, on half of the processors, with the defaults that the other methods name.
     *
     * @param hashers at least one, each of another id; the first that recognises a hash judges it
     * @return the way of checking
     * @throws IllegalArgumentException if there is none, or if two have one id
     */
    public static LegacyHashes of(LegacyHasher... hashers) {
        List<LegacyHasher> list = List.of(hashers);
        Set<String> ids = new HashSet<>();
        for (LegacyHasher hasher : list) {
            if (!ids.add(Names.id("id", hasher.id()))) {
                throw new IllegalArgumentException("must be different: id=" + Names.quoted(hasher.id()));
            }
        }
        if (list.isEmpty()) {
            throw new IllegalArgumentException("must have a hasher: hashers=[]");
        }
        int permits = Math.min(MAX_PERMITS, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        return new LegacyHashes(list, new Bulkhead(permits, Duration.ofSeconds(2), 100), 4, DAEMONS, 0);
    }

    /**
     * The same with another number of checks at a time; half of the processors, and one at least, unless said.
     *
     * @param number 1 to 256; each is a thread, which ends when it has had nothing to do for a minute
     * @return the changed way of checking
     * @throws IllegalArgumentException if the number is not of that range
     */
    public LegacyHashes permits(int number) {
        inRange("permits", number, 1, MAX_PERMITS);
        return with(new Bulkhead(number, bulkhead.queueTimeout, bulkhead.maximumQueue));
    }

    /**
     * The same with another time that a key may wait for its turn; 2 seconds unless said. It is judged when the turn comes,
     * so the answer can be as much later as the checks before it take.
     *
     * @param most more than zero, at most a minute
     * @return the changed way of checking
     * @throws IllegalArgumentException if it is not of that range
     */
    public LegacyHashes queueTimeout(Duration most) {
        if (most.isNegative() || most.isZero() || most.compareTo(MAX_QUEUE_TIMEOUT) > 0) {
            throw new IllegalArgumentException("must be more than zero and at most PT1M: queueTimeout=" + most);
        }
        return with(new Bulkhead(bulkhead.permits, most, bulkhead.maximumQueue));
    }

    /**
     * The same with another number of keys that may wait; 100 unless said.
     *
     * @param most 1 to 100,000; more than what is checked within the queue's timeout is of no use
     * @return the changed way of checking
     * @throws IllegalArgumentException if the number is not of that range
     */
    public LegacyHashes maximumQueue(int most) {
        inRange("maximumQueue", most, 1, MAX_QUEUE);
        return with(new Bulkhead(bulkhead.permits, bulkhead.queueTimeout, most));
    }

    /**
     * The same with another number of hashes that are tried for one key; 4 unless said. A table that can be looked up by
     * nothing but a short prefix may have several.
     *
     * @param most 1 to 64; the first so many are tried, the others are not
     * @return the changed way of checking
     * @throws IllegalArgumentException if the number is not of that range
     */
    public LegacyHashes candidates(int most) {
        inRange("candidates", most, 1, MAX_CANDIDATES);
        return new LegacyHashes(hashers, bulkhead, most, threads, startLength);
    }

    /**
     * The same with threads from elsewhere; named daemons unless said.
     *
     * @param factory makes the threads; they end when what was built with this is closed
     * @return the changed way of checking
     */
    public LegacyHashes threads(ThreadFactory factory) {
        return new LegacyHashes(hashers, bulkhead, candidates, factory, startLength);
    }

    /**
     * The same for a table whose keys are found by their first characters; by {@link ApiKeyFormat#start} unless said.
     *
     * @param length how many characters the other system has kept of each key, 1 to 20
     * @return the changed way of checking
     * @throws IllegalArgumentException if the number is not of that range
     */
    public LegacyHashes startLength(int length) {
        inRange("startLength", length, 1, KeyRecord.Builder.MAX_START_LENGTH);
        return new LegacyHashes(hashers, bulkhead, candidates, threads, length);
    }

    private LegacyHashes with(Bulkhead other) {
        return new LegacyHashes(hashers, other, candidates, threads, startLength);
    }

    private static void inRange(String what, int number, int least, int most) {
        if (number < least || number > most) {
            throw new IllegalArgumentException("must be " + least + " to " + most + ": " + what + '=' + number);
        }
    }

    /** {@return the hashers' ids and the bounds} */
    @Override
    public String toString() {
        return "LegacyHashes[" + hashers.stream().map(LegacyHasher::id).toList() + ' ' + bulkhead + " candidates="
                + candidates + ']';
    }
}
