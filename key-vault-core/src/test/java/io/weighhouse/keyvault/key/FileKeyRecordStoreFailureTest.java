// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.internal.CrashRuns;
import io.weighhouse.keyvault.internal.SimulatedDisk;
import io.weighhouse.keyvault.internal.Stages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Disks without room, forces that fail or never end, full queues, and many callers. */
class FileKeyRecordStoreFailureTest {

    private static final int NEVER = 1 << 30;

    private final SimulatedDisk disk = new SimulatedDisk();

    @Test
    void insert_noRoom_writesNothingAndGoesOnWhenThereIs() {
        try (FileKeyRecordStore store = KeyWork.open(disk, NEVER)) {
            done(store.insert(record(1)));
            disk.room(100);
            assertFails(store.insert(record(2)), true, "is there room on the disk?");
            assertFails(store.update(revoked(1)), true, "is there room on the disk?");
            assertThat(Stages.await(store.find("acme", record(2).id()))).isEmpty();
            assertThat(store.health().isUsable()).isTrue();
            disk.room(Long.MAX_VALUE);
            done(store.insert(record(2)));
            done(store.update(revoked(1)));
        }
        try (FileKeyRecordStore again = KeyWork.open(disk, NEVER)) {
            assertThat(Stages.await(again.scan(null, 10))).containsExactly(revoked(1), record(2));
        }
    }

    @Test
    void insert_noRoomThenAPowerCut_leavesWhatWasAnswered() {
        try (FileKeyRecordStore store = KeyWork.open(disk, NEVER)) {
            done(store.insert(record(1)));
            disk.room(100);
            assertFails(store.insert(record(2)), true, "is there room on the disk?");
            SimulatedDisk found = disk.afterPowerCut(SimulatedDisk.Left.ALL, new java.util.Random(1));
            try (FileKeyRecordStore again = KeyWork.open(found, NEVER)) {
                assertThat(Stages.await(again.scan(null, 10))).containsExactly(record(1));
            }
        }
    }

    @Test
    void compaction_noRoom_leavesTheFileAsItIs() {
        KeyRecord latest = record(1);
        try (FileKeyRecordStore store = KeyWork.open(disk, 1)) {
            done(store.insert(latest));
            disk.roomForNewFiles(false);
            for (int i = 0; i < 20; i++) {
                latest = renamed(latest, i);
                done(store.update(latest));
            }
            assertThat(disk.replaced()).as("when it was made").isEqualTo(1);
            assertThat(store.health().isUsable()).isTrue();
            assertThat(store.health().deadBytes()).isGreaterThan(store.health().liveBytes());
            disk.roomForNewFiles(true);
            for (int i = 20; i < 40; i++) {
                latest = renamed(latest, i);
                done(store.update(latest));
            }
        }
        assertThat(disk.replaced()).as("written anew").isGreaterThan(1);
        assertThat(disk.paths()).containsExactly(CrashRuns.PATH);
        try (FileKeyRecordStore again = KeyWork.open(disk, NEVER)) {
            assertThat(Stages.await(again.scan(null, 10))).containsExactly(latest);
        }
    }

    @Test
    void force_fails_outcomeIsNotKnownAndLaterWritesAreRefused() {
        try (FileKeyRecordStore store = KeyWork.open(disk, NEVER)) {
            done(store.insert(record(1)));
            disk.failForces(true);
            assertFails(store.update(revoked(1)), false, "could not be forced");
            disk.failForces(false);
            assertFails(store.insert(record(2)), true, "unusable until it is opened anew");
            assertThat(store.health().isUsable()).isFalse();
            assertThat(store.health().failure()).contains("could not be forced");
            assertThat(Stages.await(store.findByDigest(List.of(KeyWork.digest(1)))))
                    .as("reads go on, with what was on the disk")
                    .contains(record(1));
        }
        try (FileKeyRecordStore again = KeyWork.open(disk, NEVER)) {
            assertThat(Stages.await(again.scan(null, 10))).hasSize(1);
            done(again.insert(record(2)));
        }
    }

    @Test
    void force_takesTooLong_stageFailsWithUnknownOutcome() {
        CountDownLatch held = new CountDownLatch(1);
        StoreFile file = StoreFile.at(CrashRuns.PATH).timeLimit(Duration.ofMillis(20));
        try (FileKeyRecordStore store = new FileKeyRecordStore(file, disk)) {
            disk.beforeForce(() -> await(held));
            assertFails(store.insert(record(1)), false, "has not answered in time");
            held.countDown();
        }
        try (FileKeyRecordStore again = KeyWork.open(disk, NEVER)) {
            assertThat(Stages.await(again.scan(null, 10))).containsExactly(record(1));
        }
    }

