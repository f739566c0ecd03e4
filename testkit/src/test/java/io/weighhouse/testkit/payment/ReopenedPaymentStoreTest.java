// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.payment;

import io.weighhouse.gateway.payment.FilePaymentStore;
import io.weighhouse.gateway.payment.PaymentStore;
import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.testkit.PaymentStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Every step of a test finds what an earlier opening has written, and files are written anew as often as can be. */
class ReopenedPaymentStoreTest extends PaymentStoreContract {

    @TempDir
    private Path folder;

    private int files;

    @Override
    protected PaymentStore emptyStore() {
        files++;
        return open();
    }

    @Override
    protected PaymentStore reopened(PaymentStore store) {
        ((FilePaymentStore) store).close();
        return open();
    }

    private PaymentStore open() {
        return PaymentStore.file(
                StoreFile.at(folder.resolve("payments-" + files + ".log")).minimumDeadBytes(1));
    }
}
