// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The log by itself, with pairs of texts for records. */
class RecordLogTest {

    private static final Path PATH = Path.of("folder", "pairs.log").toAbsolutePath();
    private static final int HEADER_BYTES = 32;
    private static final long NEVER = Long.MAX_VALUE;

    private final Map<String, String> pairs = new TreeMap<>();

    /** Entries that say "this name now has this value". */
    private final class Pairs implements LogRows {

        static final EntryType PAIR = new EntryType(1, 1);

        @Override
        public Object replay(RecordIn in) {
            EntryType type = in.type();
            if (!type.equals(PAIR)) {
                throw RecordIn.unknown(type);
            }
            String name = in.text();
            pairs.put(name, in.text());
            return name;
        }

        @Override
        public Stream<Consumer<RecordOut>> live() {
            return pairs.entrySet().stream().map(pair -> out -> write(out, pair.getKey(), pair.getValue()));
        }

        @Override
        public int size() {
            return pairs.size();
        }
    }

    private static void write(RecordOut out, String name, String value) {
        out.entry(name, Pairs.PAIR, fields -> {
            fields.text(name);
            fields.text(value);
        });
    }

    private RecordLog open(SimulatedDisk disk) throws IOException {
        pairs.clear();
        return RecordLog.open(disk, PATH, new LogRecovery.Content('P', new Pairs()));
    }

    private void put(RecordLog log, String name, String value) {
        log.append(out -> write(out, name, value));
        log.commit(true);
        pairs.put(name, value);
    }

