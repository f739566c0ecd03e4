// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The counters of a subscription for one period: their names, units and legs. */
record Counters(SubscriptionId id, Instant start) {

    static final Unit CALLS = Unit.of("CALL", 0);
    private static final Unit TOKENS = Unit.of("TOKEN", 0);
    private static final Unit PIECES = Unit.of("PIECE", 0);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Counters by one name go on where the plan changes: what was used of the old plan counts against the new one. */
    AccountId included(String name) {
        return account("c:", name);
    }

    AccountId overage(String name) {
        return account("o:", name);
    }

    AccountId volume(Meter meter) {
        return account("v:", meter.id());
    }

    private AccountId account(String kind, String name) {
        return id.tenant().account(kind + id.value() + ':' + name + ':' + STAMP.format(start));
    }

    Allowance includedLeg(Included included) {
        Unit unit = unit(included.counted());
        return new Allowance(included(included.name()), included.counted(), Amount.ofMinor(included.quantity(), unit));
    }

    Allowance overageLeg(Included included) {
        return Allowance.unlimited(overage(included.name()), included.counted(), unit(included.counted()));
    }

    Allowance volumeLeg(Meter meter) {
        return Allowance.unlimited(volume(meter), Counted.named(meter.id()), PIECES);
    }

    /** What has to be open before a call of a plan counts. */
    List<Account> all(Plan plan) {
        List<Account> accounts = new ArrayList<>();
        for (Included included : plan.included()) {
            Unit unit = unit(included.counted());
            accounts.add(Account.of(included(included.name()), AccountKind.COUNTER, unit));
            if (!(included.overage() instanceof Overage.Refused)) {
                accounts.add(Account.of(overage(included.name()), AccountKind.COUNTER, unit));
            }
        }
        for (Meter meter : plan.counted()) {
            accounts.add(Account.of(volume(meter), AccountKind.COUNTER, PIECES));
        }
        return accounts;
    }

    private static Unit unit(Counted counted) {
        return counted.equals(Counted.REQUESTS) ? CALLS : counted.isNamed() ? PIECES : TOKENS;
    }
}
