// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A transaction of the model, with what a later reversal has to know. */
final class NaiveTransaction {

    /** What is told of a transaction. */
    record Told(long sequence, TransactionKind kind, boolean late, Link link, List<Posting> postings) {

        static Told of(Transaction booked) {
            return new Told(
                    booked.sequence(),
                    booked.kind(),
                    booked.late(),
                    new Link(booked.operation(), booked.booking().reverses().orElse(0), booked.effectiveAt()),
                    booked.entries().stream().map(entry -> entry.posting()).toList());
        }
    }

    /** What it belongs to. */
    record Link(OperationId operation, long reverses, Instant effectiveAt) {}

    final Told told;

    /** How many of its postings are not the breakage of what came back too late. */
    final int mainPostings;

    /** What it took from each wallet, in order. */
    final Map<AccountId, List<NaiveWallet.Part>> spent = new HashMap<>();

    /** The lot that it made; 0 for none. */
    long lot;

    boolean promotional;
    long reversed;
    boolean reversedWhole;

    NaiveTransaction(Told told, int mainPostings) {
        this.told = told;
        this.mainPostings = mainPostings;
    }

    List<Posting> main() {
        return told.postings().subList(0, mainPostings);
    }

    void spent(AccountId wallet, List<NaiveWallet.Part> parts) {
        spent.computeIfAbsent(wallet, id -> new ArrayList<>()).addAll(parts);
    }

    boolean touches(AccountId id) {
        return told.postings().stream()
                .anyMatch(posting -> posting.from().equals(id) || posting.to().equals(id));
    }
}