    @Test
    void open_closedLog_hasEverythingAndNothingIsAdded() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (RecordLog log = open(disk)) {
            put(log, "a", "1");
            put(log, "b", "2");
            put(log, "a", "3");
        }
        byte[] closed = disk.bytes(PATH);
        try (RecordLog log = open(disk)) {
            assertThat(pairs).containsExactly(Map.entry("a", "3"), Map.entry("b", "2"));
            // Type and version, and each text with its length.
            assertThat(log.liveBytes()).isEqualTo(2 * (2 + 5 + 5));
        }
        assertThat(disk.bytes(PATH)).isEqualTo(closed);
        assertThat(disk.paths()).containsExactly(PATH);
    }

    @Test
    void append_severalEntriesOrUnforced_areFoundTogether() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        RecordLog log = open(disk);
        put(log, "a", "1");
        int forces = disk.forces();
        log.append(out -> {
            write(out, "b", "2");
            write(out, "c", "3");
        });
        log.commit(false);
        assertThat(disk.forces()).isEqualTo(forces);
        open(disk).abandon();
        assertThat(pairs).hasSize(3);
        byte[] whole = disk.bytes(PATH);
        open(SimulatedDisk.with(PATH, Arrays.copyOf(whole, whole.length - 1))).abandon();
        assertThat(pairs).containsExactly(Map.entry("a", "1"));
    }

    @Test
    void open_tornTail_isCutOffAndKeptBeside() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        RecordLog log = open(disk);
        put(log, "a", "1");
        byte[] before = disk.bytes(PATH);
        put(log, "b", "2");
        byte[] torn = disk.bytes(PATH);
        torn[torn.length - 1] ^= 1;
        SimulatedDisk found = SimulatedDisk.with(PATH, torn);
        open(found).abandon();
        assertThat(pairs).containsExactly(Map.entry("a", "1"));
        assertThat(found.bytes(PATH)).isEqualTo(before);
        assertThat(found.paths()).hasSize(2);
        Path beside = found.paths().get(1);
        assertThat(beside.getFileName().toString()).matches("pairs\\.log\\.torn-2-[0-9a-f]{8}");
        assertThat(found.bytes(beside)).isEqualTo(Arrays.copyOfRange(torn, before.length, torn.length));
        open(found).abandon();
        assertThat(found.paths()).hasSize(2);
    }

    @Test
    void open_zerosAtTheEnd_areCutOff() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        RecordLog log = open(disk);
        put(log, "a", "1");
        byte[] longer = Arrays.copyOf(disk.bytes(PATH), 10_000);
        open(SimulatedDisk.with(PATH, longer)).abandon();
        assertThat(pairs).containsExactly(Map.entry("a", "1"));
    }

    @Test
    void open_damageBeforeSomethingForced_isRefusedWithFileAndPlace() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        RecordLog log = open(disk);
        put(log, "a", "1");
        put(log, "b", "2");
        byte[] damaged = disk.bytes(PATH);
        damaged[HEADER_BYTES + 30] ^= 1;
        SimulatedDisk found = SimulatedDisk.with(PATH, damaged);
        assertThatThrownBy(() -> open(found))
                .isInstanceOfSatisfying(
                        LogException.class,
                        refused -> assertThat(refused.outcomeKnown()).isTrue())
                .hasMessage("is unusable at byte 32, frame 1 is not as it was written: " + PATH);
        assertThat(found.bytes(PATH)).as("nothing is changed").isEqualTo(damaged);
        assertThat(found.paths()).containsExactly(PATH);
    }

    @Test
    void open_otherFiles_areRefused() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        put(open(disk), "a", "1");
        byte[] file = disk.bytes(PATH);
        assertRefused(new byte[0], "is no log");
        assertRefused("{\"id\":\"key_1\"}\n".repeat(9).getBytes(java.nio.charset.StandardCharsets.UTF_8), "is no log");
        assertRefused(withHeader(file, header -> header.putShort(8, (short) 2)), "was written by a later version");
        assertRefused(withHeader(file, header -> header.putChar(10, 'S')), "is of another kind: 'S' instead of 'P'");
        byte[] flipped = file.clone();
        flipped[9] ^= 1;
        assertRefused(flipped, "its header is not as it was written");
    }

    @Test
    void open_entryOfALaterVersion_isRefusedByItsNumbers() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        RecordLog log = open(disk);
        log.append(out -> out.entry("x", new EntryType(7, 2), fields -> fields.number64(1)));
        log.commit(true);
        assertThatThrownBy(() -> open(disk))
                .hasMessage("was written by a later version, which knows entries of type 7 in version 2: " + PATH);
    }

    @Test
    void open_entryThatIsNone_isRefusedWithItsPlace() throws IOException {
        for (Consumer<RecordOut> fields : List.<Consumer<RecordOut>>of(
                out -> out.number32(-1), out -> out.number32(1 << 20), out -> out.text("a"), out -> {
                    out.number32(1);
                    out.number8(0xFF);
                })) {
            SimulatedDisk disk = new SimulatedDisk();
            RecordLog log = open(disk);
            put(log, "a", "1");
            log.append(out -> out.entry("x", Pairs.PAIR, fields));
            log.commit(true);
            assertThatThrownBy(() -> open(disk)).hasMessageContaining("is unusable at byte 92, must be");
        }
    }

    @Test
    void compact_halfOfItDead_keepsTheLivingOnly() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (RecordLog log = open(disk)) {
            for (int i = 0; i < 100; i++) {
                put(log, "name " + i % 10, "value " + i);
            }
            Map<String, String> before = Map.copyOf(pairs);
            log.compact(NEVER);
            assertThat(disk.replaced()).as("for nothing").isEqualTo(1);
            log.compact(1);
            assertThat(disk.replaced()).isEqualTo(2);
            assertThat(log.deadBytes()).as("one frame").isEqualTo(24);
            log.compact(1);
            assertThat(disk.replaced()).as("again").isEqualTo(2);
            put(log, "name 0", "after");
            open(disk).abandon();
            assertThat(pairs)
                    .hasSize(10)
                    .containsEntry("name 0", "after")
                    .containsEntry("name 9", before.get("name 9"));
        }
    }

    @Test
    void compact_manyRows_areSeveralFrames() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (RecordLog log = open(disk)) {
            for (int i = 0; i < 3000; i++) {
                put(log, "name " + i % 1000, "x".repeat(200));
            }
            log.compact(1);
            assertThat(log.deadBytes()).isBetween(2L * 24, 8L * 24);
            byte[] file = disk.bytes(PATH);
            open(disk).abandon();
            assertThat(pairs).hasSize(1000);
            assertRefused(Arrays.copyOf(file, file.length - 1), "is not as it was written");
        }
    }

    private void assertRefused(byte[] file, String message) {
        assertThatThrownBy(() -> open(SimulatedDisk.with(PATH, file)))
                .isInstanceOf(LogException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(PATH.toString());
    }

    private static byte[] withHeader(byte[] file, Consumer<ByteBuffer> change) {
        byte[] changed = file.clone();
        ByteBuffer header = ByteBuffer.wrap(changed);
        change.accept(header);
        CRC32C crc = new CRC32C();
        crc.update(changed, 0, HEADER_BYTES - 4);
        header.putInt(HEADER_BYTES - 4, (int) crc.getValue());
        return changed;
    }
}
