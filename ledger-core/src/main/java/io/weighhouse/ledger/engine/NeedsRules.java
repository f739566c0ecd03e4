// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.CloseAccount;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.GrantPeriod;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.SetCreditLimit;
import io.weighhouse.ledger.UnfreezeCredit;
import java.util.HashSet;
import java.util.Set;

/** Says what a command is about, as far as the state at hand can tell. */
final class NeedsRules {

    private final LedgerState state;
    private final Set<AccountId> accounts = new HashSet<>();
    private final Set<OperationId> operations = new HashSet<>();
    private long transaction;

    NeedsRules(LedgerState state) {
        this.state = state;
    }

    Needs of(Command<?> command) {
        if (command instanceof PlaceHold hold) {
            place(hold);
        } else if (command instanceof CaptureHold capture) {
            accounts.add(capture.to());
            call(capture.id());
        } else if (command instanceof ExtendHold extend) {
            call(extend.id());
        } else if (command instanceof ReleaseHold release) {
            call(release.id());
        } else if (command instanceof PostTransaction post) {
            operations.add(post.id());
            post.postings().forEach(posting -> {
                accounts.add(posting.from());
                accounts.add(posting.to());
            });
        } else {
            rest(command);
        }
        Set.copyOf(accounts).forEach(this::breakage);
        return new Needs(accounts, operations, transaction);
    }

    private void rest(Command<?> command) {
        if (command instanceof GrantCredit grant) {
            operations.add(grant.id());
            accounts.add(grant.source());
            grant(grant.wallet(), grant.terms());
        } else if (command instanceof GrantPeriod period) {
            operations.add(period.subscription());
            accounts.add(period.posting().from());
            grant(period.wallet(), period.terms());
        } else if (command instanceof ReverseTransaction reverse) {
            operations.add(reverse.id());
            transaction = reverse.transaction();
        } else if (command instanceof AdjustBalance adjust) {
            operations.add(adjust.id());
            accounts.add(adjust.account());
            accounts.add(adjust.contra());
        } else if (command instanceof FreezeCredit freeze) {
            operations.add(freeze.id());
            accounts.add(freeze.wallet());
        } else if (command instanceof UnfreezeCredit unfreeze) {
            operations.add(unfreeze.id());
            FreezeCell freeze = state.freezes.get(unfreeze.id());
            if (freeze != null) {
                accounts.add(freeze.wallet.id());
            }
        } else if (command instanceof SetCreditLimit limit) {
            operations.add(limit.id());
            accounts.add(limit.wallet());
        } else if (command instanceof CloseAccount close) {
            accounts.add(close.account());
        } else if (command instanceof OpenAccount open) {
            accounts.add(open.account().id());
        }
    }

    private void grant(AccountId wallet, LotTerms terms) {
        accounts.add(wallet);
        terms.expiry().ifPresent(expiry -> accounts.add(expiry.breakage()));
    }

    private void place(PlaceHold hold) {
        operations.add(hold.id());
        accounts.add(hold.wallet());
        hold.limits().forEach(leg -> accounts.add(leg.counter()));
        payee(hold.terms().onExpiry());
    }

    private void payee(ExpiryAction action) {
        if (action instanceof ExpiryAction.CaptureAll all) {
            accounts.add(all.to());
        } else if (action instanceof ExpiryAction.CaptureFloor floor) {
            accounts.add(floor.to());
        }
    }

    private void call(OperationId id) {
        operations.add(id);
        long known = state.operations.find(state.keyOf(id), OperationIndex.CALL);
        if (OperationIndex.isHold(known)) {
            HoldCell hold = state.holds.at(OperationIndex.slot(known));
            accounts.add(hold.wallet.id());
            for (LegCell leg : hold.legs) {
                accounts.add(leg.counter.id());
            }
            payee(hold.origin.action());
        }
    }

    /** Where a wallet's credit goes that may have expired meanwhile. */
    private void breakage(AccountId id) {
        AccountCell cell = state.find(id);
        for (int i = 0; cell != null && i < cell.lotCount; i++) {
            cell.lots[i].terms.expiry().ifPresent(expiry -> accounts.add(expiry.breakage()));
        }
    }
}
