// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

/** All the rules, over one state. */
final class Rules {

    /** The version of the rules, kept with everything that is booked by them. */
    static final int VERSION = 1;

    final LedgerState state;
    final Answers answers;
    final WalletRules wallets;
    final Legs legs;
    final ExpiryRules expiry;
    final Restoring restoring;
    final AccountRules accounts;
    final PostingRules postings;
    final GrantRules grants;
    final HoldRules holds;
    final CaptureRules captures;
    final ReversalRules reversals;
    final AdjustRules adjustments;
    final FreezeRules freezes;

    Rules(LedgerState state) {
        this.state = state;
        Lots lots = new Lots(state);
        answers = new Answers(state);
        wallets = new WalletRules(state, lots);
        legs = new Legs(state);
        expiry = new ExpiryRules(state, wallets, lots, legs);
        restoring = new Restoring(state, wallets);
        accounts = new AccountRules(state, expiry);
        postings = new PostingRules(state, wallets, expiry, answers);
        grants = new GrantRules(state, wallets, expiry, answers);
        holds = new HoldRules(state, wallets, expiry, legs, answers);
        captures = new CaptureRules(this);
        reversals = new ReversalRules(this);
        adjustments = new AdjustRules(state, wallets, expiry, answers);
        freezes = new FreezeRules(state, expiry);
    }
}
