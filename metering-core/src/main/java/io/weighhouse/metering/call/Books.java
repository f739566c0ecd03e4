// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.Decline.HoldEnded;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes one call's ending into the ledger: one write for the money and its receipt. */
record Books(Ledger ledger, Call call, CallSignals signals) {

    /** A receipt that is ready to be sent, again and again if need be, and what it takes. */
    record Settling(Receipt receipt, Ending ending) {}

    Settling prepare(Ending ending) {
        Charge charge = ending.charge();
        Receipt receipt = charge == null
                ? Receipt.nothing(call.id.value(), call.card, ending.cause())
                : Receipt.of(call.id.value(), ending.basis(), charge).because(ending.cause());
        return new Settling(receipt, ending);
    }

    /** What the call has taken from its limits. */
    Cost cost(Ending ending) {
        Charge charge = ending.charge();
        return call.cost(ending.usage(), charge == null ? Amount.zero(call.unit()) : charge.price());
    }

    CompletionStage<Settlement> send(Settling settling, Hold hold) {
        Receipt receipt = settling.receipt();
        if (settling.ending().charge() == null) {
            return release(receipt, hold);
        }
        // An estimate is ours, not the provider's: it never takes more than was held.
        return capture(receipt, hold, receipt.basis() == Basis.REPORTED ? call.overrun : Overrun.CLAMP);
    }

    private CompletionStage<Settlement> release(Receipt receipt, Hold hold) {
        return ledger.releaseAsync(call.releasing(receipt)).thenCompose(outcome -> {
            if (ranOut(outcome)) {
                // Time has given the hold back, but the receipt has yet to be kept: a late capture of nothing does
                // that.
                return capture(receipt, hold, Overrun.CLAMP);
            }
            outcome.orThrow();
            Amount nothing = Amount.zero(hold.amount().unit());
            return CompletableFuture.completedFuture(new Settlement(receipt, hold.amount(), nothing, false));
        });
    }

    private CompletionStage<Settlement> capture(Receipt receipt, Hold hold, Overrun overrun) {
        return ledger.captureAsync(call.capturing(receipt, overrun)).thenApply(outcome -> {
            Transaction booked = outcome.orThrow();
            Amount charged = booked.entries().get(0).posting().amount();
            return new Settlement(receipt, hold.amount(), charged, booked.late());
        });
    }

    private static boolean ranOut(Outcome<Hold> released) {
        return released instanceof Declined<Hold> declined
                && declined.reason() instanceof HoldEnded ended
                && (ended.state() == HoldState.EXPIRED || ended.state() == HoldState.SETTLED_LATE);
    }
}
