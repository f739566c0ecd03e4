// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Posting;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that an engine knows beside its log. */
final class LedgerState {

    final EventLog log;
    final SipHash hash;
    final Timeline timeline = new Timeline();
    final AccountIndex accounts = new AccountIndex();
    final HoldIndex holds = new HoldIndex();
    final OperationIndex operations;
    final EventWriter event;
    final Map<OperationId, FreezeCell> freezes = new HashMap<>();

    /** How much of a transaction has been reversed, for those of which anything has. */
    final Map<Long, Long> reversed = new HashMap<>();

    /** The operation of the command that is being decided. */
    final OperationKey key;

    /** The operation of what expires meanwhile. */
    final OperationKey expiringKey;

    LedgerState(EventLog log, Horizon horizon, SipHash hash) {
        this.log = log;
        this.hash = hash;
        operations = new OperationIndex(log, holds, horizon, hash);
        event = new EventWriter(log, timeline);
        key = new OperationKey(hash);
        expiringKey = new OperationKey(hash);
    }

    /** The account, if it was opened. */
    @Nullable
    AccountCell find(AccountId id) {
        return accounts.find(id);
    }

    /** An account that was found open before. */
    AccountCell open(AccountId id) {
        return accounts.open(id);
    }

    /** Whether a row of an event is that posting. */
    boolean isPosting(EventReader event, int row, Posting posting) {
        AccountCell from = accounts.at(event.accounts[event.rowAccount[row]]);
        AccountCell to = accounts.at(event.accounts[event.rowTo[row]]);
        return from.id().equals(posting.from())
                && to.id().equals(posting.to())
                && event.rowAmount[row] == posting.amount().minor()
                && from.unit().equals(posting.amount().unit());
    }

    OperationKey keyOf(OperationId id) {
        return key.set(accounts.tenantOrdinal(id.tenant()), id);
    }

    long reversedOf(long sequence) {
        Long minor = reversed.get(sequence);
        return minor == null ? 0 : minor;
    }

    void addReversed(long sequence, long minor) {
        if (minor > 0) {
            reversed.merge(sequence, minor, Long::sum);
        }
    }

    /** Drops expired holds of which nothing has been heard since a position; they can no longer be settled. */
    void forgetHoldsBefore(long position) {
        for (HoldCell hold = holds.firstExpired();
                hold != null && hold.lastPosition < position;
                hold = holds.firstExpired()) {
            operations.remove(
                    expiringKey.set(hold.wallet.tenant, hold.id()),
                    OperationIndex.CALL,
                    OperationIndex.ofSlot(hold.slot));
            holds.remove(hold);
        }
    }
}
