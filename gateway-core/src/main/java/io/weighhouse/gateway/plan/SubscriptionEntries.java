// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.gateway.plan.Term.Basis;
import io.weighhouse.gateway.plan.Term.Chosen;
import io.weighhouse.gateway.plan.Term.Credits;
import io.weighhouse.gateway.plan.Term.Ends;
import io.weighhouse.gateway.plan.Term.Said;
import io.weighhouse.gateway.plan.Term.TrialTerm;
import io.weighhouse.gateway.plan.Term.Upgrade;
import io.weighhouse.keyvault.internal.EntryType;
import io.weighhouse.keyvault.internal.LogRows;
import io.weighhouse.keyvault.internal.RecordIn;
import io.weighhouse.keyvault.internal.RecordOut;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The entries of a log of subscriptions: one for each change, with the whole record. Not thread-safe. */
final class SubscriptionEntries implements LogRows {

    static final char KIND = 'B';

    private static final EntryType CHANGE = new EntryType(1, 1);
    private static final int MAX_UPGRADES = 1000;

    private final SubscriptionTable table;

    SubscriptionEntries(SubscriptionTable table) {
        this.table = table;
    }

    /** What an entry is of: history is kept, so no entry is ever dead. */
    private record Subject(SubscriptionId id, long revision) {}

    static void write(RecordOut out, SubscriptionChange change) {
        SubscriptionRecord record = change.record();
        out.entry(new Subject(record.id(), record.revision()), CHANGE, fields -> {
            fields.text(change.kind().name());
            fields.instant(change.at());
            fields.text(change.note().actor());
            fields.text(change.note().reason());
            fields.text(change.note().reference());
            writeRecord(fields, record);
        });
    }

    @Override
    public @Nullable Object replay(RecordIn in) {
        EntryType type = in.type();
        if (!type.equals(CHANGE)) {
            throw RecordIn.unknown(type);
        }
        SubscriptionChange.Kind kind = SubscriptionChange.Kind.valueOf(in.text());
        Instant at = in.instant();
        ChangeNote note = new ChangeNote(in.text(), in.text(), in.text());
        SubscriptionChange change = new SubscriptionChange(kind, at, readRecord(in), note);
        if (!table.accepts(change)) {
            throw new IllegalArgumentException("must follow from what is before: revision "
                    + change.record().revision() + " of " + change.record().id());
        }
        table.write(change);
        return new Subject(change.record().id(), change.record().revision());
    }

    @Override
    public Stream<Consumer<RecordOut>> live() {
        return table.all().map(change -> out -> write(out, change));
    }

    @Override
    public int size() {
        return table.size();
    }

    private static void writeRecord(RecordOut out, SubscriptionRecord record) {
        out.text(record.id().tenant().value());
        out.text(record.id().value());
        out.text(record.subscriber().team());
        out.text(record.subscriber().user());
        SubscriptionAccounts accounts = record.accounts();
        out.text(accounts.wallet().name());
        out.text(accounts.revenue().name());
        maybe(out, accounts.grantsFrom(), account -> out.text(account.name()));
        maybe(out, accounts.breakage(), account -> out.text(account.name()));
        writeTerm(out, record.term());
        out.number64(record.revision());
    }

    private static SubscriptionRecord readRecord(RecordIn in) {
        TenantId tenant = TenantId.of(in.text());
        SubscriptionId id = new SubscriptionId(tenant, in.text());
        Owner subscriber = new Owner(tenant.value(), in.text(), in.text());
        SubscriptionAccounts accounts = new SubscriptionAccounts(
                tenant.account(in.text()), tenant.account(in.text()), readAccount(in, tenant), readAccount(in, tenant));
        return new SubscriptionRecord(id, subscriber, accounts, readTerm(in), in.number64());
    }

    private static Optional<AccountId> readAccount(RecordIn in, TenantId tenant) {
        return Optional.ofNullable(in.maybe(() -> tenant.account(in.text())));
    }

    private static void writeTerm(RecordOut out, Term term) {
        out.text(term.plan().name());
        out.text(term.plan().version());
        out.instant(term.plan().since());
        out.text(term.state().state().name());
        maybe(out, term.state().asOf(), out::instant);
        maybe(out, term.state().periodEnd(), out::instant);
        out.instant(term.anchor().start());
        out.text(term.anchor().zone().getId());
        writeEnds(out, term.ends());
        writeCredits(out, term.credits());
    }

    private static Term readTerm(RecordIn in) {
        Chosen plan = new Chosen(in.text(), in.text(), in.instant());
        Said state = new Said(SubscriptionState.valueOf(in.text()), readInstant(in), readInstant(in));
        Anchor anchor = new Anchor(in.instant(), zone(in.text()));
        return new Term(plan, state, anchor, readEnds(in), readCredits(in));
    }

    private static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException("must be the id of a zone that is known here: " + id, unknown);
        }
    }

    private static void writeEnds(RecordOut out, Ends ends) {
        maybe(out, ends.paidUntil(), out::instant);
        maybe(out, ends.endsAt(), out::instant);
        maybe(out, ends.trial(), trial -> {
            out.text(trial.plan());
            out.instant(trial.startsAt());
            out.instant(trial.endsAt());
        });
    }

    private static Ends readEnds(RecordIn in) {
        return new Ends(
                readInstant(in),
                readInstant(in),
                Optional.ofNullable(in.maybe(() -> new TrialTerm(in.text(), in.instant(), in.instant()))));
    }

    private static void writeCredits(RecordOut out, Credits credits) {
        out.instant(credits.since());
        maybe(out, credits.basis(), basis -> {
            out.number64(basis.month());
            maybe(out, basis.granted(), amount -> writeAmount(out, amount));
            maybe(out, basis.most(), amount -> writeAmount(out, amount));
        });
        out.number32(credits.upgrades().size());
        for (Upgrade upgrade : credits.upgrades()) {
            out.number64(upgrade.number());
            out.number64(upgrade.month());
            out.instant(upgrade.at());
            writeAmount(out, upgrade.amount());
        }
        out.number8(credits.limited() ? 1 : 0);
    }

    private static Credits readCredits(RecordIn in) {
        Instant since = in.instant();
        Optional<Basis> basis =
                Optional.ofNullable(in.maybe(() -> new Basis(in.number64(), readAmounts(in), readAmounts(in))));
        int count = in.number32();
        if (count < 0 || count > MAX_UPGRADES) {
            throw new IllegalArgumentException("must be 0 to " + MAX_UPGRADES + ": upgrades=" + count);
        }
        List<Upgrade> upgrades = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            upgrades.add(new Upgrade(in.number64(), in.number64(), in.instant(), readAmount(in)));
        }
        return new Credits(since, basis, upgrades, in.number8() == 1);
    }

    private static Optional<Amount> readAmounts(RecordIn in) {
        return Optional.ofNullable(in.maybe(() -> readAmount(in)));
    }

    private static void writeAmount(RecordOut out, Amount amount) {
        out.number64(amount.minor());
        out.text(amount.unit().toString());
    }

    private static Amount readAmount(RecordIn in) {
        return Amount.ofMinor(in.number64(), Unit.parse(in.text()));
    }

    private static Optional<Instant> readInstant(RecordIn in) {
        return Optional.ofNullable(in.maybe(in::instant));
    }

    private static <T> void maybe(RecordOut out, Optional<T> value, Consumer<T> writer) {
        out.maybe(value.orElse(null), writer);
    }
}
