// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.GrantPeriod;
import io.weighhouse.ledger.HoldTerms;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.LimitUse;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PayingLeg;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.SetCreditLimit;
import io.weighhouse.ledger.Taking;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.UnfreezeCredit;
import io.weighhouse.money.Amount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Does history again: reads from an event what its command said, and books it by the same rules.
 *
 * <p>Nothing is asked again, because it was answered then; what comes out must be the same event, byte for byte.
 */
final class Replay {

    private final Rules rules;
    private final LedgerState state;
    private final EventReader event = new EventReader();

    /** A reader's own key is looked up by another hash than the state's. */
    private final OperationKey key;

    Replay(Rules rules) {
        this.rules = rules;
        state = rules.state;
        key = new OperationKey(state.hash);
    }

    void redo(EventBytes bytes, long position) {
        event.parse(bytes, position);
        state.timeline.advanceTo(event.effectiveAt);
        state.timeline.again(event.bookedAt);
        state.event.expect(bytes, position);
        book();
        state.timeline.backToNow();
    }

    private void book() {
        switch (event.kind) {
            case Kind.OPEN -> rules.accounts.open(OpenAccount.of(account()));
            case Kind.LIMIT -> rules.accounts.limit(limit());
            case Kind.CLOSE -> rules.accounts.bookClosing(cell(0), Notes.of(event));
            case Kind.POST -> post();
            case Kind.GRANT -> rules.grants.book(grant());
            case Kind.PERIOD -> rules.grants.book(period());
            case Kind.ADJUST -> rules.adjustments.book(adjust());
            case Kind.REVERSE -> rules.reversals.book(reverse());
            case Kind.FREEZE ->
                rules.freezes.book(new FreezeCredit(
                        operation(), cell(0).id(), cell(0).amount(event.rowAmount[0]), Notes.of(event)));
            case Kind.UNFREEZE ->
                rules.freezes.book(new UnfreezeCredit(operation(), Notes.of(event)), freeze(operation()));
            case Kind.EXPIRE_LOT -> {
                EventReader body = event.body();
                LotCell lot = cell(0).lot(body.number());
                rules.expiry.lotIsDue(Objects.requireNonNull(lot), body.u8());
            }
            default -> step();
        }
    }

    private void step() {
        switch (event.kind) {
            case Kind.HOLD -> hold();
            case Kind.EXTEND -> rules.holds.book(extend(), known());
            case Kind.CAPTURE -> rules.captures.book(capture(), known());
            case Kind.RELEASE -> rules.holds.book(new ReleaseHold(operation(), Notes.of(event)), known());
            case Kind.EXPIRE_HOLD -> rules.expiry.expire(known());
            default -> throw new IllegalStateException("must be a known event: kind=" + event.kind);
        }
    }

    private AccountCell cell(int index) {
        return state.accounts.at(event.accounts[index]);
    }

    private AccountId id(int row, int[] accounts) {
        return cell(accounts[row]).id();
    }

    private OperationId operation() {
        return event.key().toId(state.accounts.tenant(event.key().tenant));
    }

    private FreezeCell freeze(OperationId id) {
        return Objects.requireNonNull(state.freezes.get(id));
    }

    private HoldCell known() {
        long value = state.operations.find(key.set(event.key()), OperationIndex.CALL);
        if (!OperationIndex.isHold(value)) {
            throw new IllegalStateException("must be open: hold=" + operation());
        }
        return state.holds.at(OperationIndex.slot(value));
    }

    private Account account() {
        EventReader body = event.body();
        TenantId tenant = new TenantId(body.text());
        AccountId id = new AccountId(tenant, body.text());
        int kind = body.u8();
        Amount zero = Amount.zero(Bodies.unit(body));
        return new Account(id, Codes.ACCOUNT_KINDS.get(kind), Amount.ofMinor(body.number(), zero.unit()));
    }

    private SetCreditLimit limit() {
        AccountCell wallet = cell(0);
        return new SetCreditLimit(
                operation(), wallet.id(), wallet.amount(event.body().number()), Notes.of(event));
    }

