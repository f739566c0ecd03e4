// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing that the ledger is asked to do for a payment. Its number in the list is part of the ledger's id, so that it is done
 * once, and a step that is written down is never changed.
 *
 * @param kind what is done
 * @param of the number of the step that it undoes; the grant's own number for a freeze
 * @param minor how many credits, in smallest parts
 */
record Step(Kind kind, int of, long minor) {

    enum Kind {
        /** Puts the credits into the wallet. */
        GRANT,
        /** Takes back what an earlier step put in, or puts in again what one took back. */
        REVERSE,
        /** Freezes. */
        FREEZE,
        /** Ends a freeze. */
        UNFREEZE
    }

    /** Where the steps of a payment lead: what they leave taken back and frozen. */
    static Facts.Target reached(List<Step> steps) {
        long reversed = 0;
        long frozen = 0;
        boolean[] gives = gives(steps);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            switch (step.kind) {
                case REVERSE -> reversed += gives[i] ? -step.minor : step.minor;
                case FREEZE -> frozen += step.minor;
                case UNFREEZE -> frozen -= steps.get(step.of).minor;
                default -> {
                    // Grants are neither.
                }
            }
        }
        return new Facts.Target(reversed, frozen);
    }

    /** The steps with those that lead to a target; the grant is there already. */
    static List<Step> towards(List<Step> steps, Facts.Target target) {
        List<Step> all = new ArrayList<>(steps);
        Facts.Target now = reached(steps);
        // Credit is taken back before its freeze ends: nobody can spend it in between.
        if (target.reversed() > now.reversed()) {
            reverse(all, true, target.reversed() - now.reversed());
        }
        if (target.frozen() != now.frozen()) {
            int before = all.size();
            if (target.frozen() > 0) {
                all.add(new Step(Kind.FREEZE, 0, target.frozen()));
            }
            for (int i = 0; i < before; i++) {
                if (all.get(i).kind == Kind.FREEZE && !isUnfrozen(all, i)) {
                    all.add(new Step(Kind.UNFREEZE, i, all.get(i).minor));
                }
            }
        }
        if (target.reversed() < now.reversed()) {
            reverse(all, false, now.reversed() - target.reversed());
        }
        return all;
    }

    private static boolean isUnfrozen(List<Step> steps, int freeze) {
        return steps.stream().anyMatch(step -> step.kind == Kind.UNFREEZE && step.of == freeze);
    }

    /** Reverses what gave, or what took, the last first, as far as it is not reversed yet. */
    private static void reverse(List<Step> all, boolean gave, long minor) {
        boolean[] gives = gives(all);
        long rest = minor;
        for (int i = gives.length - 1; i >= 0 && rest > 0; i--) {
            Step step = all.get(i);
            if ((step.kind == Kind.GRANT || step.kind == Kind.REVERSE) && gives[i] == gave) {
                long part = Math.min(rest, step.minor - reversedOf(all, i));
                if (part > 0) {
                    all.add(new Step(Kind.REVERSE, i, part));
                    rest -= part;
                }
            }
        }
        if (rest > 0) {
            throw new IllegalStateException("must be at most what was credited: beyond it=" + rest);
        }
    }

    /** How much of a step is reversed by the steps in the list. */
    static long reversedOf(List<Step> steps, int number) {
        long sum = 0;
        for (Step step : steps) {
            sum += step.kind == Kind.REVERSE && step.of == number ? step.minor : 0;
        }
        return sum;
    }

    /** Which steps put credit into the wallet: the grant, and what reverses a step that took. */
    private static boolean[] gives(List<Step> steps) {
        boolean[] gives = new boolean[steps.size()];
        for (int i = 0; i < gives.length; i++) {
            Step step = steps.get(i);
            gives[i] = step.kind == Kind.GRANT || (step.kind == Kind.REVERSE && !gives[step.of]);
        }
        return gives;
    }
}
