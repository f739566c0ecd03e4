// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Decline.AccountUnknown;
import io.weighhouse.ledger.Decline.OperationConflict;
import io.weighhouse.ledger.Decline.WrongKind;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules of posting and granting. */
final class PostingRules {

    private final AccountIndex accounts;
    private final Book book;
    private final Map<OperationId, Transaction> posts = new HashMap<>();
    private final Map<OperationId, Transaction> grants = new HashMap<>();

    PostingRules(AccountIndex accounts, Book book) {
        this.accounts = accounts;
        this.book = book;
    }

    Outcome<Transaction> post(PostTransaction command, Instant now) {
        Transaction known = posts.get(command.id());
        if (known != null) {
            return replay(known, command.postings());
        }
        List<Posting> postings = command.postings();
        Draft draft = new Draft(accounts, now, postings.size());
        for (int i = 0; i < postings.size(); i++) {
            Decline decline = draft.move(postings.get(i));
            if (decline != null) {
                return new Declined<>(decline);
            }
        }
        Decline decline = draft.brokenFloor();
        if (decline != null) {
            return new Declined<>(decline);
        }
        Transaction transaction =
                book.book(draft, command.id(), book.next(TransactionKind.ADJUSTMENT, now, false), command.note());
        posts.put(command.id(), transaction);
        return new Done<>(transaction, false);
    }

    Outcome<Transaction> grant(GrantCredit command, Instant now) {
        Posting posting = new Posting(command.source(), command.wallet(), command.amount());
        Transaction known = grants.get(command.id());
        if (known != null) {
            return replay(known, List.of(posting));
        }
        AccountCell source = accounts.find(command.source(), now);
        AccountCell wallet = accounts.find(command.wallet(), now);
        if (source == null || wallet == null) {
            AccountId unknown = source == null ? command.source() : command.wallet();
            return new Declined<>(new AccountUnknown(unknown));
        }
        AccountKind sourceKind = source.account().kind();
        if (sourceKind != AccountKind.CLEARING && sourceKind != AccountKind.PROMOTION) {
            return new Declined<>(new WrongKind(command.source(), sourceKind));
        }
        if (!wallet.isWallet()) {
            return new Declined<>(
                    new WrongKind(command.wallet(), wallet.account().kind()));
        }
        Draft draft = new Draft(accounts, now, 1);
        Decline decline = draft.move(posting);
        if (decline != null) {
            return new Declined<>(decline);
        }
        TransactionKind kind = sourceKind == AccountKind.CLEARING ? TransactionKind.TOPUP : TransactionKind.BONUS;
        Transaction transaction = book.book(draft, command.id(), book.next(kind, now, false), command.note());
        grants.put(command.id(), transaction);
        return new Done<>(transaction, false);
    }

    private static Outcome<Transaction> replay(Transaction known, List<Posting> postings) {
        boolean same = known.entries().size() == postings.size();
        for (int i = 0; same && i < postings.size(); i++) {
            same = known.entries().get(i).posting().equals(postings.get(i));
        }
        return same ? new Done<>(known, true) : new Declined<>(new OperationConflict(known.operation()));
    }
}
