/**
 * The metered call: open, add usage, settle.
 *
 * <p>A {@link io.weighhouse.metering.call.CallMeter} opens a {@link io.weighhouse.metering.call.Call}: it takes the
 * permits of every limit, quotes the worst case within the call's caps, and holds that much of the wallet, all or
 * nothing. What comes back is a {@link io.weighhouse.metering.call.MeteredCall}, which ends exactly once: {@code settle}
 * after the upstream answered, {@code abort} with a cause when it did not, or {@code close}, which is an abort with an
 * unknown cause unless one of the others came first.
 *
 * <p>However it ends, the receipt goes to the ledger in the same write as the money, and names the basis of the charge:
 * what the provider reported, or an estimate from what was delivered. Delivered text is never free, and a call id that
 * the ledger knows never goes upstream again.
 */
@NullMarked
package io.weighhouse.metering.call;

import org.jspecify.annotations.NullMarked;
