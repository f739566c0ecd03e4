// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;

/**
 * Why a ledger did not do what it was asked; in every case nothing has changed.
 *
 * <p>The code is stable and safe to show to a client; the data is for the caller.
 *
 * <p>Declines are immutable and thread-safe.
 */
public sealed interface Decline {

    /** {@return the stable code, as in {@code INSUFFICIENT_FUNDS}} */
    String code();

    /**
     * More was asked than is available.
     *
     * @param account whose credit was asked
     * @param requested what was asked
     * @param available what there is, zero or more
     */
    record InsufficientFunds(AccountId account, Amount requested, Amount available) implements Decline {
        @Override
        public String code() {
            return "INSUFFICIENT_FUNDS";
        }
    }

    /**
     * An account was never opened.
     *
     * @param account the name that is not known
     */
    record AccountUnknown(AccountId account) implements Decline {
        @Override
        public String code() {
            return "ACCOUNT_UNKNOWN";
        }
    }

    /**
     * An account of that name is open with another kind, unit or credit limit.
     *
     * @param existing the account that is open
     */
    record AccountConflict(Account existing) implements Decline {
        @Override
        public String code() {
            return "ACCOUNT_CONFLICT";
        }
    }

    /**
     * The id was used before for something else; what that was is not told.
     *
     * @param operation the id
     */
    record OperationConflict(OperationId operation) implements Decline {
        @Override
        public String code() {
            return "OPERATION_CONFLICT";
        }
    }

    /**
     * There is no hold of that id.
     *
     * @param operation the id
     */
    record HoldUnknown(OperationId operation) implements Decline {
        @Override
        public String code() {
            return "HOLD_UNKNOWN";
        }
    }

    /**
     * The hold has ended another way: a capture after a release, or a release after a capture or after expiry.
     *
     * @param operation the id
     * @param state how it ended
     */
    record HoldEnded(OperationId operation, HoldState state) implements Decline {
        @Override
        public String code() {
            return "HOLD_ENDED";
        }
    }

    /**
     * A capture under {@link Overrun#REJECT} asked for more than the hold; the hold stays open.
     *
     * @param operation the id
     * @param requested what was used
     * @param held what the hold sets aside
     */
    record OverCapture(OperationId operation, Amount requested, Amount held) implements Decline {
        @Override
        public String code() {
            return "OVER_CAPTURE";
        }
    }

    /**
     * An amount is not of the account's unit.
     *
     * @param account the account
     * @param expected its unit
     * @param actual the amount's unit
     */
    record WrongUnit(AccountId account, Unit expected, Unit actual) implements Decline {
        @Override
        public String code() {
            return "WRONG_UNIT";
        }
    }

    /**
     * An account is not of a kind that the verb works on: only wallets are granted to and held on, only clearing and
     * promotion accounts are granted from, and no wallet is captured to.
     *
     * @param account the account
     * @param actual its kind
     */
    record WrongKind(AccountId account, AccountKind actual) implements Decline {
        @Override
        public String code() {
            return "WRONG_KIND";
        }
    }

    /**
     * A balance would go further from zero than {@link Account#MAX_BALANCE_MINOR} smallest parts.
     *
     * @param account the account
     */
    record BalanceOverflow(AccountId account) implements Decline {
        @Override
        public String code() {
            return "BALANCE_OVERFLOW";
        }
    }
}
