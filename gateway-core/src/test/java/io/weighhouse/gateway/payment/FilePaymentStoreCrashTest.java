// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weighhouse.gateway.payment.PaymentRow.Kind;
import io.weighhouse.keyvault.file.StoreFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file of payments is after a crash; the log itself is crashed more thoroughly where it lives. */
class FilePaymentStoreCrashTest {

    @TempDir
    private Path folder;

    /** Two rows a write, so that half a write would be seen; cut at every byte, as a power cut may leave the file. */
    @Test
    void open_fileThatEndsAnywhere_hasWholeWritesOnly() throws IOException {
        Path path = folder.resolve("payments.log");
        List<Long> sizes = new ArrayList<>();
        try (FilePaymentStore store = PaymentStore.file(StoreFile.at(path))) {
            sizes.add(Files.size(path));
            for (int i = 1; i <= 4; i++) {
                assertThat(write(store, i)).isTrue();
                sizes.add(Files.size(path));
            }
        }
        byte[] whole = Files.readAllBytes(path);
        int cuts = 0;
        for (int size = Math.toIntExact(sizes.get(0)); size <= sizes.get(4); size++) {
            Path cut = folder.resolve("cut-" + size + ".log");
            Files.write(cut, Arrays.copyOf(whole, size));
            int written = 0;
            while (written < 4 && sizes.get(written + 1) <= size) {
                written++;
            }
            try (FilePaymentStore store = PaymentStore.file(StoreFile.at(cut))) {
                assertThat(revision(store, Kind.EVENT, "evt"))
                        .as("cut at %d", size)
                        .isEqualTo(written);
                assertThat(revision(store, Kind.PAYMENT, "pi"))
                        .as("cut at %d", size)
                        .isEqualTo(written);
                assertThat(write(store, written + 1)).as("cut at %d", size).isTrue();
            }
            cuts++;
        }
        System.out.println("payments: " + cuts + " cuts of a file");
    }

    @Test
    void write_afterClose_failsWithAKnownOutcome() {
        FilePaymentStore store = PaymentStore.file(StoreFile.at(folder.resolve("payments.log")));
        store.close();
        assertThatExceptionOfType(java.util.concurrent.CompletionException.class)
                .isThrownBy(() -> write(store, 1))
                .havingCause()
                .isInstanceOfSatisfying(
                        PaymentStoreException.class,
                        failure -> assertThat(failure.outcomeKnown()).isTrue());
    }

    @Test
    void open_fileOfKeys_isRefused() throws IOException {
        Path path = folder.resolve("keys.log");
        io.weighhouse.keyvault.key.KeyRecordStore.file(path).close();
        assertThatExceptionOfType(PaymentStoreException.class)
                .isThrownBy(() -> PaymentStore.file(StoreFile.at(path)))
                .withMessageContaining("another kind");
        assertThat(Files.size(path)).isPositive();
    }

    private static boolean write(PaymentStore store, int revision) {
        return store.write(List.of(
                        new PaymentRow(Kind.EVENT, "evt", "received", revision, "body " + revision),
                        new PaymentRow(Kind.PAYMENT, "pi", "", revision, "body " + revision)))
                .toCompletableFuture()
                .join();
    }

    private static long revision(PaymentStore store, Kind kind, String key) {
        return store.find(kind, key)
                .toCompletableFuture()
                .join()
                .map(PaymentRow::revision)
                .orElse(0L);
    }
}
