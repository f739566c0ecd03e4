/**
 * The rules of the ledger, once; not exported.
 *
 * <p>{@link io.weighhouse.ledger.engine.LedgerEngine} takes a command and the time and gives the outcome. Each command runs in
 * two steps: look at everything and perhaps decline, then change. Accounts and holds are cells that carry their present
 * state; a cell is brought up to the time whenever it is found, so that no decision sees a hold whose time has run out.
 */
@NullMarked
package io.weighhouse.ledger.engine;

import org.jspecify.annotations.NullMarked;
