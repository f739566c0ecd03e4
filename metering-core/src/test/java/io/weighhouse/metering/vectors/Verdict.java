// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.vectors;

/**
 * What became of a row of outside data.
 *
 * @param kind equal, different for a reason that we stand by, or different
 * @param why the reason, by class and never by row; empty if equal
 */
record Verdict(Kind kind, String why) {

    static final Verdict EQUAL = new Verdict(Kind.EQUAL, "");

    enum Kind {
        EQUAL,
        LISTED,
        FAILED
    }

    static Verdict listed(String reason) {
        return new Verdict(Kind.LISTED, reason);
    }

    static Verdict failed(String what) {
        return new Verdict(Kind.FAILED, what);
    }
}
