// SPDX-License-Identifier: Apache-2.0
/**
 * The books for others to read: a plain-text journal that hledger checks, and an account's statement as CSV or JSON.
 *
 * <p>{@link io.weighhouse.ledger.export.HledgerExport} writes all books of a tenant, {@link
 * io.weighhouse.ledger.export.StatementExport} what was booked on one account in a time. Both write as they read, page by page.
 */
@NullMarked
package io.weighhouse.ledger.export;

import org.jspecify.annotations.NullMarked;
