// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

/** What an event is; the numbers are stored, so none is ever given another meaning. */
final class Kind {

    static final int OPEN = 1;
    static final int LIMIT = 2;
    static final int CLOSE = 3;
    static final int POST = 4;
    static final int GRANT = 5;
    static final int PERIOD = 6;
    static final int ADJUST = 7;
    static final int REVERSE = 8;
    static final int HOLD = 9;
    static final int EXTEND = 10;
    static final int CAPTURE = 11;
    static final int RELEASE = 12;
    static final int FREEZE = 13;
    static final int UNFREEZE = 14;
    static final int EXPIRE_HOLD = 15;
    static final int EXPIRE_LOT = 16;

    private Kind() {}

    /** Whether it is a step of a call, and so linked to the step before it. */
    static boolean ofCall(int kind) {
        return (kind >= HOLD && kind <= RELEASE) || kind == EXPIRE_HOLD;
    }
}
