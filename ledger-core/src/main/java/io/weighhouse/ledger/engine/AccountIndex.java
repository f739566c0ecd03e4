// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Decline.AccountConflict;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.TenantId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The accounts that were opened. */
final class AccountIndex {

    private final Map<AccountId, AccountCell> accounts = new HashMap<>();

    Outcome<Account> open(OpenAccount command) {
        Account account = command.account();
        AccountCell existing = accounts.get(account.id());
        if (existing == null) {
            accounts.put(account.id(), new AccountCell(account));
            return new Done<>(account, false);
        }
        return existing.account().equals(account)
                ? new Done<>(existing.account(), true)
                : new Declined<>(new AccountConflict(existing.account()));
    }

    /** The account, with no hold open whose time has run out. */
    @Nullable
    AccountCell find(AccountId id, Instant now) {
        AccountCell cell = accounts.get(id);
        if (cell != null) {
            cell.expireUntil(now);
        }
        return cell;
    }

    List<AccountCell> of(TenantId tenant) {
        return accounts.values().stream()
                .filter(cell -> cell.id().tenant().equals(tenant))
                .sorted(Comparator.comparing(cell -> cell.id().name()))
                .toList();
    }
}