    private void post() {
        if (event.rowCount > 0 && postings() == 1 && !event.hasNote()) {
            rules.postings.transferAgain(
                    key.set(event.key()), cell(event.rowAccount[0]), cell(event.rowTo[0]), event.rowAmount[0]);
            return;
        }
        List<Posting> postings = new ArrayList<>();
        for (int i = 0; i < postings(); i++) {
            postings.add(posting(i));
        }
        rules.postings.again(key.set(event.key()), postings, Notes.of(event));
    }

    private int postings() {
        int count = 0;
        while (count < event.rowCount && event.rowType[count] == Row.POST) {
            count++;
        }
        return count;
    }

    private Posting posting(int row) {
        AccountCell from = cell(event.rowAccount[row]);
        return new Posting(from.id(), id(row, event.rowTo), from.amount(event.rowAmount[row]));
    }

    private GrantCredit grant() {
        EventReader body = event.body();
        body.u8();
        LotTerms terms = Bodies.terms(body, state.accounts);
        return new GrantCredit(operation(), posting(0), terms, Notes.of(event));
    }

    private GrantPeriod period() {
        EventReader body = event.body();
        Instant startsAt = Nanos.instant(body.fixed64());
        body.u8();
        LotTerms terms = Bodies.terms(body, state.accounts);
        return new GrantPeriod(operation(), startsAt, posting(0), terms, Notes.of(event));
    }

    private AdjustBalance adjust() {
        EventReader body = event.body();
        AccountCell account = state.accounts.at((int) body.number());
        AccountCell contra = state.accounts.at((int) body.number());
        AdjustBalance.Target target = new AdjustBalance.Target(account.amount(body.signed()), Optional.empty());
        return new AdjustBalance(operation(), account.id(), contra.id(), target, Notes.of(event));
    }

    private ReverseTransaction reverse() {
        EventReader body = event.body();
        long transaction = body.number();
        body.u8();
        body.number();
        ReverseTransaction.Extent.Kind kind = Codes.EXTENTS.get(body.u8());
        boolean hasAmount = kind == ReverseTransaction.Extent.Kind.PART || kind == ReverseTransaction.Extent.Kind.TOTAL;
        Optional<Amount> amount = hasAmount ? Optional.of(cell(0).amount(body.number())) : Optional.empty();
        return new ReverseTransaction(
                operation(),
                transaction,
                new ReverseTransaction.Extent(kind, amount),
                Codes.SHORTFALLS.get(body.u8()),
                Notes.of(event));
    }

    private void hold() {
        EventReader body = event.body();
        AccountCell wallet = state.accounts.at((int) body.number());
        Amount amount = wallet.amount(body.number());
        Set<String> tags = Bodies.tags(body);
        List<LimitLeg> limits = Bodies.limits(body, state.accounts);
        Duration timeToLive = Duration.ofNanos(body.number());
        ExpiryAction action = Bodies.action(body, state.accounts);
        PlaceHold command = new PlaceHold(
                operation(), new PayingLeg(wallet.id(), amount, tags), limits, new HoldTerms(timeToLive, action), "");
        rules.holds.book(command, body.fixed64());
    }

    private ExtendHold extend() {
        EventReader body = event.body();
        int step = (int) body.number();
        Amount amount = cell(0).amount(body.number());
        return new ExtendHold(operation(), step, amount, Duration.ofNanos(body.number()));
    }

    private CaptureHold capture() {
        EventReader body = event.body();
        AccountCell to = state.accounts.at((int) body.number());
        Amount amount = to.amount(body.number());
        Overrun overrun = Codes.OVERRUNS.get(body.u8());
        int step = (int) body.number();
        List<LimitUse> uses = new ArrayList<>();
        int count = (int) body.number();
        for (int i = 0; i < count; i++) {
            AccountCell counter = state.accounts.at((int) body.number());
            uses.add(new LimitUse(counter.id(), counter.amount(body.number())));
        }
        return new CaptureHold(operation(), new Taking(to.id(), amount, overrun), step, uses, Notes.of(event));
    }
}
