// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentLogRecoveryTest {

    private static final int SEGMENT = 4096;

    /** What a run appended, and how much of it was acknowledged. */
    private static final class Run {
        private final ByteArrayOutputStream appended = new ByteArrayOutputStream();
        private long acknowledged;

        private void write(SegmentLog log, int commits, Random random) throws IOException {
            for (int i = 0; i < commits; i++) {
                for (int n = random.nextInt(4); n >= 0; n--) {
                    byte[] event = Events.event(1 + random.nextInt(random.nextInt(8) == 0 ? 900 : 150), random);
                    log.append(event, 0, event.length);
                    appended.writeBytes(event);
                }
                log.commit(1);
                acknowledged = log.durableEnd();
            }
        }

        /** Two lives of a log, the first closed. */
        private void go(PowerCutFiles files, long seed) throws IOException {
            Random random = new Random(seed);
            SegmentLog log = Events.open(files, SEGMENT);
            write(log, 6, random);
            log.head();
            write(log, 3, random);
            log.close();
            SegmentLog again = Events.open(files, SEGMENT);
            write(again, 5, random);
            again.archive(again.durableEnd() / 2, new PowerCutFiles());
            write(again, 2, random);
            again.close();
        }

        private void goUntilCut(PowerCutFiles files, long seed) {
            try {
                go(files, seed);
            } catch (IOException e) {
                Throwable root = e;
                while (root.getCause() != null) {
                    root = root.getCause();
                }
                assertThat(root).isInstanceOf(PowerCutFiles.PowerCut.class);
            }
        }

        /** Opens what is left, and takes what is there as what was written. */
        private SegmentLog reopen(PowerCutFiles files) throws IOException {
            SegmentLog log = Events.open(files, SEGMENT);
            assertThat(log.durableEnd()).isBetween(acknowledged, (long) appended.size());
            byte[] all = appended.toByteArray();
            LogScan scan = log.scan(log.segments().all().get(0).firstPosition());
            long at = log.segments().all().get(0).firstPosition();
            while (scan.next()) {
                int length = scan.to() - scan.from();
                assertThat(scan.position()).isEqualTo(at);
                assertThat(Arrays.equals(scan.bytes(), scan.from(), scan.to(), all, (int) at, (int) at + length))
                        .isTrue();
                at += length;
            }
            assertThat(at).isEqualTo(log.durableEnd());
            appended.reset();
            appended.write(all, 0, (int) at);
            acknowledged = at;
            return log;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void open_afterAPowerCutAtEveryStep_hasWhatWasAcknowledged(long seed) throws IOException {
        PowerCutFiles whole = new PowerCutFiles();
        new Run().go(whole, seed);
        long steps = whole.steps();
        assertThat(steps).isGreaterThan(50);
        for (long step = 1; step <= steps; step++) {
            for (int variant = 0; variant < 4; variant++) {
                Random random = new Random(seed * 1_000_003 + step * 17 + variant);
                PowerCutFiles files = new PowerCutFiles();
                files.cutAtStep(step);
                Run run = new Run();
                run.goUntilCut(files, seed);
                PowerCutFiles left = files.afterPowerCut(random);
                left = cutDuringRecovery(left, run, random);
                SegmentLog log = run.reopen(left);
                log.verify();
                run.write(log, 3, random);
                ChainHead head = log.verify();
                log.close();
                SegmentLog last = run.reopen(left);
                assertThat(last.verify()).isEqualTo(head);
                last.close();
            }
        }
    }

    private static PowerCutFiles cutDuringRecovery(PowerCutFiles files, Run run, Random random) throws IOException {
        files.cutAtStep(1 + random.nextInt(12));
        try {
            run.acknowledged = Events.open(files, SEGMENT).durableEnd();
        } catch (IOException e) {
            assertThat(e).isNotInstanceOf(NoRoomException.class);
        }
        return files.afterPowerCut(random);
    }

    private static PowerCutFiles small(boolean closed) throws IOException {
        PowerCutFiles files = new PowerCutFiles();
        SegmentLog log = Events.open(files, SEGMENT);
        new Run().write(log, 9, new Random(5));
        assertThat(log.segments().all()).hasSizeGreaterThan(1);
        if (closed) {
            log.close();
        }
        return files.copy();
    }

    private static boolean isFound(PowerCutFiles files) throws IOException {
        try (SegmentLog log = Events.open(files, SEGMENT)) {
            log.verify();
            return false;
        } catch (DamagedJournalException e) {
            return e.file().startsWith("journal-") && e.offset() >= 0;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void verify_anyByteFlipped_isFound(boolean closed) throws IOException {
        PowerCutFiles files = small(closed);
        int flips = 0;
        for (String name : files.names()) {
            if (!Segment.isName(name)) {
                continue;
            }
            for (int i = 0; i < SEGMENT; i++) {
                for (int mask : new int[] {1 << (i % 8), 0xff}) {
                    PowerCutFiles damaged = files.copy();
                    damaged.bytes(name)[i] ^= (byte) mask;
                    assertThat(isFound(damaged))
                            .as("%s at %d ^ %d", name, i, mask)
                            .isTrue();
                    flips++;
                }
            }
        }
        assertThat(flips).isGreaterThan(16_000);
    }

    @Test
    void open_closedLogThatLostItsEnd_isDamage() throws IOException {
        PowerCutFiles files = small(true);
        String[] names = files.names().stream().filter(Segment::isName).toArray(String[]::new);
        String last = names[names.length - 1];

        PowerCutFiles lastGone = files.copy();
        lastGone.delete(last);
        assertThatThrownBy(() -> Events.open(lastGone, SEGMENT))
                .isInstanceOf(DamagedJournalException.class)
                .hasMessageContaining("the segment after it is missing");

        PowerCutFiles middleGone = files.copy();
        middleGone.delete(names[1]);
        assertThatThrownBy(() -> Events.open(middleGone, SEGMENT)).isInstanceOf(DamagedJournalException.class);

        PowerCutFiles shorter = files.copy();
        shorter.put(last, Arrays.copyOf(files.bytes(last), SEGMENT - 512));
        assertThatThrownBy(() -> Events.open(shorter, SEGMENT)).isInstanceOf(DamagedJournalException.class);

        PowerCutFiles zeroed = files.copy();
        Arrays.fill(zeroed.bytes(last), 512, SEGMENT - 512, (byte) 0);
        assertThatThrownBy(() -> Events.open(zeroed, SEGMENT))
                .isInstanceOf(DamagedJournalException.class)
                .hasMessageContaining("was closed at");
    }

    /** A log of one segment that was not closed, its last batch at the offset, three sectors long. */
    private static PowerCutFiles withLastBatch(Consumer<byte[]> change) throws IOException {
        PowerCutFiles files = new PowerCutFiles();
        SegmentLog log = Events.open(files, 16384);
        byte[] small = Events.event(10, new Random(1));
        log.append(small, 0, small.length);
        log.commit(1);
        byte[] large = Events.event(1200, new Random(2));
        log.append(large, 0, large.length);
        log.commit(1);
        assertThat(log.durable().offset()).isEqualTo(LAST + 3 * 512);
        PowerCutFiles changed = files.copy();
        change.accept(changed.bytes(Segment.nameOf(0)));
        return changed;
    }

    private static final int LAST = 1024;

    private static void assertDamage(long offset, String message, Consumer<byte[]> change) throws IOException {
        PowerCutFiles files = withLastBatch(change);
        assertThatThrownBy(() -> Events.open(files, 16384))
                .isInstanceOfSatisfying(DamagedJournalException.class, e -> {
                    assertThat(e.file()).isEqualTo(Segment.nameOf(0));
                    assertThat(e.offset()).isEqualTo(offset);
                })
                .hasMessageContaining(message)
                .hasMessageContaining("offset=" + offset);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void open_batchWithAnUntouchedSector_isTruncatedAndKeptAside(int untouched) throws IOException {
        PowerCutFiles files = withLastBatch(bytes -> {
            int at = LAST + untouched * 512;
            Arrays.fill(bytes, at, at + 512, (byte) 0);
        });
        byte[] torn = Arrays.copyOfRange(files.bytes(Segment.nameOf(0)), LAST, LAST + (untouched == 2 ? 2 : 3) * 512);
        SegmentLog log = Events.open(files, 16384);
        assertThat(log.durableSequence()).isEqualTo(1);
        assertThat(files.bytes("torn-11-1.bin")).isEqualTo(torn);
        log.verify();
        log.close();
    }

    @Test
    void open_batchWholeButWrong_isDamage() throws IOException {
        assertDamage(LAST, "wrong checksum", bytes -> bytes[LAST + 700] ^= 4);
        assertDamage(LAST + 512, "sector", bytes -> bytes[LAST + 512 + 7] ^= 4);
        assertDamage(LAST, "wrong checksum of a batch header", bytes -> bytes[LAST + 44] ^= 1);
        assertDamage(LAST, "unknown version of a batch: 2", bytes -> bytes[LAST + 13] = 2);
        assertDamage(LAST, "no batch header", bytes -> bytes[LAST + 8] = 0);
        assertDamage(4, "unknown version: 2", bytes -> bytes[5] = 2);
    }

    @Test
    void open_holeFollowedByALaterBatch_isDamage() throws IOException {
        assertDamage(LAST, "not of the next batch", bytes -> Arrays.fill(bytes, 512, 1024, (byte) 0));
        assertDamage(8192, "not zeros after the last batch", bytes -> bytes[8192 + 3] = 1);
    }

    @Test
    void commit_forceThatFails_poisonsReadsToo() throws IOException {
        PowerCutFiles files = new PowerCutFiles();
        SegmentLog log = Events.open(files, 16384);
        byte[] event = Events.event(10, new Random(1));
        log.append(event, 0, event.length);
        log.commit(1);
        files.failForceAtStep(files.steps() + 2);
        log.append(event, 0, event.length);
        assertThatThrownBy(() -> log.commit(1)).hasMessageContaining("unusable").hasMessageContaining("Input/output");
        assertThat(log.durableSequence()).isEqualTo(1);
        assertThatThrownBy(() -> log.commit(1)).hasMessageContaining("unusable");
        assertThatThrownBy(() -> log.append(event, 0, 11)).hasMessageContaining("unusable");
        assertThatThrownBy(() -> log.read(0, log.cursor())).hasMessageContaining("unusable");
        assertThatThrownBy(log::head).hasMessageContaining("unusable");
        log.close();

        // The second event is seen, though no force will ever write it as it is.
        SegmentLog again = Events.open(files, 16384);
        assertThat(again.durableSequence()).isEqualTo(2);
        SegmentLog afterCut = Events.open(files.afterPowerCut(new Random(0)), 16384);
        assertThat(afterCut.durableSequence()).isEqualTo(2);
        again.close();
        afterCut.close();
    }
}
