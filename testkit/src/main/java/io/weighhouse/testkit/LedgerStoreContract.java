// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.ledger.store.LedgerStore;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link LedgerStore} must do: extend it, say how to make a store, and all of it runs.
 *
 * <pre>{@code
 * class MyLedgerStoreTest extends LedgerStoreContract {
 *     @Override
 *     protected LedgerStore newStore() {
 *         return new MyLedgerStore(...);
 *     }
 * }
 * }</pre>
 *
 * <p>After each test the books are audited: for each tenant debits equal credits, and each account's balance equals the fold
 * of its statement.
 *
 * <p>A test class is for one thread; some of its tests use the store from many.
 */
public abstract class LedgerStoreContract {

    /** For implementations' tests to call. */
    protected LedgerStoreContract() {}

    /**
     * Makes an empty store; the test that asked for it closes it.
     *
     * @return a store without accounts that shares nothing with those made before
     */
    protected abstract LedgerStore newStore();

    @Nested
    class Accounts extends LedgerAccountBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerStoreContract.this.newStore();
        }
    }

    @Nested
    class Postings extends LedgerPostingBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerStoreContract.this.newStore();
        }
    }

    @Nested
    class Holds extends LedgerHoldBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerStoreContract.this.newStore();
        }
    }

    @Nested
    class Captures extends LedgerCaptureBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerStoreContract.this.newStore();
        }
    }

    @Nested
    class Expiry extends LedgerExpiryBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerStoreContract.this.newStore();
        }
    }

    @Nested
    class Statements extends LedgerStatementBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerStoreContract.this.newStore();
        }
    }

    @Nested
    class Tenants extends LedgerTenantBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerStoreContract.this.newStore();
        }
    }

    @Nested
    class Threads extends LedgerConcurrencyBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerStoreContract.this.newStore();
        }
    }
}
