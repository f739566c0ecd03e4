// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.gateway.plan.SubscriptionStore;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link SubscriptionStore} must do: extend it, say how to make a store, and all of it runs.
 *
 * <pre>{@code
 * class MySubscriptionStoreTest extends SubscriptionStoreContract {
 *     @Override
 *     protected SubscriptionStore emptyStore() {
 *         return new MySubscriptionStore(...);
 *     }
 * }
 * }</pre>
 *
 * <p>A store that is {@link AutoCloseable} is closed after each test. One whose records outlive it should also run with
 * {@link #reopened} overridden: then every step of a test finds what an earlier opening has written.
 *
 * <p>A test class is for one thread; some of its tests use the store from many.
 */
public abstract class SubscriptionStoreContract {

    /** For implementations' tests to call. */
    protected SubscriptionStoreContract() {}

    /**
     * Makes an empty store.
     *
     * @return a store without subscriptions that shares nothing with those made before
     */
    protected abstract SubscriptionStore emptyStore();

    /**
     * Makes another store of the same subscriptions, as after a restart or on another node.
     *
     * @param store which is not used any more, and not closed unless this method closes it
     * @return the very store, unless overridden
     */
    protected SubscriptionStore reopened(SubscriptionStore store) {
        return store;
    }

    @Nested
    class Changes extends SubscriptionChangeBehaviour {
        @Override
        SubscriptionStoreContract contract() {
            return SubscriptionStoreContract.this;
        }
    }

    @Nested
    class Reads extends SubscriptionReadBehaviour {
        @Override
        SubscriptionStoreContract contract() {
            return SubscriptionStoreContract.this;
        }
    }
}
