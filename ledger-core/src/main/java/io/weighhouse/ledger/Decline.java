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
     * An account is not of a kind that the verb works on: only wallets are granted to, held on and frozen, only
     * clearing and promotion accounts are granted from, no wallet is captured to, breakage goes to a breakage account, and a
     * counter takes no postings.
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

    /**
     * The account was closed.
     *
     * @param account which one
     */
    record AccountClosed(AccountId account) implements Decline {
        @Override
        public String code() {
            return "ACCOUNT_CLOSED";
        }
    }

    /**
     * Only an empty account can be closed.
     *
     * @param balance what it still has
     */
    record AccountNotEmpty(Balance balance) implements Decline {
        @Override
        public String code() {
            return "ACCOUNT_NOT_EMPTY";
        }
    }

    /**
     * A hold would take a counter above its limit.
     *
     * @param counter which one
     * @param requested what was asked
     * @param left what there is room for, zero or more
     * @param limit the limit that came with the hold
     */
    record LimitReached(AccountId counter, Amount requested, Amount left, Amount limit) implements Decline {
        @Override
        public String code() {
            return "LIMIT_REACHED";
        }
    }

    /**
     * The id is older than what the ledger remembers of calls; whether it was used cannot be told.
     *
     * @param operation the id, which carries its time
     */
    record OperationForgotten(OperationId operation) implements Decline {
        @Override
        public String code() {
            return "OPERATION_FORGOTTEN";
        }
    }

    /**
     * A capture names a limit that its hold has no leg on.
     *
     * @param operation the id
     * @param counter the counter that was named
     */
    record LimitUnknown(OperationId operation, AccountId counter) implements Decline {
        @Override
        public String code() {
            return "LIMIT_UNKNOWN";
        }
    }

    /**
     * A balance is not where the caller thinks it is.
     *
     * @param account whose
     * @param expected where it is thought to stand
     * @param actual where it stands
     */
    record UnexpectedBalance(AccountId account, Amount expected, Amount actual) implements Decline {
        @Override
        public String code() {
            return "UNEXPECTED_BALANCE";
        }
    }

    /**
     * There is no transaction of that number.
     *
     * @param transaction the number
     */
    record TransactionUnknown(long transaction) implements Decline {
        @Override
        public String code() {
            return "TRANSACTION_UNKNOWN";
        }
    }

    /**
     * More was asked to be undone than is left of a transaction.
     *
     * @param transaction its number
     * @param requested what was asked, zero for all that is left
     * @param left what is left of it, zero or more
     */
    record AlreadyReversed(long transaction, Amount requested, Amount left) implements Decline {
        @Override
        public String code() {
            return "ALREADY_REVERSED";
        }
    }

    /**
     * A transaction of several postings can only be reversed as a whole, and only a grant has a lot to take the unspent
     * part of.
     *
     * @param transaction its number
     */
    record NotDivisible(long transaction) implements Decline {
        @Override
        public String code() {
            return "NOT_DIVISIBLE";
        }
    }

    /**
     * What expired cannot be undone: grant it anew, on terms of its own.
     *
     * @param transaction its number
     */
    record NotReversible(long transaction) implements Decline {
        @Override
        public String code() {
            return "NOT_REVERSIBLE";
        }
    }

    /**
     * There is no freeze of that id.
     *
     * @param operation the id
     */
    record FreezeUnknown(OperationId operation) implements Decline {
        @Override
        public String code() {
            return "FREEZE_UNKNOWN";
        }
    }

    /**
     * A wallet would have more lots that are not spent than it may have.
     *
     * @param wallet which one
     * @param most how many it may have
     */
    record TooManyLots(AccountId wallet, int most) implements Decline {
        @Override
        public String code() {
            return "TOO_MANY_LOTS";
        }
    }
}
