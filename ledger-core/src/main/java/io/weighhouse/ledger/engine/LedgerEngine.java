// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.ReleaseHold;
import java.time.Instant;
import java.util.Optional;

/**
 * The only place where a rule of the ledger lives: commands and instants in, outcomes out.
 *
 * <p>It is deterministic. The same calls in the same order give the same outcomes; it has no clock, no thread and no
 * randomness of its own. Its time never runs backwards: an instant before the latest one it was given, be it with a command
 * or with a query, counts as the latest, so that a hold which somebody saw expire stays expired.
 *
 * <p>This class is for one thread at a time.
 */
public final class LedgerEngine {

    private final AccountIndex accounts = new AccountIndex();
    private final Book book = new Book();
    private final PostingRules postings = new PostingRules(accounts, book);
    private final HoldRules holds = new HoldRules(accounts, book);
    private final Reader reader = new Reader(accounts);
    private Instant time = Instant.MIN;

    /** An engine without accounts. */
    public LedgerEngine() {}

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
        advanceTo(now);
        return (Outcome<R>) decide(command);
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
        advanceTo(now);
        return (R) answer(query);
    }

    private void advanceTo(Instant now) {
        if (now.isAfter(time)) {
            time = now;
        }
    }

    private Outcome<?> decide(Command<?> command) {
        if (command instanceof PlaceHold hold) {
            return holds.place(hold, time);
        }
        if (command instanceof CaptureHold capture) {
            return holds.capture(capture, time);
        }
        if (command instanceof ReleaseHold release) {
            return holds.release(release, time);
        }
        if (command instanceof GrantCredit grant) {
            return postings.grant(grant, time);
        }
        if (command instanceof PostTransaction post) {
            return postings.post(post, time);
        }
        return accounts.open((OpenAccount) command);
    }

    private Object answer(Query<?> query) {
        if (query instanceof Query.BalanceOf balance) {
            return reader.balance(balance.account(), time);
        }
        if (query instanceof Query.HoldOf hold) {
            return Optional.ofNullable(holds.find(hold.operation(), time)).map(HoldCell::toHold);
        }
        if (query instanceof Query.StatementOf statement) {
            return reader.statement(statement.account(), statement.page(), time);
        }
        return reader.trialBalance(((Query.TrialBalanceOf) query).tenant());
    }
}
