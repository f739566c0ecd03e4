// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.BookedBy;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.Lot;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.Statement;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TrialBalance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Answers queries, by the same formulas that decide. */
final class Reader {

    private final LedgerState state;
    private final Rules rules;
    private final AccountHistory history;
    private final PastBalance past;
    private final EventReader reader = new EventReader();
    private final EventBytes bytes = new EventBytes();

    Reader(Rules rules) {
        this.rules = rules;
        state = rules.state;
        history = new AccountHistory(state, rules.answers);
        past = new PastBalance(state);
    }

    Object answer(Query<?> query) {
        if (query instanceof Query.BalanceOf balance) {
            AccountCell cell = current(balance.account());
            if (cell == null) {
                return Optional.empty();
            }
            return balance.at().isPresent() && Nanos.of(balance.at().get()) < state.timeline.now()
                    ? past.at(cell, balance.tags(), Nanos.of(balance.at().get()))
                    : Optional.of(cell.toBalance(balance.tags(), state.timeline.at()));
        }
        if (query instanceof Query.HoldOf hold) {
            long known = state.operations.find(state.keyOf(hold.operation()), OperationIndex.CALL);
            return known == OperationIndex.NONE ? Optional.empty() : Optional.of(rules.holds.now(known));
        }
        if (query instanceof Query.StatementOf statement) {
            AccountCell cell = current(statement.account());
            return cell == null
                    ? new Statement(statement.account(), List.of(), OptionalLong.empty())
                    : history.statement(cell, statement.page());
        }
        return rest(query);
    }

    private Object rest(Query<?> query) {
        if (query instanceof Query.TrialBalanceOf trial) {
            return trialBalance(trial.tenant());
        }
        if (query instanceof Query.LotsOf of) {
            return lots(current(of.wallet()));
        }
        if (query instanceof Query.HoldsOf of) {
            return holds(of, current(of.wallet()));
        }
        if (query instanceof Query.AccountOf of) {
            return Optional.ofNullable(state.find(of.account())).map(cell -> cell.account);
        }
        if (query instanceof Query.TransactionOf of) {
            return transaction(of);
        }
        if (query instanceof Query.BookedFor of) {
            return bookedFor(of);
        }
        return events((Query.EventsFrom) query);
    }

    /** The account, brought up to the time; what is no wallet, with all that time can still book on it. */
    private @Nullable AccountCell current(AccountId id) {
        AccountCell cell = state.find(id);
        if (cell == null || cell.isWallet() || cell.isCounter()) {
            if (cell != null) {
                rules.expiry.touch(cell);
            }
            return cell;
        }
        rules.expiry.sweep(Integer.MAX_VALUE);
        return cell;
    }

    private TrialBalance trialBalance(TenantId tenant) {
        rules.expiry.sweep(Integer.MAX_VALUE);
        List<TrialBalance.Row> rows = new ArrayList<>();
        for (AccountCell cell : state.accounts.of(tenant)) {
            if (!cell.isCounter()) {
                Account account = cell.account;
                rows.add(new TrialBalance.Row(
                        account, cell.amount(Math.max(0, -cell.posted)), cell.amount(Math.max(0, cell.posted))));
            }
        }
        return new TrialBalance(tenant, rows);
    }

    private static List<Lot> lots(@Nullable AccountCell cell) {
        List<Lot> lots = new ArrayList<>();
        for (int i = 0; cell != null && i < cell.lotCount; i++) {
            LotCell lot = cell.lots[i];
            if (lot.remaining > 0) {
                lots.add(new Lot(
                        lot.number,
                        lot.paid,
                        lot.terms,
                        new Lot.State(
                                cell.amount(lot.remaining),
                                cell.amount(lot.reserved),
                                lot.expiresAt == LotCell.NEVER
                                        ? Optional.empty()
                                        : Optional.of(Nanos.instant(lot.expiresAt)))));
            }
        }
        return lots;
    }

    private List<Hold> holds(Query.HoldsOf query, @Nullable AccountCell cell) {
        List<Hold> holds = new ArrayList<>();
        if (cell == null) {
            return holds;
        }
        if (query.state() == HoldState.EXPIRED) {
            for (HoldCell hold : state.holds.expired()) {
                if (hold.wallet == cell && holds.size() < query.limit()) {
                    holds.add(rules.answers.hold(hold));
                }
            }
            return holds;
        }
        for (Expiring due : cell.queue().sorted()) {
            if (due instanceof HoldCell hold && holds.size() < query.limit()) {
                holds.add(rules.answers.hold(hold));
            }
        }
        return holds;
    }

    private Optional<Transaction> transaction(Query.TransactionOf query) {
        long position = state.log.positionOf(query.sequence());
        if (position < 0) {
            return Optional.empty();
        }
        reader.read(state.log, position);
        boolean theirs = state.accounts.at(reader.accounts[0]).id().tenant().equals(query.tenant());
        return theirs && reader.mainPosting() >= 0 ? Optional.of(rules.answers.transaction(reader)) : Optional.empty();
    }

    private Optional<Transaction> bookedFor(Query.BookedFor query) {
        int operationClass = classOf(query.by());
        long known = state.operations.find(state.keyOf(query.operation()), operationClass);
        if (known == OperationIndex.NONE) {
            return Optional.empty();
        }
        if (operationClass != OperationIndex.CALL) {
            return Optional.of(rules.answers.transaction(known));
        }
        long last = OperationIndex.isHold(known) ? state.holds.at(OperationIndex.slot(known)).lastPosition : known;
        for (long position : rules.answers.call(last).positions()) {
            reader.read(state.log, position);
            if (reader.kind == Kind.CAPTURE) {
                return Optional.of(rules.answers.transaction(reader));
            }
        }
        return Optional.empty();
    }

    private static int classOf(BookedBy by) {
        return switch (by) {
            case POST -> OperationIndex.POST;
            case GRANT -> OperationIndex.GRANT;
            case ADJUST -> OperationIndex.ADJUST;
            case REVERSE -> OperationIndex.REVERSE;
            default -> OperationIndex.CALL;
        };
    }

    private List<LedgerEvent> events(Query.EventsFrom query) {
        List<LedgerEvent> events = new ArrayList<>();
        long position = state.log.positionOf(query.sequence());
        while (position >= 0 && position < state.log.end() && events.size() < query.limit()) {
            state.log.read(position, bytes);
            long next = position + bytes.limit - bytes.start;
            events.add(rules.answers.event(reader.parse(bytes, position)));
            position = next;
        }
        return events;
    }
}
