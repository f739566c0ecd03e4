// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.internal.CrashRuns;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Power cuts at every step, files cut at every byte, and flipped bits.
 *
 * <p>{@code -Dkeystore.crash.runs=1000} for more runs than the build has, {@code -Dkeystore.flip.all=true} for every bit.
 */
class FileKeyRecordStoreCrashTest {

    private static final int RUNS = Integer.getInteger("keystore.crash.runs", 1);
    private static final boolean EVERY_BIT = Boolean.getBoolean("keystore.flip.all");
    private static final int NEVER = 1 << 30;
    private static final int LAST_FRAME_BYTES = 24;

    @Test
    void crash_atEveryStep_leavesWhatWasAnswered() {
        int crashes = 0;
        int compactions = 0;
        for (int run = 0; run < RUNS; run++) {
            CrashRuns.Report report = KeyWork.runs(1).crashAtEveryStep(KeyWork.commands(run, 40), 4);
            crashes += report.crashes();
            compactions += report.compactions();
        }
        System.out.println("key store crashes=" + crashes + ", compactions=" + compactions + ", lost=0");
        assertThat(compactions).isPositive();
    }

    @Test
    void cut_atEveryByte_leavesABeginning() {
        CrashRuns<FileKeyRecordStore, KeyWork.Command> runs = KeyWork.runs(NEVER);
        List<KeyWork.Command> commands = KeyWork.commands(42, 30);
        List<Object> states = runs.states(commands);
        byte[] file = runs.fileAfter(commands, false);
        int found = 0;
        for (int length = 0; length <= file.length; length++) {
            Object state = stateOrRefusal(runs, Arrays.copyOf(file, length));
            if (length < 32) {
                assertThat(state).as("cut at %d", length).isEqualTo("refused");
            } else {
                int next = found;
                while (next < states.size() && !states.get(next).equals(state)) {
                    next++;
                }
                assertThat(next)
                        .as("cut at %d: a later beginning than before", length)
                        .isLessThan(states.size());
                found = next;
            }
        }
        assertThat(states.get(found)).isEqualTo(states.get(states.size() - 1));
    }

    @Test
    void cut_ofAFileThatWasWrittenAnew_isRefusedWithinItsBeginning() {
        List<KeyWork.Command> commands = KeyWork.commands(7, 200);
        CrashRuns<FileKeyRecordStore, KeyWork.Command> runs = KeyWork.runs(1);
        byte[] file = runs.fileAfter(commands, true);
        List<Object> states = runs.states(commands);
        int refused = 0;
        for (int length = file.length; length >= 0; length -= EVERY_BIT ? 1 : 7) {
            Object state = stateOrRefusal(runs, Arrays.copyOf(file, length));
            if (state.equals("refused")) {
                refused++;
            } else {
                assertThat(refused)
                        .as("cut at %d, but refused when longer", length)
                        .isZero();
                assertThat(states).as("cut at %d", length).contains(state);
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void flip_ofAnyBitOfAClosedFile_isFoundOrDoesNoHarm() {
        List<KeyWork.Command> commands = KeyWork.commands(42, 30);
        CrashRuns<FileKeyRecordStore, KeyWork.Command> runs = KeyWork.runs(NEVER);
        byte[] file = runs.fileAfter(commands, true);
        Object whole = runs.stateOf(file);
        int refused = 0;
        int flips = 0;
        for (int bit = 0; bit < file.length * 8; bit += EVERY_BIT ? 1 : 37) {
            Object state = stateOrRefusal(runs, flipped(file, bit));
            assertThat(state.equals("refused") || state.equals(whole))
                    .as("bit %d of byte %d", bit % 8, bit / 8)
                    .isTrue();
            refused += state.equals("refused") ? 1 : 0;
            flips++;
        }
        System.out.println("key store flips=" + flips + ", refused=" + refused + ", wrong=0");
        // All but those in the last frame, which says nothing but that all others were forced.
        assertThat(flips - refused).isLessThanOrEqualTo(LAST_FRAME_BYTES * 8);
    }

    @Test
    void flip_ofAnyBitOfAFileThatWasNotClosed_takesTheLastFrameAtMost() {
        List<KeyWork.Command> commands = KeyWork.commands(43, 30);
        CrashRuns<FileKeyRecordStore, KeyWork.Command> runs = KeyWork.runs(NEVER);
        byte[] file = runs.fileAfter(commands, false);
        List<Object> states = runs.states(commands);
        for (int bit = 0; bit < file.length * 8; bit += EVERY_BIT ? 1 : 37) {
            Object state = stateOrRefusal(runs, flipped(file, bit));
            assertThat(state.equals("refused")
                            || states.subList(commands.size() - 1, states.size())
                                    .contains(state))
                    .as("bit %d of byte %d", bit % 8, bit / 8)
                    .isTrue();
        }
    }

    @Test
    void bytesLeftOutOrDoubled_anywhere_areFoundOrAtTheEnd() {
        List<KeyWork.Command> commands = KeyWork.commands(44, 30);
        CrashRuns<FileKeyRecordStore, KeyWork.Command> runs = KeyWork.runs(NEVER);
        byte[] file = runs.fileAfter(commands, true);
        Object whole = runs.stateOf(file);
        Random random = new Random(44);
        for (int run = 0; run < (EVERY_BIT ? 10_000 : 100); run++) {
            int from = random.nextInt(file.length);
            int to = Math.min(file.length, from + 1 + random.nextInt(600));
            byte[] without = spliced(file, from, to);
            byte[] doubled = spliced(file, to, from);
            for (byte[] damaged : List.of(without, doubled)) {
                Object state = stateOrRefusal(runs, damaged);
                boolean cutAtTheEnd = to > file.length - LAST_FRAME_BYTES && damaged == without;
                assertThat(state.equals("refused") || state.equals(whole) || cutAtTheEnd)
                        .as("bytes %d to %d", from, to)
                        .isTrue();
            }
        }
    }

    /** Everything up to one place, and everything from another. */
    private static byte[] spliced(byte[] file, int upTo, int from) {
        byte[] spliced = Arrays.copyOf(file, upTo + file.length - from);
        System.arraycopy(file, from, spliced, upTo, file.length - from);
        return spliced;
    }

    private static byte[] flipped(byte[] file, int bit) {
        byte[] flipped = file.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    private static Object stateOrRefusal(CrashRuns<FileKeyRecordStore, KeyWork.Command> runs, byte[] file) {
        try {
            return runs.stateOf(file);
        } catch (KeyStoreException refused) {
            assertThat(refused).hasMessageContaining("at byte ").hasMessageContaining(CrashRuns.PATH.toString());
            assertThat(refused.outcomeKnown()).isTrue();
            return "refused";
        }
    }
}
