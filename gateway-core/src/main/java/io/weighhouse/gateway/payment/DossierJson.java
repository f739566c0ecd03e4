// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.gateway.payment.Facts.Accounts;
import io.weighhouse.gateway.payment.Facts.Bought;
import io.weighhouse.gateway.payment.Facts.Credit;
import io.weighhouse.gateway.payment.Facts.DisputeFact;
import io.weighhouse.gateway.payment.Facts.RefundFact;
import io.weighhouse.gateway.payment.Facts.Total;
import io.weighhouse.gateway.payment.PaymentEvent.Dispute.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Dossiers as they are stored. */
final class DossierJson {

    private static final int VERSION = 1;

    private DossierJson() {}

    static String write(Dossier dossier) {
        return Json.write(Json.object(root -> {
            root.put("v", VERSION);
            root.put("done", dossier.done());
            ArrayNode names = root.putArray("names");
            new TreeSet<>(dossier.names()).forEach(names::add);
            write(root, dossier.facts());
            ArrayNode steps = root.putArray("steps");
            dossier.steps()
                    .forEach(step -> steps.addObject()
                            .put("kind", step.kind().name())
                            .put("of", step.of())
                            .put("minor", step.minor()));
        }));
    }

    private static void write(ObjectNode root, Facts facts) {
        facts.credit().ifPresent(credit -> {
            ObjectNode node = root.putObject("credit");
            node.put("name", credit.name());
            Json.put(node, "wallet", credit.accounts().wallet());
            Json.put(node, "clearing", credit.accounts().clearing());
            Json.put(node, "credits", credit.credits());
            Json.put(node, "paid", credit.bought().paid());
            Json.put(node, "net", credit.bought().net());
            node.put("at", credit.bought().at().toString());
        });
        facts.total().ifPresent(total -> {
            ObjectNode node = root.putObject("total");
            node.put("at", total.at().toString());
            Json.put(node, "total", total.total());
        });
        ObjectNode refunds = root.putObject("refunds");
        new TreeMap<>(facts.refunds()).forEach((id, refund) -> {
            ObjectNode node = refunds.putObject(id);
            Json.put(node, "amount", refund.amount());
            node.put("createdAt", refund.createdAt().toString());
            Json.put(node, "failedAt", Optional.ofNullable(refund.failedAt()));
        });
        ObjectNode disputes = root.putObject("disputes");
        new TreeMap<>(facts.disputes()).forEach((id, dispute) -> {
            ObjectNode node = disputes.putObject(id);
            Json.put(node, "amount", dispute.amount());
            node.put("standing", dispute.standing().name());
            node.put("at", dispute.at().toString());
            node.put("contested", dispute.contested());
        });
    }

    static Dossier read(String id, String body) {
        JsonNode root = Json.stored(body);
        if (root.path("v").intValue() != VERSION) {
            throw new IllegalStateException("was written by a later version: payment " + id);
        }
        Set<String> names = new TreeSet<>();
        root.path("names").forEach(name -> names.add(name.textValue()));
        List<Step> steps = new ArrayList<>();
        root.path("steps")
                .forEach(step -> steps.add(new Step(
                        Step.Kind.valueOf(Json.text(step, "kind")),
                        step.path("of").intValue(),
                        step.path("minor").longValue())));
        return new Dossier(id, names, facts(root), steps, root.path("done").intValue());
    }

    private static Facts facts(JsonNode root) {
        Optional<Credit> credit = Optional.of(root.path("credit"))
                .filter(JsonNode::isObject)
                .map(node -> new Credit(
                        Json.text(node, "name"),
                        new Accounts(Json.account(node, "wallet"), Json.account(node, "clearing")),
                        Json.amount(node, "credits"),
                        new Bought(Json.amount(node, "paid"), Json.amount(node, "net"), Json.instant(node, "at"))));
        Optional<Total> total = Optional.of(root.path("total"))
                .filter(JsonNode::isObject)
                .map(node -> new Total(Json.instant(node, "at"), Json.amount(node, "total")));
        Map<String, RefundFact> refunds = new TreeMap<>();
        root.path("refunds")
                .properties()
                .forEach(one -> refunds.put(
                        one.getKey(),
                        new RefundFact(
                                Json.amount(one.getValue(), "amount"),
                                Json.instant(one.getValue(), "createdAt"),
                                Json.maybeInstant(one.getValue(), "failedAt").orElse(null))));
        Map<String, DisputeFact> disputes = new TreeMap<>();
        root.path("disputes")
                .properties()
                .forEach(one -> disputes.put(
                        one.getKey(),
                        new DisputeFact(
                                Json.amount(one.getValue(), "amount"),
                                Standing.valueOf(Json.text(one.getValue(), "standing")),
                                Json.instant(one.getValue(), "at"),
                                one.getValue().path("contested").booleanValue())));
        return new Facts(credit, total, Map.copyOf(refunds), Map.copyOf(disputes));
    }
}
