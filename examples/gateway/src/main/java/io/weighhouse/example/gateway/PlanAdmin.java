// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.example.gateway.AdminDesk.Answer;
import io.weighhouse.example.gateway.AdminDesk.Right;
import io.weighhouse.example.gateway.Customers.Accounts;
import io.weighhouse.gateway.dialect.Problem;
import io.weighhouse.gateway.plan.ChangeNote;
import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.Period;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.gateway.plan.SubscriptionChange;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.SubscriptionOutcome;
import io.weighhouse.gateway.plan.Term;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.ledger.TenantId;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Who has which plan: {@code /admin/tenants} makes customers, {@code /admin/subscriptions} changes, extends, cancels, pauses,
 * resumes and shows what they have, {@code /admin/grants} makes sure that a month's credit is there.
 */
final class PlanAdmin {

    private static final int MOST_LISTED = 1_000;
    private static final int MOST_CHANGES = 100;

    private final House house;
    private final AdminDesk desk;

    PlanAdmin(House house, AdminDesk desk) {
        this.house = house;
        this.desk = desk;
    }

    void plans(Http http) throws IOException, BadRequest {
        desk.look(http, Right.PLANS, actor -> {
            ObjectNode list = AdminDesk.list();
            for (String name : house.plans.names()) {
                ((ArrayNode) list.path("data")).add(json(house.plans.require(name)));
            }
            return list;
        });
    }

    void makeTenant(Http http) throws IOException, BadRequest {
        desk.act(http, Right.PLANS, Set.of("tenant", "plan", "paid_until", "trial"), (actor, fields) -> {
            TenantId tenant = TenantId.of(fields.text("tenant"));
            if (tenant.equals(House.OPERATOR)) {
                throw new BadRequest("'tenant' must not be the operator's own.");
            }
            Accounts accounts = house.customers.open(tenant);
            NewSubscription wish = NewSubscription.of(
                    idOf(tenant), Owner.tenant(tenant.value()), accounts.ofSubscription(), fields.text("plan"));
            Optional<Instant> paidUntil = fields.instant("paid_until");
            wish = paidUntil.isPresent() ? wish.paidUntil(paidUntil.get()) : wish;
            wish = fields.optional("trial").orElse("false").equals("true") ? wish.onTrial() : wish;
            return answer(house.subscriptions.subscribe(wish, ChangeNote.by(actor)));
        });
    }

    void list(Http http) throws IOException, BadRequest {
        desk.look(http, Right.PLANS, actor -> {
            ObjectNode list = AdminDesk.list();
            Waiting.on(house.subscriptions.listAsync(AdminDesk.tenant(http), http.query("after"), MOST_LISTED))
                    .forEach(subscription -> ((ArrayNode) list.path("data")).add(json(subscription)));
            return list;
        });
    }

    void history(Http http) throws IOException, BadRequest {
        desk.look(http, Right.PLANS, actor -> {
            ObjectNode list = AdminDesk.list();
            for (SubscriptionChange change :
                    Waiting.on(house.subscriptions.historyAsync(idOf(AdminDesk.tenant(http)), 0, MOST_CHANGES))) {
                ((ArrayNode) list.path("data"))
                        .addObject()
                        .put("at", change.at().toString())
                        .put("kind", change.kind().name())
                        .put("plan", change.record().term().plan().name())
                        .put("actor", change.note().actor())
                        .put("reason", change.note().reason());
            }
            return list;
        });
    }

    void change(Http http) throws IOException, BadRequest {
        desk.act(http, Right.PLANS, Set.of("tenant", "plan", "reason"), (actor, fields) -> {
            String plan = house.plans.require(fields.text("plan")).name();
            return answer(house.subscriptions.changePlan(idOf(fields), plan, note(actor, fields)));
        });
    }

    void extend(Http http) throws IOException, BadRequest {
        desk.act(http, Right.PLANS, Set.of("tenant", "paid_until", "reason"), (actor, fields) -> {
            Instant until =
                    fields.instant("paid_until").orElseThrow(() -> new BadRequest("'paid_until' must be said."));
            return answer(house.subscriptions.extend(idOf(fields), until, note(actor, fields)));
        });
    }

