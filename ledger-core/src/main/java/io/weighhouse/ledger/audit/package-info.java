/**
 * Whether the books are right, and where they are not.
 *
 * <p>A store's {@code verify} does its whole history again, adds up every row on its own, and compares both with what it
 * answers from; {@link io.weighhouse.ledger.audit.AuditReport} says what came of it.
 */
@NullMarked
package io.weighhouse.ledger.audit;

import org.jspecify.annotations.NullMarked;
