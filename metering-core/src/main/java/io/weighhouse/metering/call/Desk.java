// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.Ledger;
import io.weighhouse.metering.limit.Ticker;
import java.time.InstantSource;

/** What every call of a meter works with. */
record Desk(Ledger ledger, CallSignals signals, KeptCards cards, InstantSource clock, Ticker ticker) {}
