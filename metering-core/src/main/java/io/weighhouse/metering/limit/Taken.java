// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/** What became of an attempt to take a cost. */
enum Taken {
    ADMITTED,
    REFUSED,
    /** Somebody else has written meanwhile: look again. */
    AGAIN,
    /** There is no room for a subject. */
    FULL
}
