// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Decline;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import org.jspecify.annotations.Nullable;

/** Why an account cannot take part, in the order in which it is asked. */
final class Checks {

    private Checks() {}

    static @Nullable Decline usable(AccountId id, @Nullable AccountCell cell) {
        if (cell == null) {
            return new Decline.AccountUnknown(id);
        }
        return cell.closed ? new Decline.AccountClosed(id) : null;
    }

    static @Nullable Decline wallet(AccountCell cell) {
        return cell.isWallet() ? null : new Decline.WrongKind(cell.id(), cell.kind());
    }

    /** What can be paid: no wallet, no counter. */
    static @Nullable Decline payee(AccountCell cell) {
        return cell.isWallet() || cell.isCounter() ? new Decline.WrongKind(cell.id(), cell.kind()) : null;
    }

    static @Nullable Decline unit(AccountCell cell, Amount amount) {
        return unit(cell, amount.unit());
    }

    static @Nullable Decline unit(AccountCell cell, Unit unit) {
        return cell.unit().equals(unit) ? null : new Decline.WrongUnit(cell.id(), cell.unit(), unit);
    }

    /** Whether a balance would go too far from zero by moving that much between the two. */
    static @Nullable Decline overflow(AccountCell from, AccountCell to, long minor) {
        if (minor > from.posted + Account.MAX_BALANCE_MINOR) {
            return new Decline.BalanceOverflow(from.id());
        }
        return minor > Account.MAX_BALANCE_MINOR - to.posted ? new Decline.BalanceOverflow(to.id()) : null;
    }
}
