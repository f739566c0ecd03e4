// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

/**
 * A place between two events.
 *
 * @param position offset of the next event in all event bytes ever appended
 * @param sequence number of the next event, the first of all being 1
 * @param batch number of the next batch, the first of all being 1; where the place is inside a batch, of that batch
 */
record LogPoint(long position, long sequence, long batch) {

    static final LogPoint ORIGIN = new LogPoint(0, 1, 1);

    LogPoint plus(long bytes, long events) {
        return new LogPoint(position + bytes, sequence + events, batch + 1);
    }
}
