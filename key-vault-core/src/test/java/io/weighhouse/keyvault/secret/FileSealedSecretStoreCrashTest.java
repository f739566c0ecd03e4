// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.internal.CrashRuns;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Power cuts at every step, and flipped bits; the file itself is looked at byte by byte in the tests of keys.
 *
 * <p>{@code -Dkeystore.crash.runs=1000} for more runs than the build has, {@code -Dkeystore.flip.all=true} for every bit.
 */
class FileSealedSecretStoreCrashTest {

    private static final int RUNS = Integer.getInteger("keystore.crash.runs", 1);
    private static final boolean EVERY_BIT = Boolean.getBoolean("keystore.flip.all");

    @Test
    void crash_atEveryStep_leavesWhatWasAnswered() {
        int crashes = 0;
        int compactions = 0;
        for (int run = 0; run < RUNS; run++) {
            CrashRuns.Report report = SecretWork.runs(1).crashAtEveryStep(SecretWork.commands(run, 40), 4);
            crashes += report.crashes();
            compactions += report.compactions();
        }
        System.out.println("secret store crashes=" + crashes + ", compactions=" + compactions + ", lost=0");
        assertThat(compactions).isPositive();
    }

    @Test
    void flip_ofAnyBitOfAClosedFile_isFoundOrDoesNoHarm() {
        List<SecretWork.Command> commands = SecretWork.commands(42, 30);
        CrashRuns<FileSealedSecretStore, SecretWork.Command> runs = SecretWork.runs(1 << 30);
        byte[] file = runs.fileAfter(commands, true);
        Object whole = runs.stateOf(file);
        int harmless = 0;
        for (int bit = 0; bit < file.length * 8; bit += EVERY_BIT ? 1 : 101) {
            byte[] flipped = file.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(runs.stateOf(flipped)).as("bit %d", bit).isEqualTo(whole);
                harmless++;
            } catch (SecretStoreException refused) {
                assertThat(refused).hasMessageContaining("at byte ").hasMessageContaining(CrashRuns.PATH.toString());
            }
        }
        assertThat(harmless).isLessThanOrEqualTo(24 * 8);
    }
}
