// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.payment;

import io.weighhouse.gateway.payment.PaymentStore;
import io.weighhouse.testkit.PaymentStoreContract;

class MemoryPaymentStoreTest extends PaymentStoreContract {

    @Override
    protected PaymentStore emptyStore() {
        return PaymentStore.inMemory();
    }
}
