// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.keyvault.secret.SealedSecretStore;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link SealedSecretStore} must do: extend it, say how to make a store, and all of it runs.
 *
 * <pre>{@code
 * class MySealedSecretStoreTest extends SealedSecretStoreContract {
 *     @Override
 *     protected SealedSecretStore emptyStore() {
 *         return new MySealedSecretStore(...);
 *     }
 * }
 * }</pre>
 *
 * <p>A store that is {@link AutoCloseable} is closed after each test. One whose credentials outlive it should also run with
 * {@link #reopened} overridden: then every step of a test finds what an earlier opening has written.
 *
 * <p>A test class is for one thread; some of its tests use the store from many.
 */
public abstract class SealedSecretStoreContract {

    /** For implementations' tests to call. */
    protected SealedSecretStoreContract() {}

    /**
     * Makes an empty store.
     *
     * @return a store without credentials and policies that shares nothing with those made before
     */
    protected abstract SealedSecretStore emptyStore();

    /**
     * Makes another store of the same credentials, as after a restart or on another node.
     *
     * @param store which is not used any more, and not closed unless this method closes it
     * @return the very store, unless overridden
     */
    protected SealedSecretStore reopened(SealedSecretStore store) {
        return store;
    }

    @Nested
    class Slots extends SealedSecretSlotBehaviour {
        @Override
        SealedSecretStoreContract contract() {
            return SealedSecretStoreContract.this;
        }
    }

    @Nested
    class Numbers extends SealedSecretVersionBehaviour {
        @Override
        SealedSecretStoreContract contract() {
            return SealedSecretStoreContract.this;
        }
    }

    @Nested
    class Policies extends SealedSecretPolicyBehaviour {
        @Override
        SealedSecretStoreContract contract() {
            return SealedSecretStoreContract.this;
        }
    }

    @Nested
    class Threads extends SealedSecretConcurrencyBehaviour {
        @Override
        SealedSecretStoreContract contract() {
            return SealedSecretStoreContract.this;
        }
    }
}
