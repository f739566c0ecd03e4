// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.ledger.store.LedgerStore;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link LedgerStore} must do: extend it, say how to make a store, and all of it runs.
 *
 * <pre>{@code
 * class MyLedgerStoreTest extends LedgerContract {
 *     @Override
 *     protected LedgerStore newStore() {
 *         return new MyLedgerStore(...);
 *     }
 * }
 * }</pre>
 *
 * <p>After each test the books are audited: for each tenant debits equal credits, and each account's balance equals the fold
 * of its statement and of the feed.
 *
 * <p>A test class is for one thread; some of its tests use the store from many.
 */
public abstract class LedgerContract {

    /** For implementations' tests to call. */
    protected LedgerContract() {}

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
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Postings extends LedgerPostingBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Holds extends LedgerHoldBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Captures extends LedgerCaptureBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Expiry extends LedgerExpiryBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Statements extends LedgerStatementBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class LotsOfCredit extends LedgerLotBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Limits extends LedgerLimitBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Checkpoints extends LedgerCheckpointBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Reversals extends LedgerReversalBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Adjustments extends LedgerAdjustBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Feed extends LedgerFeedBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Tenants extends LedgerTenantBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Following extends LedgerFollowBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class PersonalData extends LedgerPersonalBehaviour {
        @Override
        LedgerStore emptyStore() {
            return LedgerContract.this.newStore();
        }
    }

    @Nested
    class Threads extends LedgerConcurrencyBehaviour {
        @Override
        LedgerStore newStore() {
            return LedgerContract.this.newStore();
        }
    }
}
