// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The accounts that were opened, their tenants, and which account time will touch next. */
final class AccountIndex {

    private final Map<AccountId, AccountCell> byId = new HashMap<>();
    private final List<AccountCell> byOrdinal = new ArrayList<>();
    private final Map<TenantId, Integer> tenantOrdinals = new HashMap<>();
    private final List<TenantId> tenants = new ArrayList<>();
    private final ExpiryQueue due = new ExpiryQueue();

    AccountCell add(Account account) {
        TenantId tenant = account.id().tenant();
        Integer known = tenantOrdinals.putIfAbsent(tenant, tenants.size());
        if (known == null) {
            tenants.add(tenant);
        }
        AccountCell cell = new AccountCell(account, byOrdinal.size(), known == null ? tenants.size() - 1 : known);
        byId.put(account.id(), cell);
        byOrdinal.add(cell);
        return cell;
    }

    @Nullable
    AccountCell find(AccountId id) {
        return byId.get(id);
    }

    /** An account that was found open before. */
    AccountCell open(AccountId id) {
        AccountCell cell = byId.get(id);
        if (cell == null) {
            throw new IllegalStateException("must be open: account=" + id);
        }
        return cell;
    }

    AccountCell at(int ordinal) {
        return byOrdinal.get(ordinal);
    }

    int count() {
        return byOrdinal.size();
    }

    /** The tenant's number, or -1 if it never opened an account. */
    int tenantOrdinal(TenantId tenant) {
        Integer ordinal = tenantOrdinals.get(tenant);
        return ordinal == null ? -1 : ordinal;
    }

    TenantId tenant(int ordinal) {
        return tenants.get(ordinal);
    }

    List<AccountCell> of(TenantId tenant) {
        int ordinal = tenantOrdinal(tenant);
        return byOrdinal.stream()
                .filter(cell -> cell.tenant == ordinal)
                .sorted(Comparator.comparing(cell -> cell.id().name()))
                .toList();
    }

    /** Takes note that something here is due earlier; that it is due later is found out when its time comes. */
    void dueChanged(AccountCell cell) {
        long next = cell.nextDue();
        if (cell.isQueued() ? next < cell.dueNanos : next != Long.MAX_VALUE) {
            due.moveTo(cell, next);
        }
    }

    /** An account that may have something due by then, or null. */
    @Nullable
    AccountCell nextDue(long nanos) {
        while (due.first() instanceof AccountCell first && first.dueNanos <= nanos) {
            long next = first.nextDue();
            if (next <= nanos) {
                return first;
            }
            due.moveTo(first, next);
        }
        return null;
    }
}