    void cancel(Http http) throws IOException, BadRequest {
        desk.act(http, Right.PLANS, Set.of("tenant", "at", "reason"), (actor, fields) -> {
            String at = fields.optional("at").orElse("end");
            if (!at.equals("end") && !at.equals("now")) {
                throw new BadRequest("'at' must be end or now.");
            }
            return answer(house.subscriptions.cancel(idOf(fields), at.equals("now"), note(actor, fields)));
        });
    }

    void pause(Http http) throws IOException, BadRequest {
        desk.act(
                http,
                Right.PLANS,
                Set.of("tenant", "reason"),
                (actor, fields) -> answer(house.subscriptions.pause(idOf(fields), note(actor, fields))));
    }

    void resume(Http http) throws IOException, BadRequest {
        desk.act(
                http,
                Right.PLANS,
                Set.of("tenant", "reason"),
                (actor, fields) -> answer(house.subscriptions.resume(idOf(fields), note(actor, fields))));
    }

    /** Makes sure that what is due of the running month is granted, as the next call would. */
    void grant(Http http) throws IOException, BadRequest {
        desk.act(http, Right.CREDITS, Set.of("tenant"), (actor, fields) -> {
            Optional<Subscription> found = house.subscriptions.find(idOf(fields));
            Instant now = house.clock.instant();
            if (found.isEmpty() || !found.get().at(now).serves()) {
                return Answer.refused(Problem.of(404, "NOT_FOUND", "This tenant has no subscription that serves."));
            }
            Period month = house.grants.touch(found.get(), now).period();
            return Answer.done(JsonNodeFactory.instance
                    .objectNode()
                    .put("from", month.start().toString())
                    .put("until", month.end().toString()));
        });
    }

    private static Answer answer(SubscriptionOutcome outcome) {
        if (outcome instanceof SubscriptionOutcome.Declined declined) {
            String code = declined.reason().name();
            return Answer.refused(Problem.of(409, code, "The subscription is as it was: " + code + '.'));
        }
        SubscriptionOutcome.Done done = (SubscriptionOutcome.Done) outcome;
        return new Answer(200, done.replayed() ? "REPLAYED" : "DONE", json(done.subscription()), null);
    }

    private static SubscriptionId idOf(AdminFields fields) throws BadRequest {
        return idOf(TenantId.of(fields.text("tenant")));
    }

    static SubscriptionId idOf(TenantId tenant) {
        return new SubscriptionId(tenant, "main");
    }

    private static ChangeNote note(String actor, AdminFields fields) throws BadRequest {
        return ChangeNote.by(actor).reason(fields.optional("reason").orElse(""));
    }

    private static ObjectNode json(Plan plan) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", plan.name());
        json.put(
                "price",
                plan.price()
                        .map(price ->
                                price.amount() + " a " + price.every().name().toLowerCase(java.util.Locale.ROOT))
                        .orElse(null));
        json.put(
                "credits_a_month",
                plan.grant()
                        .map(grant -> grant.amount().toDecimal().toPlainString())
                        .orElse(null));
        json.put("trial_days", plan.trial().toDays());
        json.put("grace_days", plan.grace().toDays());
        ArrayNode limits = json.putArray("limits");
        plan.quota().limits().forEach(limit -> limits.add(limit.id() + ' ' + limit.most()));
        ArrayNode included = json.putArray("included");
        plan.included().forEach(each -> included.add(each.quantity() + " " + each.name()));
        return json;
    }

    private static ObjectNode json(Subscription subscription) {
        Term term = subscription.record().term();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("tenant", subscription.id().tenant().value())
                .put("id", subscription.id().value())
                .put("plan", term.plan().name())
                .put("state", term.state().state().name());
        json.put("paid_until", term.ends().paidUntil().map(Instant::toString).orElse(null));
        json.put("ends_at", term.ends().endsAt().map(Instant::toString).orElse(null));
        json.put(
                "trial_until",
                term.ends().trial().map(trial -> trial.endsAt().toString()).orElse(null));
        return json;
    }
}
