// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.PartHealth;
import io.weighhouse.gateway.payment.FilePaymentStore;
import io.weighhouse.gateway.payment.PaymentStore;
import io.weighhouse.gateway.plan.FileSubscriptionStore;
import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.key.FileKeyRecordStore;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.secret.FileSealedSecretStore;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import io.weighhouse.metering.pricefile.PriceBookStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a gateway keeps what has to outlive it: the books, the records of the keys, and the providers' secrets.
 *
 * <p>In a folder, the books are a journal, {@code ledger/}, the keys a file, {@code keys.log}, and the sealed secrets another,
 * {@code secrets.log}; who has which plan is in {@code subscriptions.log}, what was paid in {@code payments.log}. Each has a lock that keeps a second process away. The master key that opens the secrets is in {@code
 * master.key} beside them, which is good enough for an example and for nothing else: whoever takes the folder has both.
 *
 * @param ledger the books
 * @param vault the records of the keys, and the providers' secrets
 * @param subscriptions who has which plan
 * @param payments what was paid
 * @param place where all that is
 */
record Storage(Ledger ledger, Vault vault, SubscriptionStore subscriptions, PaymentStore payments, Place place)
        implements AutoCloseable {

    /**
     * Who may call, and with whose keys.
     *
     * @param keys the records of the keys
     * @param secrets the providers' secrets, sealed
     * @param masterKeys what they are sealed with
     */
    record Vault(KeyRecordStore keys, SealedSecretStore secrets, MasterKeys masterKeys) {}

    /**
     * Where all that is.
     *
     * @param where as a reader of the gateway's output is told
     * @param folder the folder, if there is one
     * @param parts how each file is
     */
    record Place(String where, Optional<Path> folder, Map<String, Supplier<PartHealth>> parts) {}

    String where() {
        return place.where;
    }

    KeyRecordStore keys() {
        return vault.keys;
    }

    SealedSecretStore secrets() {
        return vault.secrets;
    }

    MasterKeys masterKeys() {
        return vault.masterKeys;
    }

    /** Three files of this size are set aside on the disk: enough for some ten thousand calls each. */
    private static final int SEGMENT_BYTES = 16 << 20;

    static Storage inMemory() {
        return new Storage(
                Ledger.inMemory(),
                new Vault(KeyRecordStore.inMemory(), SealedSecretStore.inMemory(), MasterKeyFile.generate()),
                SubscriptionStore.inMemory(),
                PaymentStore.inMemory(),
                new Place("in memory, until this process ends", Optional.empty(), Map.of()));
    }

    /**
     * Opens a folder, or makes it.
     *
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the journal cannot be had
     * @throws io.weighhouse.ledger.store.DamagedJournalException if the journal is not as it was written
     * @throws io.weighhouse.keyvault.key.KeyStoreException if the file of keys cannot be had, or is damaged
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the file of secrets cannot be had, or is damaged
     * @throws IOException if the master key cannot be read or written
     */
    static Storage in(Path folder) throws IOException {
        JournalOptions options =
                JournalOptions.builder().segmentBytes(SEGMENT_BYTES).build();
        Deque<Runnable> open = new ArrayDeque<>();
        try {
            JournalStore journal = JournalStore.open(folder.resolve("ledger"), options);
            Ledger ledger = Ledger.builder().store(journal).build();
            open.push(ledger::close);
            FileKeyRecordStore keys = KeyRecordStore.file(folder.resolve("keys.log"));
            open.push(keys::close);
            FileSealedSecretStore secrets = SealedSecretStore.file(folder.resolve("secrets.log"));
            open.push(secrets::close);
            MasterKeys masterKeys = MasterKeyFile.in(folder);
            FileSubscriptionStore subscriptions =
                    SubscriptionStore.file(StoreFile.at(folder.resolve("subscriptions.log")));
            open.push(subscriptions::close);
            FilePaymentStore payments = PaymentStore.file(StoreFile.at(folder.resolve("payments.log")));
            open.push(payments::close);
            return new Storage(
                    ledger,
                    new Vault(keys, secrets, masterKeys),
                    subscriptions,
                    payments,
                    new Place(
                            "in " + folder.toAbsolutePath().normalize(),
                            Optional.of(folder),
                            Map.of(
                                    "ledger", () -> PartHealth.of(journal.health()),
                                    "keys", () -> PartHealth.of(keys.health()),
                                    "secrets", () -> PartHealth.of(secrets.health()),
                                    "subscriptions", () -> PartHealth.of(subscriptions.health()),
                                    "payments", () -> PartHealth.of(payments.health()))));
        } catch (IOException | RuntimeException unusable) {
            open.forEach(Runnable::run);
            throw unusable;
        }
    }

    /** Where rate cards are kept, so that a call is settled at the prices that it was quoted, after a restart too. */
    PriceBookStore cards() {
        return place.folder
                .map(folder -> PriceBookStore.inFolder(folder.resolve("cards"), Runnable::run))
                .orElseGet(PriceBookStore::inMemory);
    }

    @Override
    public void close() {
        if (payments instanceof FilePaymentStore file) {
            file.close();
        }
        if (subscriptions instanceof FileSubscriptionStore file) {
            file.close();
        }
        if (secrets() instanceof FileSealedSecretStore file) {
            file.close();
        }
        if (keys() instanceof FileKeyRecordStore file) {
            file.close();
        }
        ledger.close();
    }
}
