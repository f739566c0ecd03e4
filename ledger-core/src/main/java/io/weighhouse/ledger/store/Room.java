// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

/** How much room the log has to go on. */
enum Room {
    /** The next segment and a spare are there, or are being made. */
    PLENTY,
    /** The disk is full: there is what is left of the active segment, and what was prepared before. */
    SPARE_ONLY,
    /** The disk is full, and there is only what is left of the active segment. */
    NONE
}
