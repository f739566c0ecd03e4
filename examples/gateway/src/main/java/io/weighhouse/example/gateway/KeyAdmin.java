// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.example.gateway.AdminDesk.Answer;
import io.weighhouse.example.gateway.AdminDesk.Right;
import io.weighhouse.gateway.dialect.Problem;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /admin/keys}: issue, list, rotate and revoke keys of customers. A key is shown once, in the answer that issues it. */
final class KeyAdmin {

    private static final Problem UNKNOWN_KEY = Problem.of(404, "NOT_FOUND", "This tenant has no such key.");

    private final House house;
    private final AdminDesk desk;

    KeyAdmin(House house, AdminDesk desk) {
        this.house = house;
        this.desk = desk;
    }

    void issue(Http http) throws IOException, BadRequest {
        Set<String> known = Set.of("tenant", "team", "user", "name", "scopes", "expires_at", "labels");
        desk.act(http, Right.KEYS, known, (actor, fields) -> {
            Owner owner = Owner.tenant(fields.text("tenant"));
            Optional<String> team = fields.optional("team");
            owner = team.isPresent() ? owner.team(team.get()) : owner;
            Optional<String> user = fields.optional("user");
            owner = user.isPresent() ? owner.user(user.get()) : owner;
            NewKey wish =
                    NewKey.of(owner, fields.text("name")).environment("test").labels(fields.map("labels"));
            List<String> scopes = fields.list("scopes");
            if (owner.tenant().equals(House.OPERATOR.value())) {
                wish = wish.scopes(scopes.toArray(String[]::new));
            } else if (scopes.stream().anyMatch(scope -> scope.startsWith(AdminDesk.SCOPE_PREFIX))) {
                throw new BadRequest("'scopes' of a customer's key must not begin with " + AdminDesk.SCOPE_PREFIX);
            } else {
                wish = wish.scopes(scopes.toArray(String[]::new));
                house.requireCustomer(owner.tenant());
            }
            Optional<Instant> expiresAt = fields.instant("expires_at");
            wish = expiresAt.isPresent() ? wish.expiresAt(expiresAt.get()) : wish;
            return Answer.done(shown(as(actor).issue(wish)));
        });
    }

    void list(Http http) throws IOException, BadRequest {
        desk.look(http, Right.KEYS, actor -> {
            ObjectNode list = AdminDesk.list();
            int limit = AdminDesk.limit(http, 100, 1_000);
            List<KeyRecord> page =
                    house.keys.list(AdminDesk.tenant(http).value(), new KeyPage(http.query("after"), limit));
            page.forEach(key -> ((ArrayNode) list.path("data")).add(json(key)));
            if (page.size() == limit) {
                list.put("next", page.get(limit - 1).id().value());
            }
            return list;
        });
    }

    void revoke(Http http) throws IOException, BadRequest {
        desk.act(http, Right.KEYS, Set.of("tenant", "id"), (actor, fields) -> {
            Optional<KeyRecord> revoked = as(actor).revoke(fields.text("tenant"), new KeyId(fields.text("id")));
            return revoked.map(key -> Answer.done(json(key))).orElseGet(() -> Answer.refused(UNKNOWN_KEY));
        });
    }

    void rotate(Http http) throws IOException, BadRequest {
        desk.act(http, Right.KEYS, Set.of("tenant", "id", "overlap_seconds"), (actor, fields) -> {
            Duration overlap = Duration.ofSeconds(fields.number("overlap_seconds", 86_400));
            try {
                return as(actor)
                        .rotate(fields.text("tenant"), new KeyId(fields.text("id")), overlap)
                        .map(issued -> Answer.done(shown(issued)))
                        .orElseGet(() -> Answer.refused(UNKNOWN_KEY));
            } catch (IllegalStateException ended) {
                return Answer.refused(Problem.of(409, "KEY_ENDED", "The key is revoked, or has a successor."));
            }
        });
    }

    private KeyRegistry as(String actor) {
        return house.keys.actingAs(actor);
    }

    private ObjectNode shown(IssuedKey issued) {
        ObjectNode json = json(issued.record());
        json.put("key", issued.key().reveal());
        return json;
    }

    private ObjectNode json(KeyRecord key) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", key.id().value())
                .put("tenant", key.owner().tenant())
                .put("team", key.owner().team())
                .put("user", key.owner().user())
                .put("name", key.name())
                .put("display", key.display())
                .put("state", key.state(house.clock.instant()).name())
                .put("created_at", key.createdAt().toString());
        Instant used = key.lastUsedAt();
        json.put("last_used_at", used == null ? null : used.toString());
        Instant expires = key.expiresAt();
        json.put("expires_at", expires == null ? null : expires.toString());
        ArrayNode scopes = json.putArray("scopes");
        key.scopes().stream().sorted().forEach(scopes::add);
        json.putObject("last_change")
                .put("kind", key.lastEvent().kind().name())
                .put("actor", key.lastEvent().actor())
                .put("at", key.lastEvent().at().toString());
        return json;
    }
}
