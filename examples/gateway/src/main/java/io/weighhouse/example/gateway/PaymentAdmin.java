// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.example.gateway.AdminDesk.Answer;
import io.weighhouse.example.gateway.AdminDesk.Right;
import io.weighhouse.gateway.dialect.Problem;
import io.weighhouse.gateway.payment.Accepted;
import io.weighhouse.gateway.payment.KeptEvent;
import io.weighhouse.gateway.payment.Resolution;
import io.weighhouse.gateway.payment.WebhookAnswer;
import io.weighhouse.ledger.TenantId;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Payments: {@code POST /webhooks/stripe} takes what Stripe reports, {@code /admin/payments} shows what came of it, and lets
 * an administrator decide about what waits.
 */
final class PaymentAdmin {

    private final House house;
    private final AdminDesk desk;

    PaymentAdmin(House house, AdminDesk desk) {
        this.house = house;
        this.desk = desk;
    }

    /** Takes a webhook by its raw bytes: the signature is over them, not over what they mean. */
    void stripe(Http http) throws IOException, BadRequest {
        if (!house.payments.takesStripe()) {
            http.write(Problem.of(404, "NOT_FOUND", "No webhook secret is set up here."));
            return;
        }
        WebhookAnswer answer = house.payments.book.receive(http::headers, http.body());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (answer instanceof WebhookAnswer.Taken taken) {
            json.put("event", taken.event()).put("outcome", outcomeOf(taken.accepted()));
        } else if (answer instanceof WebhookAnswer.Forged forged) {
            json.put("fault", forged.fault().name());
        } else if (answer instanceof WebhookAnswer.NoEvent none) {
            json.put("problem", none.problem());
        }
        http.write(answer.httpStatus(), json);
    }

    void events(Http http) throws IOException, BadRequest {
        desk.look(
                http,
                Right.PAYMENTS,
                actor -> list(house.payments.book.events(http.query("after"), AdminDesk.limit(http, 100, 1_000))));
    }

    void parked(Http http) throws IOException, BadRequest {
        desk.look(
                http,
                Right.PAYMENTS,
                actor -> list(house.payments.book.parked(http.query("after"), AdminDesk.limit(http, 100, 1_000))));
    }

    void resolve(Http http) throws IOException, BadRequest {
        Set<String> known = Set.of("id", "how", "reason", "tenant", "credits", "payment");
        desk.act(http, Right.PAYMENTS, known, (actor, fields) -> {
            String id = fields.text("id");
            boolean waits = house.payments
                    .book
                    .event(id)
                    .filter(event -> event.standing().state() == KeptEvent.State.PARKED)
                    .isPresent();
            if (!waits) {
                return Answer.refused(Problem.of(404, "NOT_FOUND", "No such event waits."));
            }
            Accepted accepted = house.payments.book.resolve(id, resolution(actor, fields));
            return Answer.done(JsonNodeFactory.instance.objectNode().put("outcome", outcomeOf(accepted)));
        });
    }

    private Resolution resolution(String actor, AdminFields fields) throws BadRequest {
        return switch (fields.text("how")) {
            case "retry" -> new Resolution.Retry(actor);
            case "dismiss" -> new Resolution.Dismiss(actor, fields.text("reason"));
            case "bind" -> new Resolution.Bind(actor, Payments.accountOf(house.requireCustomer(fields.text("tenant"))));
            case "credit" -> new Resolution.Credit(actor, fields.amount("credits"));
            case "link" -> new Resolution.Link(actor, fields.text("payment"));
            default -> throw new BadRequest("'how' must be retry, dismiss, bind, credit or link.");
        };
    }

    /** Says whose account a payer's money goes to, before it comes. */
    void bind(Http http) throws IOException, BadRequest {
        desk.act(http, Right.PAYMENTS, Set.of("tenant", "customer"), (actor, fields) -> {
            TenantId tenant = house.requireCustomer(fields.text("tenant")).tenant();
            int resumed = house.payments.bind(actor, fields.text("customer"), tenant);
            return Answer.done(JsonNodeFactory.instance.objectNode().put("resumed", resumed));
        });
    }

    private static ObjectNode list(List<KeptEvent> events) {
        ObjectNode list = AdminDesk.list();
        for (KeptEvent event : events) {
            ObjectNode json = ((ArrayNode) list.path("data"))
                    .addObject()
                    .put("id", event.id())
                    .put("state", event.standing().state().name())
                    .put("code", event.standing().code())
                    .put("subject", event.standing().subject())
                    .put("detail", event.standing().detail());
            ArrayNode history = json.putArray("history");
            event.history()
                    .forEach(entry -> history.addObject()
                            .put("at", entry.at().toString())
                            .put("actor", entry.actor())
                            .put("what", entry.what()));
        }
        if (!events.isEmpty()) {
            list.put("next", events.get(events.size() - 1).id());
        }
        return list;
    }

    private static String outcomeOf(Accepted accepted) {
        if (accepted instanceof Accepted.Parked parked) {
            return "PARKED " + parked.why().name();
        }
        if (accepted instanceof Accepted.Nothing nothing) {
            return "NOTHING " + nothing.why().name();
        }
        return accepted.getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT);
    }
}
