// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.store.ChainHead;
import io.weighhouse.ledger.store.DamagedJournalException;
import io.weighhouse.ledger.store.JournalFiles;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A ledger on a journal that is given groups of commands, each group in one commit, and does the same every time.
 *
 * <p>The next group is left while the last one is being answered, on the writer's thread, so it is there whole when the writer
 * looks; files and snapshots are made where they are asked for.
 */
final class JournalSession implements AutoCloseable {

    /** What a command came to. */
    record Answer(
            Command<?> command,
            Instant at,
            @Nullable Outcome<?> outcome,
            @Nullable LedgerStoreException failure) {

        /** Whether it may or may not have been done. */
        boolean unknown() {
            return failure != null && !failure.outcomeKnown();
        }
    }

    /** Some commands at one instant, and what is done when they are answered. */
    record Group(Duration pause, List<Command<?>> commands, Runnable afterwards) {}

    private static final ThreadFactory THREADS =
            work -> work.toString().equals("writer") ? new Thread(work) : here(work);

    final JournalStore store;
    final Ledger ledger;
    private final ManualClock clock;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final List<Answer> answers = new ArrayList<>();
    private Optional<ChainHead> head = Optional.empty();

    JournalSession(JournalFiles files, ManualClock clock) {
        this.clock = clock;
        JournalOptions options = JournalOptions.builder()
                .segmentBytes(1 << 20)
                .threads(THREADS)
                .callbacks(this::callBack)
                .build();
        store = JournalStore.open(files, options);
        ledger = Ledger.builder().store(store).clock(clock).build();
    }

    /** A thread that does its work where it is started. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // nobody else has it
    private static Thread here(Runnable work) {
        return new Thread() {
            @Override
            public void start() {
                work.run();
            }
        };
    }

    /** Keeps the writer until all of the first group has been left and will be heard. */
    private void callBack(Runnable answered) {
        try {
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        answered.run();
    }

    /** Runs the groups until they end or the store fails; can be called once. */
    List<Answer> run(List<Group> groups) {
        submit(groups, 0);
        begun.countDown();
        try {
            ended.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError("the groups did not end", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return answers;
    }

    /** The chain's head after the last group that was answered before the store failed. */
    Optional<ChainHead> head() {
        return head;
    }

    private void submit(List<Group> groups, int index) {
        if (index == groups.size()) {
            ended.complete(null);
            return;
        }
        Group group = groups.get(index);
        clock.advance(group.pause());
        List<CompletableFuture<?>> stages = new ArrayList<>();
        for (Command<?> command : group.commands()) {
            stages.add(leave(command).toCompletableFuture());
        }
        var unused = CompletableFuture.allOf(stages.toArray(CompletableFuture<?>[]::new))
                .whenComplete((all, never) -> {
                    try {
                        next(groups, index);
                    } catch (RuntimeException | Error e) {
                        ended.completeExceptionally(e);
                    }
                });
    }

    private <R> CompletionStage<?> leave(Command<R> command) {
        Instant at = clock.instant();
        return ledger.submitAsync(command).handle((outcome, thrown) -> {
            Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            if (failure != null && !(failure instanceof LedgerStoreException)) {
                throw new AssertionError("unexpected failure of " + command, failure);
            }
            answers.add(new Answer(command, at, outcome, (LedgerStoreException) failure));
            return answers;
        });
    }

    private void next(List<Group> groups, int index) {
        if (answers.stream().anyMatch(Answer::unknown)) {
            ended.complete(null);
            return;
        }
        try {
            head = Optional.of(store.head());
            groups.get(index).afterwards().run();
        } catch (LedgerStoreException unusable) {
            // A snapshot failed, or the end of the file before was not written while this group was written to the next
            // one. Nothing is lost by that; whether the disk still works is seen by the next group.
            assertThat(unusable.getCause()).isNotInstanceOf(DamagedJournalException.class);
        }
        submit(groups, index + 1);
    }

    @Override
    public void close() {
        store.close();
    }
}
