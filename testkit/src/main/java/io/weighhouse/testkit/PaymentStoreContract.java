// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.gateway.payment.PaymentStore;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link PaymentStore} must do: extend it, say how to make a store, and all of it runs.
 *
 * <pre>{@code
 * class MyPaymentStoreTest extends PaymentStoreContract {
 *     @Override
 *     protected PaymentStore emptyStore() {
 *         return new MyPaymentStore(...);
 *     }
 * }
 * }</pre>
 *
 * <p>A store that is {@link AutoCloseable} is closed after each test. One whose rows outlive it should also run with {@link
 * #reopened} overridden: then every step of a test finds what an earlier opening has written.
 *
 * <p>A test class is for one thread; some of its tests use the store from many.
 */
public abstract class PaymentStoreContract {

    /** For implementations' tests to call. */
    protected PaymentStoreContract() {}

    /**
     * Makes an empty store.
     *
     * @return a store without rows that shares nothing with those made before
     */
    protected abstract PaymentStore emptyStore();

    /**
     * Makes another store of the same rows, as after a restart or on another node.
     *
     * @param store which is not used any more, and not closed unless this method closes it
     * @return the very store, unless overridden
     */
    protected PaymentStore reopened(PaymentStore store) {
        return store;
    }

    @Nested
    class Writes extends PaymentWriteBehaviour {
        @Override
        PaymentStoreContract contract() {
            return PaymentStoreContract.this;
        }
    }

    @Nested
    class Lists extends PaymentListBehaviour {
        @Override
        PaymentStoreContract contract() {
            return PaymentStoreContract.this;
        }
    }
}
