// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.payment;

import io.weighhouse.gateway.payment.PaymentStore;
import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.testkit.PaymentStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FilePaymentStoreTest extends PaymentStoreContract {

    @TempDir
    private Path folder;

    private int files;

    @Override
    protected PaymentStore emptyStore() {
        return PaymentStore.file(StoreFile.at(folder.resolve("payments-" + files++ + ".log")));
    }
}
