// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.example.gateway.AdminDesk.Answer;
import io.weighhouse.example.gateway.AdminDesk.Right;
import io.weighhouse.gateway.dialect.Problem;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.resolve.Actor;
import io.weighhouse.keyvault.resolve.ChangeOutcome;
import io.weighhouse.keyvault.resolve.CredentialStatus;
import io.weighhouse.keyvault.resolve.NewCredential;
import io.weighhouse.keyvault.resolve.ProviderSecrets;
import io.weighhouse.keyvault.resolve.SaveOutcome;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SecretHolder;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are shown to providers: {@code /admin/secrets} has the platform's own, {@code /v1/secrets} a customer's.
 *
 * <p>They are put and deleted here, and never shown: only masks are, as {@code sk-12...89}. The operator may not touch a
 * customer's, so that nobody can be made to pay by the house; a customer's key needs the scope {@value #SCOPE} for it.
 */
final class SecretRoutes {

    static final String SCOPE = "secrets";

    private static final Set<String> PUT = Set.of("team", "user", "provider", "fields");
    private static final Set<String> DELETE = Set.of("team", "user", "provider");

    private final House house;
    private final AdminDesk desk;

    SecretRoutes(House house, AdminDesk desk) {
        this.house = house;
        this.desk = desk;
    }

    void put(Http http) throws IOException, BadRequest {
        desk.act(
                http,
                Right.SECRETS,
                Set.of("provider", "fields"),
                (actor, fields) -> save(Actor.platformAdmin(actor), SecretHolder.platform(), fields));
    }

    void list(Http http) throws IOException, BadRequest {
        desk.look(http, Right.SECRETS, actor -> list(Actor.platformAdmin(actor), SecretHolder.platform()));
    }

    void delete(Http http) throws IOException, BadRequest {
        desk.act(
                http,
                Right.SECRETS,
                Set.of("provider"),
                (actor, fields) -> delete(Actor.platformAdmin(actor), SecretHolder.platform(), fields));
    }

    void putOwn(Http http) throws IOException, BadRequest {
        Actor actor = customer(http);
        if (actor != null) {
            AdminFields fields = AdminFields.of(http, PUT);
            save(actor, holder(actor, fields.optional("team"), fields.optional("user")), fields)
                    .writeTo(http);
        }
    }

    void listOwn(Http http) throws BadRequest {
        Actor actor = customer(http);
        if (actor != null) {
            http.write(200, list(actor, holder(actor, said(http, "team"), said(http, "user"))));
        }
    }

    void deleteOwn(Http http) throws IOException, BadRequest {
        Actor actor = customer(http);
        if (actor != null) {
            AdminFields fields = AdminFields.of(http, DELETE);
            delete(actor, holder(actor, fields.optional("team"), fields.optional("user")), fields)
                    .writeTo(http);
        }
    }

    /** Who manages a customer's secrets, or null after an answer that refuses him. */
    private @Nullable Actor customer(Http http) {
        KeyRecord key = AccountRoutes.authenticated(house, http);
        if (key == null) {
            return null;
        }
        if (!key.scopes().contains(SCOPE)) {
            http.write(Answers.FORBIDDEN);
            return null;
        }
        String user =
                key.owner().user().isEmpty() ? key.id().value() : key.owner().user();
        return Actor.tenantAdmin(user, key.owner().tenant());
    }

    private static SecretHolder holder(Actor actor, Optional<String> team, Optional<String> user) throws BadRequest {
        if (team.isPresent() && user.isPresent()) {
            throw new BadRequest("'team' and 'user' cannot be had both.");
        }
        try {
            if (user.isPresent()) {
                return SecretHolder.personal(actor.tenant(), user.get());
            }
            return team.isPresent()
                    ? SecretHolder.team(actor.tenant(), team.get())
                    : SecretHolder.tenant(actor.tenant());
        } catch (IllegalArgumentException wrong) {
            throw new BadRequest(String.valueOf(wrong.getMessage()));
        }
    }

    private ProviderSecrets secrets() {
        return house.secrets.secrets();
    }

    private Answer save(Actor actor, SecretHolder holder, AdminFields fields) throws BadRequest {
        SaveOutcome outcome = secrets().save(actor, holder, providerOf(fields), credential(fields));
        if (outcome instanceof SaveOutcome.Refused refused) {
            String code = refused.reason().name();
            String field = refused.field().isEmpty() ? "" : " Field: " + refused.field() + '.';
            return Answer.refused(Problem.of(422, code, "The credential is not saved: " + code + '.' + field));
        }
        return Answer.done(json(((SaveOutcome.Saved) outcome).status()));
    }

    private ObjectNode list(Actor actor, SecretHolder holder) {
        ObjectNode list = AdminDesk.list();
        secrets().list(actor, holder).forEach(status -> ((ArrayNode) list.path("data")).add(json(status)));
        return list;
    }

    private Answer delete(Actor actor, SecretHolder holder, AdminFields fields) throws BadRequest {
        ChangeOutcome outcome = secrets().delete(actor, holder, providerOf(fields));
        return outcome == ChangeOutcome.DONE
                ? Answer.done(JsonNodeFactory.instance.objectNode().put("deleted", true))
                : Answer.refused(Problem.of(404, outcome.name(), "There is no such credential."));
    }

    private static ProviderId providerOf(AdminFields fields) throws BadRequest {
        try {
            return new ProviderId(fields.text("provider"));
        } catch (IllegalArgumentException wrong) {
            throw new BadRequest(String.valueOf(wrong.getMessage()));
        }
    }

    private static NewCredential credential(AdminFields fields) throws BadRequest {
        NewCredential credential = null;
        try {
            for (Map.Entry<String, String> field : fields.map("fields").entrySet()) {
                credential = credential == null
                        ? NewCredential.with(field.getKey(), field.getValue())
                        : credential.and(field.getKey(), field.getValue());
            }
        } catch (IllegalArgumentException wrong) {
            throw new BadRequest("'fields' has a name that no field may have.");
        }
        if (credential == null) {
            throw new BadRequest("'fields' must be said, such as {\"api_key\":\"...\"}.");
        }
        return credential;
    }

    private static Optional<String> said(Http http, String name) {
        String value = http.query(name);
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static ObjectNode json(CredentialStatus status) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("provider", status.provider().value())
                .put("standing", status.standing().name())
                .put("revision", status.revision());
        ObjectNode masks = json.putObject("fields");
        status.fields().forEach(masks::put);
        status.lastEvent()
                .ifPresent(event -> json.putObject("last_change")
                        .put("kind", event.kind().name())
                        .put("actor", event.actor())
                        .put("at", event.at().toString()));
        return json;
    }
}
