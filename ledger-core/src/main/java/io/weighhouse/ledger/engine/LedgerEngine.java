// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.CloseAccount;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.ExpireDue;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.GrantPeriod;
import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.SetCreditLimit;
import io.weighhouse.ledger.UnfreezeCredit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;

/**
 * The only place where a rule of the ledger lives: commands and instants in, outcomes out, events into a log.
 *
 * <p>It is deterministic. The same calls in the same order give the same outcomes and the same bytes in the log; it has no
 * clock, no thread and no randomness of its own. Its time never runs backwards: an instant before the latest one it was given,
 * be it with a command or with a query, counts as the latest. What time has ended by then is booked first, as events of its
 * own, whenever an account is touched, by a query too.
 *
 * <p>An engine that is given the events of a log, one after another, stands where the engine stood that wrote it.
 *
 * <p>This class is for one thread at a time.
 */
public final class LedgerEngine {

    private final LedgerState state;
    private final Rules rules;
    private final Reader reader;
    private final Replay replay;
    private final OperationKey transferKey;

    /**
     * An engine without accounts.
     *
     * @param log where its events go, and where it reads them
     * @param horizon for how long it remembers the ids of calls and posts
     * @param secret by which ids and intents are hashed; the same for the whole life of a log
     */
    public LedgerEngine(EventLog log, Horizon horizon, Secret secret) {
        SipHash hash = new SipHash(secret.first(), secret.second());
        state = new LedgerState(log, horizon, hash);
        rules = new Rules(state);
        reader = new Reader(rules);
        replay = new Replay(rules);
        transferKey = new OperationKey(hash);
    }

    /**
     * 128 bits that nobody outside knows.
     *
     * @param first the first half
     * @param second the second half
     */
    public record Secret(long first, long second) {}

    /** {@return the version of the rules by which this books; it is kept with every batch of events} */
    public static int rulesVersion() {
        return Rules.VERSION;
    }

    /**
     * Does what a command says, or declines it and changes nothing.
     *
     * @param <R> what the command makes
     * @param command what to do
     * @param now when
     * @return what it made, or why it was declined
     */
    @SuppressWarnings("unchecked") // R is fixed by each of the commands, which are all here
    public <R> Outcome<R> apply(Command<R> command, Instant now) {
        advanceTo(Nanos.of(now));
        return (Outcome<R>) decide(command);
    }

    /**
     * What this has to know before it decides a command; nothing changes by asking.
     *
     * @param command what would be done
     * @return which accounts and operations it is about, as far as what is known by now can tell
     */
    public Needs needs(Command<?> command) {
        return new NeedsRules(state).of(command);
    }

    /**
     * Answers a query.
     *
     * @param <R> what is told
     * @param query what is asked
     * @param now when
     * @return the answer
     */
    @SuppressWarnings("unchecked") // R is fixed by each of the queries, which are all here
    public <R> R read(Query<R> query, Instant now) {
        advanceTo(Nanos.of(now));
        return (R) reader.answer(query);
    }

    /**
     * Books one posting, without making anything: the shortest way through the engine.
     *
     * @param idHigh upper half of a time-ordered id
     * @param idLow lower half
     * @param accounts the numbers of both accounts, as {@link #ordinal} gave them: from in the upper, to in the lower half
     * @param minor how much, zero or more
     * @param nowNanos when, since 1970
     * @return where its event is in the log; -1 if the id is known, the credit is not there, or the units differ
     */
    public long transfer(long idHigh, long idLow, long accounts, long minor, long nowNanos) {
        advanceTo(nowNanos);
        AccountCell from = state.accounts.at((int) (accounts >>> 32));
        AccountCell to = state.accounts.at((int) accounts);
        return rules.postings.transfer(transferKey.set(from.tenant, idHigh, idLow), from, to, minor);
    }

    /**
     * The number of an account.
     *
     * @param account its id
     * @return its number, or -1 if it was never opened
     */
    public int ordinal(AccountId account) {
        AccountCell cell = state.find(account);
        return cell == null ? -1 : cell.ordinal;
    }

    /**
     * Does an event again.
     *
     * @param event an event that an engine appended, the next after those that this one knows
     * @param position where it is in the log
     * @param rulesVersion by which it was booked
     * @throws IllegalStateException if it does not follow, byte for byte, from what came before
     */
    public void redo(EventBytes event, long position, int rulesVersion) {
        if (rulesVersion != Rules.VERSION) {
            throw new IllegalStateException("must be 1: rulesVersion=" + rulesVersion);
        }
        rules.expiry.suspended = true;
        try {
            replay.redo(event, position);
            state.operations.forget(state.timeline.now());
        } finally {
            rules.expiry.suspended = false;
        }
    }

    /**
     * Writes down all that this knows beside its log.
     *
     * @param out where to
     * @throws IOException if that cannot be written
     */
    public void save(OutputStream out) throws IOException {
        new StateWriter(out).write(state);
    }

    /**
     * Makes this, which must be new, know what another knew when it was saved; both on the same log with the same secret.
     *
     * @param in what the other saved
     * @throws IOException if that cannot be read, or is not what an engine of this version saves
     */
    public void restore(InputStream in) throws IOException {
        new StateReader(in).read(state);
    }

    /** {@return whether this stopped in the middle of an event: it can then no longer be used} */
    public boolean isBroken() {
        return state.event.isOpen();
    }

    /** {@return the number of the last event, 0 if there is none} */
    public long lastSequence() {
        return state.timeline.lastSequence();
    }

    LedgerState state() {
        return state;
    }

    private void advanceTo(long nanos) {
        state.timeline.advanceTo(nanos);
        long remembered = state.operations.forget(state.timeline.now());
        if (remembered > 0) {
            state.forgetHoldsBefore(remembered);
        }
    }

    private Outcome<?> decide(Command<?> command) {
        if (command instanceof PlaceHold hold) {
            return rules.holds.place(hold);
        }
        if (command instanceof CaptureHold capture) {
            return rules.captures.capture(capture);
        }
        if (command instanceof ReleaseHold release) {
            return rules.holds.release(release);
        }
        if (command instanceof PostTransaction post) {
            return rules.postings.post(post);
        }
        if (command instanceof GrantCredit grant) {
            return rules.grants.grant(grant);
        }
        if (command instanceof GrantPeriod period) {
            return rules.grants.grant(period);
        }
        if (command instanceof ExtendHold extend) {
            return rules.holds.extend(extend);
        }
        return decideRest(command);
    }

    private Outcome<?> decideRest(Command<?> command) {
        if (command instanceof ReverseTransaction reverse) {
            return rules.reversals.reverse(reverse);
        }
        if (command instanceof AdjustBalance adjust) {
            return rules.adjustments.adjust(adjust);
        }
        if (command instanceof FreezeCredit freeze) {
            return rules.freezes.freeze(freeze);
        }
        if (command instanceof UnfreezeCredit unfreeze) {
            return rules.freezes.unfreeze(unfreeze);
        }
        if (command instanceof SetCreditLimit limit) {
            return rules.accounts.limit(limit);
        }
        if (command instanceof CloseAccount close) {
            return rules.accounts.close(close);
        }
        if (command instanceof ExpireDue due) {
            return new Done<>(rules.expiry.sweep(due.limit()), false);
        }
        return rules.accounts.open((OpenAccount) command);
    }
}
