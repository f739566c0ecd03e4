/**
 * Where a ledger keeps its books.
 *
 * <p>{@link io.weighhouse.ledger.store.LedgerStore} is what an adapter implements: commands in, outcomes out, queries
 * answered. The rules live in one engine that every store drives; a store adds order, durability and threads, and has no
 * rule of its own. The one that is embedded here lives in memory.
 *
 * <p>{@link io.weighhouse.ledger.store.JournalFiles} is the disk, as a store that keeps a journal sees it: what stands between
 * a store and a real directory, or a simulated one.
 *
 * <p>{@link io.weighhouse.ledger.store.PersonalRecords} are beside the books: texts about people, which can be erased.
 */
@NullMarked
package io.weighhouse.ledger.store;

import org.jspecify.annotations.NullMarked;
