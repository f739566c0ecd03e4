// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentLogTest {

    @TempDir
    private Path directory;

    private final Random random = new Random(1);
    private final List<Long> positions = new ArrayList<>();
    private final ByteArrayOutputStream appended = new ByteArrayOutputStream();

    private void append(SegmentLog log, int events, int largest) throws IOException {
        for (int i = 0; i < events; i++) {
            byte[] event = Events.event(random.nextInt(largest) + 1, random);
            positions.add(log.end());
            log.append(event, 0, event.length);
            appended.writeBytes(event);
        }
    }

    private void check(SegmentLog log) throws IOException {
        assertThat(log.durableEnd()).isEqualTo(appended.size());
        assertThat(log.durableSequence()).isEqualTo(positions.size());
        byte[] all = appended.toByteArray();
        assertThat(Events.all(log)).isEqualTo(all);
        EventCursor cursor = log.cursor();
        for (int i = 0; i < positions.size(); i++) {
            int n = (i * 7919) % positions.size();
            int at = positions.get(n).intValue();
            int length = log.read(at, cursor);
            assertThat(Arrays.copyOf(cursor.bytes(), length)).isEqualTo(Arrays.copyOfRange(all, at, at + length));
            assertThat(log.positionOf(n + 1)).isEqualTo(at);
            LogPoint near = log.pointAtOrBefore(at);
            assertThat(near.position())
                    .isEqualTo(positions.get((int) near.sequence() - 1))
                    .isLessThanOrEqualTo(at);
        }
        assertThat(log.positionOf(positions.size() + 1)).isEqualTo(all.length);
    }

    @Test
    void read_eventsOverManySegments_givesEachOfThemBack() throws IOException {
        PowerCutFiles files = new PowerCutFiles();
        SegmentLog log = Events.open(files, 16384);
        for (int i = 0; i < 60; i++) {
            append(log, 1 + random.nextInt(12), 300);
            log.commit(3);
        }
        check(log);
        assertThat(log.segments().all().size()).isGreaterThan(5);
        ChainHead head = log.head();
        assertThat(log.verify()).isEqualTo(head);
        log.close();

        SegmentLog again = Events.open(files, 16384);
        check(again);
        assertThat(again.head()).isEqualTo(head);
        assertThat(again.verify()).isEqualTo(head);
        append(again, 5, 100);
        again.commit(4);
        check(again);
        again.close();
    }

    @Test
    void commit_moreThanABatch_isSplitAndStaysInOrder() throws IOException {
        SegmentLog log = Events.open(new PowerCutFiles(), 32768);
        append(log, 60, 900);
        log.commit(1);
        append(log, 3, 20);
        log.commit(1);
        check(log);
        log.verify();
        log.close();
    }

    @Test
    void read_uncommittedEvent_isSeenByTheWriter() throws IOException {
        SegmentLog log = Events.open(new PowerCutFiles(), 16384);
        append(log, 3, 50);
        log.commit(1);
        append(log, 3, 50);
        assertThat(log.durableSequence()).isEqualTo(3);
        assertThat(log.lastSequence()).isEqualTo(6);
        EventCursor cursor = log.cursor();
        int length = log.read(positions.get(5), cursor);
        assertThat(positions.get(5) + length).isEqualTo(log.end());
        log.close();
    }

    @Test
    void append_lengthFieldThatLies_isRefused() throws IOException {
        SegmentLog log = Events.open(new PowerCutFiles(), 16384);
        assertThatIllegalArgumentException().isThrownBy(() -> log.append(new byte[] {5, 1, 2}, 0, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.append(new byte[5000], 0, 5000))
                .withMessageContaining("must be <= ");
        log.close();
    }

    @Test
    void scan_fromTheMiddleOfABatch_hasRuleVersionAndSequence() throws IOException {
        SegmentLog log = Events.open(new PowerCutFiles(), 16384);
        append(log, 4, 40);
        log.commit(1);
        append(log, 6, 40);
        log.commit(2);
        LogScan scan = log.scan(positions.get(7));
        assertThat(scan.next()).isTrue();
        assertThat(scan.position()).isEqualTo(positions.get(7));
        assertThat(scan.sequence()).isEqualTo(8);
        assertThat(scan.count()).isEqualTo(3);
        assertThat(scan.ruleVersion()).isEqualTo(2);
        assertThat(scan.next()).isFalse();
        append(log, 1, 40);
        log.commit(5);
        assertThat(scan.next()).isTrue();
        assertThat(scan.sequence()).isEqualTo(11);
        assertThat(scan.ruleVersion()).isEqualTo(5);
        log.close();
    }

    @Test
    void open_directoryOnDisk_keepsTheLogAndIsExclusive() throws IOException {
        JournalFiles files = JournalFiles.directory(directory);
        SegmentOptions options = Events.options(1 << 20);
        SegmentLog log = SegmentLog.open(files, options, Thread::new);
        for (int i = 0; i < 40; i++) {
            append(log, 20, 3000);
            log.commit(1);
        }
        assertThatThrownBy(() -> SegmentLog.open(JournalFiles.directory(directory), options, Thread::new))
                .isInstanceOf(IOException.class)
                .hasMessage("journal directory is in use by another process: " + directory);
        check(log);
        log.close();
        SegmentLog again = SegmentLog.open(files, options, Thread::new);
        check(again);
        again.verify();
        again.close();
    }

    @Test
    void read_threadThatIsInterrupted_spoilsNothing() throws IOException {
        JournalFiles files = JournalFiles.directory(directory);
        SegmentLog log = SegmentLog.open(files, Events.options(1 << 20), Thread::new);
        append(log, 20, 300);
        log.commit(1);
        Thread.currentThread().interrupt();
        try {
            check(log);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        append(log, 1, 300);
        log.commit(1);
        check(log);
        log.close();
    }

    @Test
    void commit_diskFull_goesOnUntilTheSpareIsUsedAndResumes() throws IOException {
        PowerCutFiles files = new PowerCutFiles();
        SegmentLog log = Events.open(files, 4096);
        assertThat(log.room()).isEqualTo(Room.PLENTY);
        files.room(0);
        List<Room> seen = new ArrayList<>();
        boolean refused = false;
        while (!refused) {
            append(log, 1, 400);
            try {
                log.commit(1);
            } catch (NoRoomException e) {
                refused = true;
            }
            seen.add(log.room());
        }
        assertThat(seen).startsWith(Room.PLENTY).contains(Room.SPARE_ONLY).endsWith(Room.NONE);
        append(log, 1, 100);
        assertThatThrownBy(() -> log.commit(1)).isInstanceOf(NoRoomException.class);
        files.room(1 << 20);
        log.room();
        assertThat(log.room()).isEqualTo(Room.PLENTY);
        log.commit(1);
        check(log);
        log.close();
    }

    @Test
    void backup_whileWriting_opensAsAClosedLogWithTheSameHead() throws IOException {
        PowerCutFiles target = new PowerCutFiles();
        SegmentLog log = Events.open(new PowerCutFiles(), 8192);
        append(log, 10, 200);
        log.commit(1);
        for (int i = 0; i < 5; i++) {
            ChainHead head = log.backup(target);
            SegmentLog copy = Events.open(target.copy(), 8192);
            assertThat(copy.verify()).isEqualTo(head);
            check(copy);
            append(log, 7, 200);
            log.commit(1);
        }
        log.close();
    }

    @Test
    void backup_withAWriterOnAnotherThread_isAPrefix() throws IOException, InterruptedException {
        SegmentLog log = SegmentLog.open(new PowerCutFiles(), Events.options(16384), Thread::new);
        byte[] event = Events.event(100, random);
        List<Throwable> failures = new ArrayList<>();
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < 2000; i++) {
                    log.append(event, 0, event.length);
                    log.commit(1);
                }
            } catch (IOException e) {
                failures.add(e);
            }
        });
        writer.start();
        for (int i = 0; i < 10; i++) {
            PowerCutFiles target = new PowerCutFiles();
            ChainHead head = log.backup(target);
            try (SegmentLog copy = Events.open(target, 16384)) {
                assertThat(copy.verify()).isEqualTo(head);
            }
            log.verify();
        }
        writer.join();
        assertThat(failures).isEmpty();
        assertThat(log.verify().sequence()).isEqualTo(2000);
        log.close();
    }

    @Test
    void archive_oldSegments_areReadFromThereAndMissedWhenGone() throws IOException {
        PowerCutFiles files = new PowerCutFiles();
        PowerCutFiles archive = new PowerCutFiles();
        SegmentLog log = Events.open(files, 8192);
        for (int i = 0; i < 40; i++) {
            append(log, 3, 300);
            log.commit(1);
        }
        LogScan open = log.scan(0);
        assertThat(open.next()).isTrue();
        int segments = log.segments().all().size();
        int moved = log.archive(log.durableEnd() / 2, archive);
        assertThat(moved).isPositive().isLessThan(segments);
        assertThat(files.names().stream().filter(Segment::isName)).hasSize(segments - moved);
        assertThat(open.next()).isTrue();
        check(log);
        ChainHead head = log.verify();
        log.close();

        SegmentOptions with = Events.options(8192).withArchive(archive);
        SegmentLog again = SegmentLog.openOn(files, with, Runnable::run);
        check(again);
        assertThat(again.verify()).isEqualTo(head);
        again.close();

        SegmentLog without = Events.open(files, 8192);
        assertThat(without.verify()).isEqualTo(head);
        assertThatThrownBy(() -> without.read(0, without.cursor()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("neither in the journal nor in its archive");
        without.close();

        String gone = archive.names().get(1);
        archive.delete(gone);
        SegmentLog gap = SegmentLog.openOn(files, with, Runnable::run);
        long position = new Segment(archive, gone).firstPosition();
        assertThatThrownBy(() -> gap.read(position, gap.cursor()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("position=" + position);
        gap.close();
    }

    @Test
    void archive_powerCutOfTheArchive_keepsWhatMoved() throws IOException {
        SegmentLog log = Events.open(new PowerCutFiles(), 8192);
        for (int i = 0; i < 40; i++) {
            append(log, 3, 300);
            log.commit(1);
        }
        for (int seed = 0; seed < 20; seed++) {
            PowerCutFiles archive = new PowerCutFiles();
            int moved = log.archive(1L << 40, archive);
            assertThat(archive.afterPowerCut(new Random(seed)).names())
                    .hasSize(moved)
                    .isNotEmpty();
            append(log, 20, 300);
            log.commit(1);
            append(log, 20, 300);
            log.commit(1);
        }
        log.close();
    }

    @Test
    void read_whileWritingAndArchiving_isRight() throws IOException, InterruptedException {
        PowerCutFiles archive = new PowerCutFiles();
        SegmentLog log = SegmentLog.open(new PowerCutFiles(), Events.options(8192), Thread::new);
        byte[] event = Events.event(120, random);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        AtomicBoolean writing = new AtomicBoolean(true);
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < 3000; i++) {
                    log.append(event, 0, event.length);
                    log.commit(1);
                }
            } catch (IOException | RuntimeException e) {
                failures.add(e);
            } finally {
                writing.set(false);
            }
        });
        Thread reader = new Thread(() -> {
            try {
                readAtRandom(log, event, writing);
            } catch (IOException | RuntimeException e) {
                failures.add(e);
            }
        });
        writer.start();
        reader.start();
        while (writing.get() && failures.isEmpty()) {
            log.archive(log.durableEnd() - 1000, archive);
            assertThat(Events.all(log).length % event.length).isZero();
            log.head();
        }
        writer.join();
        reader.join();
        assertThat(failures).isEmpty();
        assertThat(log.verify().sequence()).isEqualTo(3000);
        assertThat(archive.names()).hasSizeGreaterThan(10);
        log.close();
    }

    private static void readAtRandom(SegmentLog log, byte[] event, AtomicBoolean writing) throws IOException {
        EventCursor cursor = log.cursor();
        Random where = new Random(3);
        while (writing.get()) {
            long events = log.durableSequence();
            if (events > 0) {
                long n = Math.floorMod(where.nextLong(), events);
                int length = log.read(n * event.length, cursor);
                assertThat(Arrays.equals(cursor.bytes(), 0, length, event, 0, event.length))
                        .isTrue();
                if (n % 16 == 0) {
                    assertThat(log.positionOf(n + 1)).isEqualTo(n * event.length);
                }
            }
        }
    }
}
