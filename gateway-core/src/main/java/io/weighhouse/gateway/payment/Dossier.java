// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.money.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A payment as it is stored: what is known, and what the ledger is asked to do about it.
 *
 * @param id what it is known by
 * @param names what else it is known by
 * @param facts what is known
 * @param steps what the ledger is asked to do, in this order; only ever added to
 * @param done how many of the steps are done for certain
 */
record Dossier(String id, Set<String> names, Facts facts, List<Step> steps, int done) {

    private static final int MAX_FACTS = 100;
    private static final int MAX_STEPS = 500;
    private static final int MAX_NAMES = 100;

    Dossier {
        names = Set.copyOf(names);
        steps = List.copyOf(steps);
    }

    static Dossier empty(String id) {
        return new Dossier(id, Set.of(), Facts.NONE, List.of(), 0);
    }

    /** The same payment with other facts, and with the steps that follow from them. */
    Dossier knowing(Facts more) {
        List<Step> next = new ArrayList<>(steps);
        if (more.credit().isPresent()) {
            Amount credits = more.credit().get().credits();
            if (next.isEmpty() && credits.isPositive()) {
                next.add(new Step(Step.Kind.GRANT, 0, credits.minor()));
            }
            if (!next.isEmpty()) {
                next = Step.towards(next, more.target());
            }
        }
        return new Dossier(id, names, more, next, done);
    }

    /** The same payment, known by other names too. */
    Dossier named(Set<String> more) {
        Set<String> all = new TreeSet<>(names);
        all.addAll(more);
        all.remove(id);
        return new Dossier(id, all, facts, steps, done);
    }

    Dossier done(int count) {
        return new Dossier(id, names, facts, steps, Math.max(done, count));
    }

    boolean isTooMuch() {
        return facts.size() > MAX_FACTS || steps.size() > MAX_STEPS || names.size() > MAX_NAMES;
    }

    /** How the payment stands once all steps are done; empty if it is not credited. */
    Optional<PaymentView> view() {
        return facts.credit().map(credit -> {
            Facts.Target now = Step.reached(steps);
            return new PaymentView(
                    credit.name(),
                    credit.accounts().wallet(),
                    credit.credits(),
                    Amount.ofMinor(now.reversed(), credit.credits().unit()),
                    Amount.ofMinor(now.frozen(), credit.credits().unit()));
        });
    }
}
