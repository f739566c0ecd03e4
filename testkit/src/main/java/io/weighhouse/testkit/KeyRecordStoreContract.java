// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.keyvault.key.KeyRecordStore;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link KeyRecordStore} must do: extend it, say how to make a store, and all of it runs.
 *
 * <pre>{@code
 * class MyKeyRecordStoreTest extends KeyRecordStoreContract {
 *     @Override
 *     protected KeyRecordStore emptyStore() {
 *         return new MyKeyRecordStore(...);
 *     }
 * }
 * }</pre>
 *
 * <p>A store that is {@link AutoCloseable} is closed after each test. One whose records outlive it should also run with
 * {@link #reopened} overridden: then every step of a test finds what an earlier opening has written.
 *
 * <p>A test class is for one thread; some of its tests use the store from many.
 */
public abstract class KeyRecordStoreContract {

    /** For implementations' tests to call. */
    protected KeyRecordStoreContract() {}

    /**
     * Makes an empty store.
     *
     * @return a store without records that shares nothing with those made before
     */
    protected abstract KeyRecordStore emptyStore();

    /**
     * Makes another store of the same records, as after a restart or on another node.
     *
     * @param store which is not used any more, and not closed unless this method closes it
     * @return the very store, unless overridden
     */
    protected KeyRecordStore reopened(KeyRecordStore store) {
        return store;
    }

    @Nested
    class Writes extends KeyRecordWriteBehaviour {
        @Override
        KeyRecordStoreContract contract() {
            return KeyRecordStoreContract.this;
        }
    }

    @Nested
    class Reads extends KeyRecordReadBehaviour {
        @Override
        KeyRecordStoreContract contract() {
            return KeyRecordStoreContract.this;
        }
    }

    @Nested
    class Uses extends KeyRecordUseBehaviour {
        @Override
        KeyRecordStoreContract contract() {
            return KeyRecordStoreContract.this;
        }
    }

    @Nested
    class Changes extends KeyRecordChangeBehaviour {
        @Override
        KeyRecordStoreContract contract() {
            return KeyRecordStoreContract.this;
        }
    }

    @Nested
    class Tenants extends KeyRecordTenantBehaviour {
        @Override
        KeyRecordStoreContract contract() {
            return KeyRecordStoreContract.this;
        }
    }

    @Nested
    class Threads extends KeyRecordConcurrencyBehaviour {
        @Override
        KeyRecordStoreContract contract() {
            return KeyRecordStoreContract.this;
        }
    }
}
