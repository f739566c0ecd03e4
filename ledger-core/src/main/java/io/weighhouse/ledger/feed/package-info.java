// SPDX-License-Identifier: Apache-2.0
/**
 * Following a ledger: its events in order, and wallets that run low.
 *
 * <p>{@link io.weighhouse.ledger.feed.LedgerFeed} gives every event from a number on, as often as it is asked from there; {@link
 * io.weighhouse.ledger.feed.BalanceWatch} tells when a wallet falls below a threshold. Neither has a thread or a timer of its
 * own: whoever waits is woken by the store.
 */
@NullMarked
package io.weighhouse.ledger.feed;

import org.jspecify.annotations.NullMarked;