    @Test
    void insert_queueIsFull_isRefused() {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        StoreFile file = StoreFile.at(CrashRuns.PATH).maximumQueue(3);
        try (FileKeyRecordStore store = new FileKeyRecordStore(file, disk)) {
            disk.beforeForce(() -> {
                begun.countDown();
                await(held);
            });
            CompletionStage<Boolean> first = store.insert(record(0));
            await(begun);
            List<CompletionStage<Boolean>> waiting = IntStream.rangeClosed(1, 3)
                    .mapToObj(i -> store.insert(record(i)))
                    .toList();
            assertThat(store.health().waiting()).isEqualTo(3);
            assertFails(store.insert(record(4)), true, "has a full queue");
            assertThat(Stages.await(store.scan(null, 10)))
                    .as("nobody sees what is not on the disk")
                    .isEmpty();
            held.countDown();
            done(first);
            waiting.forEach(FileKeyRecordStoreFailureTest::done);
        }
    }

    @Test
    void close_whileWritesWait_doesThemAndRefusesLaterCalls() {
        CountDownLatch held = new CountDownLatch(1);
        FileKeyRecordStore store = KeyWork.open(disk, NEVER);
        disk.beforeForce(() -> await(held));
        List<CompletionStage<Boolean>> waiting =
                IntStream.range(0, 5).mapToObj(i -> store.insert(record(i))).toList();
        held.countDown();
        store.close();
        store.close();
        waiting.forEach(FileKeyRecordStoreFailureTest::done);
        assertFails(store.insert(record(9)), true, "is closed");
        assertFails(store.findByDigest(List.of(KeyWork.digest(1))), true, "is closed");
        assertFails(store.recordUses(List.of()), true, "is closed");
    }

    @Test
    void insert_callbackThatWaitsForTheStore_doesNotStopIt() {
        try (FileKeyRecordStore store = KeyWork.open(disk, NEVER)) {
            CompletionStage<Boolean> second =
                    store.insert(record(1)).thenApply(first -> Stages.await(store.insert(record(2))));
            done(second);
        }
    }

    @Test
    void insert_callbacksShutDown_isAnsweredAllTheSame() {
        ExecutorService callbacks = Executors.newSingleThreadExecutor();
        callbacks.shutdown();
        StoreFile file = StoreFile.at(CrashRuns.PATH).callbacks(callbacks);
        try (FileKeyRecordStore store = new FileKeyRecordStore(file, disk)) {
            done(store.insert(record(1)));
        }
    }

    /** While one force is under way the other commands gather: 10,000 of them need ten forces, at 1024 a batch. */
    @Test
    void update_tenThousandBySixtyFourCallers_shareForces() {
        int callers = 64;
        int each = 157;
        StoreFile file = StoreFile.at(CrashRuns.PATH).maximumQueue(20_000).minimumDeadBytes(NEVER);
        try (FileKeyRecordStore store = new FileKeyRecordStore(file, disk)) {
            List<CompletableFuture<Boolean>> inserts = new ArrayList<>();
            for (int i = 0; i < callers * each; i++) {
                inserts.add(store.insert(record(i)).toCompletableFuture());
            }
            inserts.forEach(FileKeyRecordStoreFailureTest::done);
            CountDownLatch all = new CountDownLatch(callers);
            disk.beforeForce(() -> await(all));
            int before = disk.forces();
            List<CompletableFuture<Void>> updates = IntStream.range(0, callers)
                    .mapToObj(caller -> CompletableFuture.runAsync(
                            () -> {
                                List<CompletionStage<Boolean>> own = IntStream.range(0, each)
                                        .mapToObj(i -> store.update(renamed(record(caller * each + i), caller)))
                                        .toList();
                                all.countDown();
                                own.forEach(FileKeyRecordStoreFailureTest::done);
                            },
                            work -> new Thread(work).start()))
                    .toList();
            updates.forEach(CompletableFuture::join);
            int forces = disk.forces() - before;
            System.out.println("key store updates=" + callers * each + ", forces=" + forces);
            assertThat(forces).isLessThanOrEqualTo(11);
            assertThat(store.health().records()).isEqualTo(callers * each);
        }
    }

    private static KeyRecord record(int number) {
        KeyHash hash = KeyHash.of(KeyHash.SHA_256, KeyWork.digest(number));
        return KeyRecord.builder(new KeyId("key_" + number), Owner.tenant("acme"), hash)
                .name("x".repeat(100))
                .build();
    }

    private static KeyRecord revoked(int number) {
        return record(number)
                .changed(KeyWork.event(KeyEvent.Kind.REVOKED))
                .revokedAt(KeyWork.NOW)
                .build();
    }

    private static KeyRecord renamed(KeyRecord record, int number) {
        return record.changed(KeyWork.event(KeyEvent.Kind.RENAMED))
                .name("name " + number)
                .build();
    }

    private static void done(CompletionStage<Boolean> stage) {
        assertThat(Stages.await(stage)).isTrue();
    }

    private static void assertFails(CompletionStage<?> stage, boolean outcomeKnown, String message) {
        assertThatThrownBy(() -> Stages.await(stage))
                .isInstanceOfSatisfying(
                        KeyStoreException.class,
                        failed -> assertThat(failed.outcomeKnown()).isEqualTo(outcomeKnown))
                .hasMessageContaining(message);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
