// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.gateway.payment.PaymentRow.Kind;
import io.weighhouse.gateway.payment.StepRunner.Ran;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The payments of a store, each under one name that its others point to. Thread-safe.
 *
 * <p>Names that turn out to be one payment are joined: the facts of all go to one of them, and the rows of the others become
 * pointers in the same write, so that whoever is about to write a fact under another name is told to look again.
 */
final class Dossiers {

    static final String OPEN_GROUP = "open";

    private static final int MAX_HOPS = 16;

    private final PaymentStore store;
    private final StepRunner runner;

    Dossiers(PaymentStore store, StepRunner runner) {
        this.store = store;
        this.runner = runner;
    }

    /**
     * A payment as it was found.
     *
     * @param dossier all that is known of it under all its names
     * @param revision of its row, 0 if it has none
     * @param pointers the rows that make its other names point to it
     * @param conflict whether two of its names were credited, so that it is two payments
     */
    record Loaded(Dossier dossier, long revision, List<PaymentRow> pointers, boolean conflict) {

        /** What is to be written when more is known; nothing if that is what was known. */
        List<PaymentRow> rows(Dossier next, Dossier before) {
            List<PaymentRow> rows = new ArrayList<>(pointers);
            if (!pointers.isEmpty() || !next.equals(before)) {
                rows.add(row(next, revision + 1));
            }
            return rows;
        }
    }

    /** Where a name leads: a row of a payment, or none yet. */
    private record End(String name, @Nullable PaymentRow row) {

        Dossier dossier() {
            return row == null ? Dossier.empty(name) : DossierJson.read(name, row.body());
        }
    }

    CompletionStage<Loaded> load(PaymentRef payment) {
        Map<String, End> ends = new TreeMap<>();
        return follow(payment.id(), 0).thenCompose(own -> {
            ends.put(own.name(), own);
            CompletionStage<Void> all = CompletableFuture.completedFuture(null);
            for (String alias : payment.aliases()) {
                all = all.thenCompose(before -> follow(alias, 0)).thenAccept(end -> ends.put(end.name(), end));
            }
            return all.thenApply(found -> join(own, ends));
        });
    }

    private CompletionStage<End> follow(String name, int hops) {
        return store.find(Kind.PAYMENT, name).thenCompose(found -> {
            Optional<String> target = found.flatMap(Dossiers::target);
            if (target.isEmpty()) {
                return CompletableFuture.completedFuture(new End(name, found.orElse(null)));
            }
            if (hops == MAX_HOPS) {
                throw new IllegalStateException("must not go in circles: payment " + name);
            }
            return follow(target.get(), hops + 1);
        });
    }

    private static Loaded join(End own, Map<String, End> ends) {
        List<End> credited = ends.values().stream()
                .filter(end -> end.dossier().facts().credit().isPresent())
                .toList();
        End root = credited.isEmpty() ? own : credited.get(0);
        if (credited.size() > 1) {
            return new Loaded(own.dossier(), revision(own), List.of(), true);
        }
        Dossier whole = root.dossier();
        Set<String> names = new HashSet<>();
        List<PaymentRow> pointers = new ArrayList<>();
        Facts facts = whole.facts();
        for (End end : ends.values()) {
            if (!end.name().equals(root.name())) {
                facts = facts.join(end.dossier().facts());
                names.add(end.name());
                names.addAll(end.dossier().names());
                pointers.add(pointer(end, root.name()));
            }
        }
        if (!pointers.isEmpty()) {
            whole = whole.named(names).knowing(facts);
        }
        return new Loaded(whole, revision(root), pointers, false);
    }

    private static long revision(End end) {
        return end.row() == null ? 0 : end.row().revision();
    }

    private static PaymentRow pointer(End from, String to) {
        String body = Json.write(Json.object(root -> root.put("v", 1).put("is", to)));
        return new PaymentRow(Kind.PAYMENT, from.name(), "", revision(from) + 1, body);
    }

    private static Optional<String> target(PaymentRow row) {
        JsonNode is = Json.stored(row.body()).path("is");
        return is.isTextual() ? Optional.of(is.textValue()) : Optional.empty();
    }

    private static PaymentRow row(Dossier dossier, long revision) {
        String group = dossier.done() < dossier.steps().size() ? OPEN_GROUP : "";
        return new PaymentRow(Kind.PAYMENT, dossier.id(), group, revision, DossierJson.write(dossier));
    }

    /** Has the ledger do what is not done yet, and writes down how far it went. */
    CompletionStage<Ran> run(Dossier dossier) {
        return runner.run(dossier)
                .thenCompose(ran -> ran.done() == dossier.done()
                        ? CompletableFuture.completedFuture(ran)
                        : mark(dossier.id(), ran.done()).thenApply(marked -> ran));
    }

    /** Writing it down may be lost to a crash: then the steps are done again, to no effect. */
    private CompletionStage<Void> mark(String id, int done) {
        return follow(id, 0).thenCompose(end -> {
            Dossier known = end.dossier();
            if (end.row() == null || known.done() >= done) {
                return CompletableFuture.completedFuture(null);
            }
            return store.write(List.of(row(known.done(done), revision(end) + 1)))
                    .thenCompose(written -> written ? CompletableFuture.<Void>completedFuture(null) : mark(id, done));
        });
    }
}
