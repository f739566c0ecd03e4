// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.gateway.dialect.Problem;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.TenantId;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where every administrator's request comes by: the key's scope is looked at, and the act is written down.
 *
 * <p>A key administrates if it has the scope of the act, such as {@code admin:credits}, and is the operator's own: a
 * customer's key does not, whatever scopes it was given. The actor is the user whom the key belongs to, else the key's name.
 */
final class AdminDesk {

    static final String SCOPE_PREFIX = "admin:";

    /** What an administrator may do; each is a scope of keys. */
    enum Right {
        KEYS,
        CREDITS,
        PLANS,
        PRICES,
        SECRETS,
        PAYMENTS,
        USAGE,
        AUDIT;

        /** Every scope that administrates. */
        static String[] scopes() {
            return Stream.of(values()).map(Right::scope).toArray(String[]::new);
        }

        String scope() {
            return SCOPE_PREFIX + name().toLowerCase(Locale.ROOT);
        }
    }

    /** Does something for a named actor and says what came of it. */
    interface Act {
        Answer by(String actor, AdminFields fields) throws BadRequest, IOException;
    }

    /** Does something with a body that is no JSON. */
    interface RawAct {
        Answer by(String actor) throws BadRequest, IOException;
    }

    /** Reads something for a named actor. */
    interface Look {
        JsonNode by(String actor) throws BadRequest, IOException;
    }

    /** What is answered, and the word of it for the audit trail. */
    record Answer(
            int status,
            String outcome,
            @Nullable JsonNode json,
            @Nullable Problem problem) {

        static Answer done(JsonNode json) {
            return new Answer(200, "DONE", json, null);
        }

        static Answer refused(Problem problem) {
            return new Answer(problem.status(), problem.code(), null, problem);
        }

        /** What the ledger said, shown by the value if there is one. */
        static <T> Answer of(Outcome<T> outcome, Shown<T> shown) {
            if (outcome instanceof Declined<T> declined) {
                String code = declined.reason().code();
                return refused(Problem.of(422, code, "The ledger declined: " + code));
            }
            Done<T> done = (Done<T>) outcome;
            return new Answer(200, done.replayed() ? "REPLAYED" : "DONE", shown.of(done), null);
        }

        void writeTo(Http http) {
            if (problem != null) {
                http.write(problem);
            } else if (json != null) {
                http.write(status, json);
            }
        }
    }

    /** Shows a value of the ledger. */
    interface Shown<T> {
        JsonNode of(Done<T> done);
    }

    private final House house;

    AdminDesk(House house) {
        this.house = house;
    }

    /**
     * Does an act if the caller may, and writes down who did what to whom.
     *
     * @param known the members that the body may have; what names the act's target is written down, nothing else
     */
    void act(Http http, Right right, Set<String> known, Act act) throws IOException, BadRequest {
        String actor = admin(http, right);
        if (actor != null) {
            AdminFields fields = AdminFields.of(http, known);
            written(http, actor, fields.target(), by -> act.by(by, fields));
        }
    }

    /** Does an act whose body is no JSON, as {@link #act} does. */
    void actRaw(Http http, Right right, String target, RawAct act) throws IOException, BadRequest {
        String actor = admin(http, right);
        if (actor != null) {
            written(http, actor, target, act);
        }
    }

    private void written(Http http, String actor, String target, RawAct act) throws IOException, BadRequest {
        String id = house.audit.begin(actor, whatOf(http), target);
        String outcome = "FAILED";
        Answer answer;
        try {
            answer = act.by(actor);
            outcome = answer.outcome();
        } catch (BadRequest wrong) {
            outcome = "INVALID_REQUEST";
            throw wrong;
        } catch (IllegalArgumentException wrong) {
            outcome = "INVALID_REQUEST";
            throw new BadRequest(String.valueOf(wrong.getMessage()));
        } finally {
            house.audit.end(id, actor, outcome);
        }
        answer.writeTo(http);
    }

    /** Shows something if the caller may; that is not written down. */
    void look(Http http, Right right, Look look) throws IOException, BadRequest {
        String actor = admin(http, right);
        if (actor == null) {
            return;
        }
        try {
            http.write(200, look.by(actor));
        } catch (IllegalArgumentException wrong) {
            throw new BadRequest(String.valueOf(wrong.getMessage()));
        }
    }

    void audit(Http http) throws IOException, BadRequest {
        look(http, Right.AUDIT, actor -> {
            ObjectNode list = list();
            house.audit.copyInto((ArrayNode) list.path("data"), limit(http, 100, 500));
            return list;
        });
    }

    /** An empty list of the form of every list here. */
    static ObjectNode list() {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        list.putArray("data");
        return list;
    }

    /** The tenant that a list is asked of, the demo's unless it is said. */
    static TenantId tenant(Http http) {
        String said = http.query("tenant");
        return said.isEmpty() ? House.DEMO : TenantId.of(said);
    }

    /** How many of a list are asked for. */
    static int limit(Http http, int usual, int most) throws BadRequest {
        String said = http.query("limit");
        if (said.isEmpty()) {
            return usual;
        }
        if (!said.matches("[1-9][0-9]{0,5}") || Integer.parseInt(said) > most) {
            throw new BadRequest("'limit' must be 1 to " + most + '.');
        }
        return Integer.parseInt(said);
    }

    /** The actor's name, or null after an answer that refuses it; refusals are remembered too. */
    private @Nullable String admin(Http http, Right right) {
        String what = whatOf(http);
        KeyRecord key = AccountRoutes.authenticated(house, http);
        if (key == null) {
            house.audit.denied("unknown", what);
            return null;
        }
        String actor = key.owner().user().isEmpty() ? key.name() : key.owner().user();
        if (!key.owner().tenant().equals(House.OPERATOR.value())
                || !key.scopes().contains(right.scope())) {
            house.audit.denied(actor, what);
            http.write(Answers.FORBIDDEN);
            return null;
        }
        return actor;
    }

    private static String whatOf(Http http) {
        return http.method() + ' ' + http.path();
    }
}
