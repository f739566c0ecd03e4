// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.gateway.dialect.Problem;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Amount;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /admin/credits}: adds paid credits to the wallet, and {@code GET /admin/audit}: who did, or tried.
 *
 * <p>It takes a key of the scope {@value House#ADMIN_SCOPE} and {@code {"id":"pay-1","amount":"5","reason":"..."}}; the
 * same id adds once. The key's name is the actor on the books.
 */
final class AdminRoutes {

    private final House house;
    private final AuditTrail audit;

    AdminRoutes(House house, AuditTrail audit) {
        this.house = house;
        this.audit = audit;
    }

    void credits(Http http) throws IOException, BadRequest {
        KeyRecord actor = admin(http, "credits");
        if (actor == null) {
            return;
        }
        GrantCredit grant = grantOf(Json.read(http.body()), actor);
        String what = "credits " + grant.id().value();
        Outcome<Transaction> outcome = house.ledger.grant(grant);
        if (outcome instanceof Declined<Transaction> declined) {
            String code = declined.reason().code();
            audit.add(actor.name(), what, code);
            http.write(Problem.of(422, code, "The ledger declined: " + code));
            return;
        }
        Done<Transaction> done = (Done<Transaction>) outcome;
        audit.add(actor.name(), what, done.replayed() ? "REPLAYED" : "DONE");
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("id", grant.id().value())
                .put("replayed", done.replayed())
                .put(
                        "balance_after",
                        done.value().entries().get(0).toAfter().toDecimal().toPlainString());
        http.write(200, answer);
    }

    void trail(Http http) {
        if (admin(http, "audit") == null) {
            return;
        }
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        audit.copyInto(list.putArray("data"));
        http.write(200, list);
    }

    /** The record of an administrator's key, or null after an answer that refuses it; refusals are audited too. */
    private @Nullable KeyRecord admin(Http http, String what) {
        KeyRecord key = AccountRoutes.authenticated(house, http);
        if (key == null) {
            audit.add("unknown", what, "DENIED");
            return null;
        }
        if (!key.scopes().contains(House.ADMIN_SCOPE)) {
            audit.add(key.name(), what, "DENIED");
            http.write(Answers.FORBIDDEN);
            return null;
        }
        return key;
    }

    private GrantCredit grantOf(JsonNode json, KeyRecord actor) throws BadRequest {
        String id = text(json, "id");
        String reason = text(json, "reason");
        try {
            Amount amount = Amount.of(text(json, "amount"), House.CREDIT);
            return GrantCredit.of(house.wallet.tenant().operation(id), house.clearing, house.wallet, amount)
                    .note(Note.NONE.actor(actor.name()).reason(reason));
        } catch (IllegalArgumentException wrong) {
            throw new BadRequest(String.valueOf(wrong.getMessage()));
        }
    }

    /** A member that must be there, as text; numbers are taken as they are written, never as binary fractions. */
    private static String text(JsonNode json, String name) throws BadRequest {
        JsonNode value = json.path(name);
        if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
            throw new BadRequest("'" + name + "' must be said.");
        }
        return value.asText();
    }
}
