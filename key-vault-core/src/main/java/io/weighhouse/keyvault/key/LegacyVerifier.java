// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Runs the slow checks on few threads, behind a queue that is bounded in length and in time. */
final class LegacyVerifier implements AutoCloseable {

    /*
     * What time tells. A key for which there is no candidate is checked against a decoy, in the same queue, so that a
     * flood of made-up keys and one of keys with a known prefix are answered alike. Nothing is locked while a check runs:
     * a lock by prefix would make the second caller of a known prefix wait, and so tell it from an unknown one. What is
     * left is that several candidates take several times as long; who minds looks keys up by more than a prefix.
     *
     * Who answers. Each task answers exactly once, and wipes its copy of the key when it does: with a verdict, or as busy
     * when it found the queue full, waited too long, or was still waiting at the end.
     */

    private static final long IDLE_SECONDS = 60;

    private final LegacyHashes hashes;
    private final LongSupplier ticker;
    private final ThreadPoolExecutor pool;
    private volatile boolean closed;

    LegacyVerifier(LegacyHashes hashes, LongSupplier ticker) {
        this.hashes = hashes;
        this.ticker = ticker;
        BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(hashes.bulkhead.maximumQueue());
        int permits = hashes.bulkhead.permits();
        this.pool = new ThreadPoolExecutor(permits, permits, IDLE_SECONDS, TimeUnit.SECONDS, queue, hashes.threads);
        this.pool.allowCoreThreadTimeOut(true);
    }

    /** How a check came out. */
    enum Verdict {
        /** One hash is that of the key. */
        MATCH,
        /** None is. */
        NONE,
        /** None that was worked out is, and some were not: refused by their hasher, or more than are tried. */
        REFUSED,
        /** Not checked: too many others are waiting. */
        BUSY
    }

    /**
     * The answer to one key.
     *
     * @param index which hash matched, counted from 0; -1 if none did
     */
    record Outcome(Verdict verdict, int index) {

        private static final Outcome NONE = new Outcome(Verdict.NONE, -1);
        private static final Outcome REFUSED = new Outcome(Verdict.REFUSED, -1);
        private static final Outcome BUSY = new Outcome(Verdict.BUSY, -1);
    }

    /**
     * Checks a key against hashes, one after the other until one matches.
     *
     * @param key the verifier's from now on: wiped when the stage completes
     * @return never fails; completed by a thread of the pool, so what is chained to it takes a permit while it runs
     */
    CompletionStage<Outcome> verify(byte[] key, List<String> candidates) {
        Task task = new Task(key, candidates);
        try {
            pool.execute(task);
        } catch (RejectedExecutionException full) {
            task.answer(Outcome.BUSY);
        }
        return task.answer;
    }

    /** Ends the threads, each after the check that it is at, and answers all that waits as busy. Does not wait. */
    @Override
    public void close() {
        closed = true;
        pool.shutdown();
        List<Runnable> waiting = new ArrayList<>();
        pool.getQueue().drainTo(waiting);
        waiting.forEach(Runnable::run);
    }

    private final class Task implements Runnable {

        private final byte[] key;
        private final List<String> candidates;
        private final long queuedNanos = ticker.getAsLong();
        private final CompletableFuture<Outcome> answer = new CompletableFuture<>();

        Task(byte[] key, List<String> candidates) {
            this.key = key;
            this.candidates = candidates;
        }

        @Override
        public void run() {
            Outcome outcome = Outcome.REFUSED;
            try {
                boolean late = ticker.getAsLong() - queuedNanos
                        > hashes.bulkhead.queueTimeout().toNanos();
                outcome = closed || late ? Outcome.BUSY : checked();
            } finally {
                answer(outcome);
            }
        }

        private void answer(Outcome outcome) {
            Arrays.fill(key, (byte) 0);
            answer.complete(outcome);
        }

        private Outcome checked() {
            boolean worked = false;
            boolean refused = candidates.size() > hashes.candidates;
            for (int i = 0; i < Math.min(candidates.size(), hashes.candidates); i++) {
                LegacyCheck check = check(candidates.get(i));
                if (check == LegacyCheck.MATCH) {
                    return new Outcome(Verdict.MATCH, i);
                }
                refused |= check == LegacyCheck.REFUSED;
                worked |= check == LegacyCheck.MISMATCH;
            }
            if (!worked) {
                LegacyHasher usual = hashes.hashers.get(0);
                check(usual, usual.decoy());
            }
            return refused ? Outcome.REFUSED : Outcome.NONE;
        }

        private LegacyCheck check(String hash) {
            for (LegacyHasher hasher : hashes.hashers) {
                if (hasher.recognises(hash)) {
                    return check(hasher, hash);
                }
            }
            // Nobody's to judge: a table with a kind of hash that no hasher was named for.
            return LegacyCheck.REFUSED;
        }

        /** A hasher that breaks its promise not to throw has matched nothing. */
        private LegacyCheck check(LegacyHasher hasher, String hash) {
            try {
                return hasher.check(key, hash);
            } catch (RuntimeException broken) {
                return LegacyCheck.REFUSED;
            }
        }
    }
}
