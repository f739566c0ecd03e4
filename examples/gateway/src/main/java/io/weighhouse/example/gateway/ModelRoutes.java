// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.dialect.Problem;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import java.util.List;

/**
 * {@code GET /v1/models} and {@code GET /v1beta/models}: what has a price here, in the form of who asks.
 *
 * <p>Anthropic's clients ask at OpenAI's path, and are known by their {@code anthropic-version}.
 */
final class ModelRoutes {

    private final House house;

    ModelRoutes(House house) {
        this.house = house;
    }

    void list(Http http) {
        if (AccountRoutes.authenticated(house, http) == null) {
            return;
        }
        Form form = Form.of(http);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode data = json.putArray(form == Form.GEMINI ? "models" : "data");
        models(form).forEach(sku -> data.add(form.describe(sku)));
        switch (form) {
            case OPENAI -> json.put("object", "list");
            case ANTHROPIC -> json.put("has_more", false);
            case GEMINI -> {}
        }
        http.write(200, json);
    }

    void one(Http http) {
        if (AccountRoutes.authenticated(house, http) == null) {
            return;
        }
        Form form = Form.of(http);
        for (Sku sku : models(form)) {
            if (sku.name().equals(http.rest())) {
                http.write(200, form.describe(sku));
                return;
            }
        }
        Dialect dialect = form == Form.ANTHROPIC ? Dialect.ANTHROPIC : http.dialect();
        String name = http.rest().length() <= 100 ? http.rest() : http.rest().substring(0, 100) + "...";
        http.write(dialect.answer(Problem.of(404, "UNKNOWN_SKU", "The model '" + name + "' does not exist here.")));
    }

    private List<Sku> models(Form form) {
        return house.book().cards().stream()
                .map(RateCard::sku)
                .filter(sku -> sku.provider().equals(form.provider))
                .distinct()
                .toList();
    }

    private enum Form {
        OPENAI("openai"),
        ANTHROPIC("anthropic"),
        GEMINI("gemini");

        private final String provider;

        Form(String provider) {
            this.provider = provider;
        }

        static Form of(Http http) {
            if (http.dialect() == Dialect.GEMINI) {
                return GEMINI;
            }
            return http.header("anthropic-version").isEmpty() ? OPENAI : ANTHROPIC;
        }

        ObjectNode describe(Sku sku) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            return switch (this) {
                case OPENAI ->
                    json.put("id", sku.name())
                            .put("object", "model")
                            .put("created", 0)
                            .put("owned_by", sku.provider());
                case ANTHROPIC ->
                    json.put("type", "model")
                            .put("id", sku.name())
                            .put("display_name", sku.name())
                            .put("created_at", "1970-01-01T00:00:00Z");
                case GEMINI -> json.put("name", "models/" + sku.name()).put("displayName", sku.name());
            };
        }
    }
}
