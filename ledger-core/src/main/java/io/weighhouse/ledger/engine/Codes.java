// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.ReverseTransaction.Extent;
import io.weighhouse.ledger.ReverseTransaction.Shortfall;
import io.weighhouse.ledger.Rollover;
import java.util.List;

/** The numbers by which choices are stored: their places in these lists, which only ever grow at the end. */
final class Codes {

    static final List<AccountKind> ACCOUNT_KINDS = List.of(
            AccountKind.WALLET,
            AccountKind.REVENUE,
            AccountKind.PROVIDER_COST,
            AccountKind.PROMOTION,
            AccountKind.CLEARING,
            AccountKind.BREAKAGE,
            AccountKind.COUNTER);

    static final List<Overrun> OVERRUNS = List.of(Overrun.REJECT, Overrun.CLAMP, Overrun.TAKE_AVAILABLE, Overrun.DEBT);

    static final List<Rollover.Kind> ROLLOVERS = List.of(Rollover.Kind.NONE, Rollover.Kind.CAPPED, Rollover.Kind.FULL);

    static final List<Extent.Kind> EXTENTS =
            List.of(Extent.Kind.WHOLE, Extent.Kind.PART, Extent.Kind.TOTAL, Extent.Kind.UNSPENT);

    static final List<Shortfall> SHORTFALLS = List.of(Shortfall.REJECT, Shortfall.DEBT, Shortfall.CLAMP);

    private Codes() {}
}
