// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.store.JournalFile;
import io.weighhouse.ledger.store.JournalFiles;
import io.weighhouse.ledger.store.NoRoomException;
import io.weighhouse.testkit.JournalFilesContract;
import io.weighhouse.testkit.SimulatedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedFilesTest extends JournalFilesContract {

    private final SimulatedFiles disk = new SimulatedFiles(1);

    @Override
    protected JournalFiles files() {
        return disk;
    }

    /** A disk with a forced file of four sectors of ones, over which twos and then threes were written. */
    private static SimulatedFiles overwritten(long seed) throws IOException {
        SimulatedFiles files = new SimulatedFiles(seed);
        JournalFile file = files.create("a");
        fill(file, 1);
        file.force();
        files.forceDirectory();
        fill(file, 2);
        fill(file, 3);
        return files;
    }

    private static void fill(JournalFile file, int value) throws IOException {
        byte[] bytes = new byte[2048];
        Arrays.fill(bytes, (byte) value);
        file.write(ByteBuffer.wrap(bytes), 0);
    }

    private static byte[] content(SimulatedFiles files) throws IOException {
        try (JournalFile file = files.open("a")) {
            ByteBuffer buffer = ByteBuffer.allocate((int) file.size());
            file.read(buffer, 0);
            return buffer.array();
        }
    }

    private static String sectors(byte[] bytes) {
        StringBuilder sectors = new StringBuilder();
        for (int i = 0; i < bytes.length; i += 512) {
            for (int j = i; j < i + 512; j++) {
                assertThat(bytes[j]).as("a sector is whole").isEqualTo(bytes[i]);
            }
            sectors.append(bytes[i]);
        }
        return sectors.toString();
    }

    @Test
    void cutPower_unforcedWrites_areLostKeptOrTornInAnyOrder() throws IOException {
        Set<String> found = new HashSet<>();
        for (long seed = 0; seed < 500; seed++) {
            found.add(sectors(content(overwritten(seed).cutPower())));
        }
        assertThat(found).contains("1111", "2222", "3333").anyMatch(s -> s.contains("1") && s.contains("3"));
        assertThat(found).anyMatch(s -> s.contains("2") && s.contains("3")).hasSizeGreaterThan(30);
    }

    @Test
    void cutPower_sameSeed_leavesTheSame() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(content(overwritten(seed).cutPower()))
                    .isEqualTo(content(overwritten(seed).cutPower()));
        }
    }

    @Test
    void cutPower_names_areThoseOfAMomentSinceTheForce() throws IOException {
        Set<List<String>> found = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            SimulatedFiles files = new SimulatedFiles(seed);
            files.create("a").close();
            files.forceDirectory();
            files.rename("a", "b");
            files.create("c").close();
            found.add(files.cutPower().names());
        }
        assertThat(found).containsExactlyInAnyOrder(List.of("a"), List.of("b"), List.of("b", "c"));
    }

    @Test
    void cutPowerAtStep_thatStepAndAllAfterIt_fail() throws IOException {
        JournalFile file = disk.create("a");
        disk.forceDirectory();
        fill(file, 1);
        file.force();
        disk.cutPowerAtStep(disk.steps() + 2);
        fill(file, 2);
        assertThatThrownBy(file::force).isInstanceOf(SimulatedFiles.PowerCutException.class);
        assertThatThrownBy(() -> fill(file, 3)).isInstanceOf(SimulatedFiles.PowerCutException.class);
        assertThatThrownBy(disk::names).isInstanceOf(SimulatedFiles.PowerCutException.class);
        assertThat(sectors(content(disk.cutPower()))).matches("[12]{4}");
    }

    @Test
    void arm_tornWrite_leavesSomeSectorsAndCutsThePower() throws IOException {
        JournalFile file = disk.create("a");
        disk.forceDirectory();
        fill(file, 1);
        file.force();
        disk.arm(SimulatedFiles.Fault.TORN_WRITE, 1);
        fill(file, 2);
        file.force();
        assertThatThrownBy(() -> fill(file, 3)).isInstanceOf(SimulatedFiles.PowerCutException.class);
        assertThat(sectors(content(disk.cutPower()))).matches("[23]{4}").contains("2");
    }

    @Test
    void arm_forceThatFailsOrLies_losesWhatItShouldHaveKept() throws IOException {
        for (SimulatedFiles.Fault fault : List.of(SimulatedFiles.Fault.FAILED_FORCE, SimulatedFiles.Fault.LOST_FORCE)) {
            Set<String> found = new HashSet<>();
            for (long seed = 0; seed < 30; seed++) {
                SimulatedFiles files = overwritten(seed);
                files.arm(fault, 0);
                try (JournalFile file = files.open("a")) {
                    file.force();
                    assertThat(fault).isEqualTo(SimulatedFiles.Fault.LOST_FORCE);
                } catch (IOException e) {
                    assertThat(fault).isEqualTo(SimulatedFiles.Fault.FAILED_FORCE);
                }
                assertThat(sectors(content(files))).isEqualTo("3333");
                found.add(sectors(content(files.cutPower())));
            }
            assertThat(found).contains("1111");
            assertThat(found.size() == 1).isEqualTo(fault == SimulatedFiles.Fault.FAILED_FORCE);
        }
    }

    @Test
    void room_diskThatIsFull_refusesToGrowUntilSomethingIsDeleted() throws IOException {
        disk.room(1000);
        JournalFile file = disk.create("a");
        file.preallocate(900);
        JournalFile other = disk.create("b");
        assertThatThrownBy(() -> other.preallocate(200)).isInstanceOf(NoRoomException.class);
        file.write(ByteBuffer.allocate(900), 0);
        disk.delete("a");
        other.preallocate(200);
        assertThat(other.size()).isEqualTo(200);
    }

    @Test
    void flipBit_anywhere_isSeenAndStays() throws IOException {
        JournalFile file = disk.create("a");
        file.preallocate(1 << 30);
        disk.forceDirectory();
        disk.flipBit("a", 8L * (1 << 29) + 3);
        SimulatedFiles after = disk.copy(7).cutPower();
        ByteBuffer one = ByteBuffer.allocate(1);
        after.open("a").read(one, 1 << 29);
        assertThat(one.get(0)).isEqualTo((byte) 8);
    }
}
