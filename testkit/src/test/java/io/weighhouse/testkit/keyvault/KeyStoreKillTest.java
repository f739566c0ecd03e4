// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.FileKeyRecordStore;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyStoreException;
import io.weighhouse.testkit.process.KilledJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed: whatever it said was written is found by the next one that opens its file.
 *
 * <p>{@code -Dkeystore.kill.runs=200} for more runs than the build has.
 */
class KeyStoreKillTest {

    private static final int RUNS = Integer.getInteger("keystore.kill.runs", 2);

    @TempDir
    private Path folder;

    @Test
    void kill_atAnyMoment_losesNothingThatWasSaidToBeWritten() throws IOException, InterruptedException {
        Random random = new Random();
        int told = 0;
        for (int run = 1; run <= RUNS; run++) {
            // Every fourth run begins anew, the others go on with what the one before left.
            Path file = folder.resolve("keys-" + (run + 2) / 4 + ".log");
            Map<String, Long> revisions = killAfter(1 + random.nextInt(3000), file, "run-" + run);
            check(file, revisions);
            told += revisions.size();
        }
        System.out.println("key store kill runs=" + RUNS + ", keys told=" + told + ", lost=0");
        assertThat(told).isPositive();
    }

    /** Lets a process work until it has told so much, and kills it; gives the last revision that it told of each key. */
    private static Map<String, Long> killAfter(int count, Path file, String run)
            throws IOException, InterruptedException {
        List<String> lines = new KilledJvm(KeyStoreWork.class, file.toString(), run)
                .linesUntilKilledAfter(count, new FirstLineChecked(file));
        assertThat(lines).as("it was killed, it did not end").hasSizeGreaterThanOrEqualTo(count);
        Map<String, Long> revisions = new HashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            revisions.merge(words[0], Long.valueOf(words[1]), Math::max);
        }
        return revisions;
    }

    /** Tells whole lines; while the first one is there, nobody else may open the file. */
    private static final class FirstLineChecked implements Predicate<String> {

        private final Path file;
        private boolean checked;

        FirstLineChecked(Path file) {
            this.file = file;
        }

        @Override
        public boolean test(String line) {
            if (!checked) {
                checked = true;
                assertThatThrownBy(() -> KeyRecordStore.file(file).close())
                        .as("a second process")
                        .isInstanceOf(KeyStoreException.class)
                        .hasMessageContaining("is open in another process");
            }
            return line.endsWith(KeyStoreWork.END_OF_LINE);
        }
    }

    private static void check(Path file, Map<String, Long> revisions) {
        try (FileKeyRecordStore store = KeyRecordStore.file(KeyStoreWork.file(file))) {
            revisions.forEach((id, revision) -> {
                KeyRecord found = store.find("acme", new KeyId(id))
                        .toCompletableFuture()
                        .join()
                        .orElseThrow(() -> new AssertionError("lost: " + id));
                assertThat(found.revision()).as(id).isBetween(revision, revision + 1);
                assertThat(store.findByDigest(List.of(found.digest()))
                                .toCompletableFuture()
                                .join())
                        .contains(found);
            });
        }
    }
}
