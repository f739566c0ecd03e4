// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Rollover;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Parts of commands in their stored form, one form for each value. */
final class Bodies {

    private static final int EFFECTIVE = 1;
    private static final int EXPIRY = 2;
    private static final int COST = 4;

    private static final int RELEASE = 0;
    private static final int FLOOR = 1;
    private static final int ALL = 2;

    private Bodies() {}

    static void unit(EventBuffer to, Unit unit) {
        to.text(unit.code());
        to.u8(unit.scale());
    }

    static Unit unit(EventReader from) {
        String code = from.text();
        return new Unit(code, from.u8());
    }

    static void tags(EventBuffer to, Set<String> tags) {
        to.number(tags.size());
        if (!tags.isEmpty()) {
            new TreeSet<>(tags).forEach(to::text);
        }
    }

    static Set<String> tags(EventReader from) {
        int count = (int) from.number();
        if (count == 0) {
            return Set.of();
        }
        Set<String> tags = new HashSet<>();
        for (int i = 0; i < count; i++) {
            tags.add(from.text());
        }
        return tags;
    }

    static void terms(EventBuffer to, LotTerms terms, AccountIndex accounts) {
        to.number(terms.priority());
        to.u8((terms.effectiveAt().isPresent() ? EFFECTIVE : 0)
                | (terms.expiry().isPresent() ? EXPIRY : 0)
                | (terms.costBasis().isPresent() ? COST : 0));
        terms.effectiveAt().ifPresent(instant -> to.fixed64(Nanos.of(instant)));
        terms.expiry().ifPresent(expiry -> expiry(to, expiry, accounts));
        tags(to, terms.tags());
        terms.costBasis().ifPresent(cost -> {
            to.number(cost.minor());
            unit(to, cost.unit());
        });
    }

    static LotTerms terms(EventReader from, AccountIndex accounts) {
        int priority = (int) from.number();
        int parts = from.u8();
        Optional<Instant> effectiveAt =
                (parts & EFFECTIVE) != 0 ? Optional.of(Nanos.instant(from.fixed64())) : Optional.empty();
        Optional<LotExpiry> expiry = (parts & EXPIRY) != 0 ? Optional.of(expiry(from, accounts)) : Optional.empty();
        Set<String> tags = tags(from);
        Optional<Amount> cost = Optional.empty();
        if ((parts & COST) != 0) {
            long minor = from.number();
            cost = Optional.of(Amount.ofMinor(minor, unit(from)));
        }
        LotTerms terms = new LotTerms(priority, effectiveAt, expiry, tags, cost);
        return terms.equals(LotTerms.USUAL) ? LotTerms.USUAL : terms;
    }

    private static void expiry(EventBuffer to, LotExpiry expiry, AccountIndex accounts) {
        to.fixed64(Nanos.of(expiry.expiresAt()));
        to.number(ordinal(expiry.breakage(), accounts));
        Rollover rollover = expiry.rollover();
        to.u8(Codes.ROLLOVERS.indexOf(rollover.kind()));
        rollover.cap().ifPresent(cap -> to.number(cap.minor()));
        to.u8(rollover.expiresAt().isPresent() ? 1 : 0);
        rollover.expiresAt().ifPresent(instant -> to.fixed64(Nanos.of(instant)));
        to.number(expiry.grace().toNanos());
    }

    private static LotExpiry expiry(EventReader from, AccountIndex accounts) {
        Instant expiresAt = Nanos.instant(from.fixed64());
        AccountCell breakage = accounts.at((int) from.number());
        Rollover.Kind kind = Codes.ROLLOVERS.get(from.u8());
        Optional<Amount> cap =
                kind == Rollover.Kind.CAPPED ? Optional.of(breakage.amount(from.number())) : Optional.empty();
        Optional<Instant> rolledUntil = from.u8() == 1 ? Optional.of(Nanos.instant(from.fixed64())) : Optional.empty();
        Duration grace = Duration.ofNanos(from.number());
        return new LotExpiry(expiresAt, breakage.id(), new Rollover(kind, cap, rolledUntil), grace);
    }

    static void action(EventBuffer to, ExpiryAction action, AccountIndex accounts) {
        if (action instanceof ExpiryAction.CaptureFloor floor) {
            to.u8(FLOOR);
            to.number(ordinal(floor.to(), accounts));
            to.number(floor.floor().minor());
        } else if (action instanceof ExpiryAction.CaptureAll all) {
            to.u8(ALL);
            to.number(ordinal(all.to(), accounts));
        } else {
            to.u8(RELEASE);
        }
    }

    static ExpiryAction action(EventReader from, AccountIndex accounts) {
        int kind = from.u8();
        if (kind == RELEASE) {
            return ExpiryAction.RELEASE;
        }
        AccountCell to = accounts.at((int) from.number());
        return kind == FLOOR
                ? new ExpiryAction.CaptureFloor(to.id(), to.amount(from.number()))
                : new ExpiryAction.CaptureAll(to.id());
    }

    private static int ordinal(AccountId id, AccountIndex accounts) {
        return accounts.open(id).ordinal;
    }

    /** The legs of a hold, as counter, amount and limit of each. */
    static void limits(EventBuffer to, List<LimitLeg> limits, AccountIndex accounts) {
        to.number(limits.size());
        for (LimitLeg leg : limits) {
            to.number(ordinal(leg.counter(), accounts));
            to.number(leg.amount().minor());
            to.number(leg.limit().minor());
        }
    }

    static List<LimitLeg> limits(EventReader from, AccountIndex accounts) {
        int legs = (int) from.number();
        List<LimitLeg> limits = new ArrayList<>(legs);
        for (int i = 0; i < legs; i++) {
            AccountCell counter = accounts.at((int) from.number());
            Amount amount = counter.amount(from.number());
            limits.add(new LimitLeg(counter.id(), amount, counter.amount(from.number())));
        }
        return limits;
    }

    /** Goes to a grant's terms, past the start of its period; says whether it was paid for. */
    static boolean paid(EventReader grant) {
        EventReader body = grant.body();
        if (grant.kind == Kind.PERIOD) {
            body.fixed64();
        }
        return body.u8() != 0;
    }
}
