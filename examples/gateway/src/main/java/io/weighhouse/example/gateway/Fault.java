// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.util.Locale;

/**
 * What the loopback provider does wrong on purpose, as its directives say: {@code !cut=3}.
 *
 * @param kind what goes wrong
 * @param at the status of an error, or after how many words it happens
 * @param delayMillis how long the answer takes to begin
 * @param paceMillis how long each word takes
 */
record Fault(Kind kind, int at, int delayMillis, int paceMillis) {

    static final Fault NONE = new Fault(Kind.NONE, 0, 0, 0);

    private static final int USUALLY_AFTER = 2;

    /** The ways to go wrong. */
    enum Kind {
        NONE,
        /** A status without a word. */
        FAIL,
        /** An error in the dialect's own form, instead of the answer. */
        ERROR,
        /** An error in the midst of a stream. */
        ERROR_AFTER,
        /** The connection breaks. */
        CUT,
        /** No more is said, and the connection stays. */
        HANG,
        /** No usage is told. */
        NO_USAGE,
        /** The usage is told to be zero. */
        ZERO_USAGE,
        /** The first tool on offer is called, which is no fault. */
        TOOL
    }

    /** This fault and what a directive adds to it; unchanged by what is no directive. */
    Fault and(String directive) {
        String[] parts = directive.split("=", 2);
        int number = parts.length == 2 && parts[1].matches("\\d{1,6}") ? Integer.parseInt(parts[1]) : -1;
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "!fail" -> is(Kind.FAIL, number < 0 ? 500 : number);
            case "!error" -> is(Kind.ERROR, number < 0 ? 500 : number);
            case "!error-after" -> is(Kind.ERROR_AFTER, number < 0 ? USUALLY_AFTER : number);
            case "!cut" -> is(Kind.CUT, number < 0 ? USUALLY_AFTER : number);
            case "!hang" -> is(Kind.HANG, number < 0 ? USUALLY_AFTER : number);
            case "!silent", "!no-usage" -> is(Kind.NO_USAGE, 0);
            case "!zero-usage" -> is(Kind.ZERO_USAGE, 0);
            case "!tool" -> is(Kind.TOOL, 0);
            case "!delay" -> new Fault(kind, at, Math.max(0, number), paceMillis);
            case "!pace" -> new Fault(kind, at, delayMillis, Math.max(0, number));
            default -> this;
        };
    }

    private Fault is(Kind other, int number) {
        return new Fault(other, number, delayMillis, paceMillis);
    }

    boolean is(Kind other) {
        return kind == other;
    }
}
