// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.money.Amount;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** The members of an administrator's request: what is missing, malformed or not known is said by name. */
final class AdminFields {

    private final ObjectNode json;

    private AdminFields(ObjectNode json) {
        this.json = json;
    }

    /** Reads a request's body, which may have these members only: a misspelt one would be silently left out otherwise. */
    static AdminFields of(Http http, Set<String> known) throws IOException, BadRequest {
        if (!(Json.read(http.body()) instanceof ObjectNode object)) {
            throw new BadRequest("The body must be a JSON object.");
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new BadRequest(
                        "'" + (name.length() <= 40 ? name : name.substring(0, 40) + "...") + "' is not known here.");
            }
        }
        return new AdminFields(object);
    }

    /** What the request is about, for the audit trail: names and ids, and never what may be a secret. */
    String target() {
        StringJoiner target = new StringJoiner(" ");
        for (String name : List.of("tenant", "id", "name", "provider", "plan", "call", "transaction")) {
            String value = json.path(name).asText("");
            if (!value.isEmpty()) {
                target.add(name + '=' + value);
            }
        }
        String text = target.toString();
        return text.length() <= 256 ? text : text.substring(0, 256);
    }

    /** A member that must be there, as text; numbers are taken as they are written, never as binary fractions. */
    String text(String name) throws BadRequest {
        return optional(name).orElseThrow(() -> new BadRequest("'" + name + "' must be said."));
    }

    Optional<String> optional(String name) throws BadRequest {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isValueNode() || value.asText().isBlank()) {
            throw new BadRequest("'" + name + "' must be a text that is not blank, or a number.");
        }
        return Optional.of(value.isNumber() ? value.decimalValue().toPlainString() : value.asText());
    }

    Amount amount(String name) throws BadRequest {
        return Amount.of(text(name), House.CREDIT);
    }

    Optional<Instant> instant(String name) throws BadRequest {
        Optional<String> text = optional(name);
        try {
            return text.map(Instant::parse);
        } catch (DateTimeParseException malformed) {
            throw new BadRequest("'" + name + "' must be an instant such as 2026-11-26T08:00:00Z.");
        }
    }

    long number(String name, long otherwise) throws BadRequest {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new BadRequest("'" + name + "' must be a whole number.");
        }
        return value.longValue();
    }

    List<String> list(String name) throws BadRequest {
        JsonNode value = json.path(name);
        List<String> texts = new ArrayList<>();
        if (value.isMissingNode() || value.isNull()) {
            return texts;
        }
        boolean good = value.isArray();
        for (JsonNode element : value) {
            good &= element.isTextual();
            texts.add(element.asText());
        }
        if (!good) {
            throw new BadRequest("'" + name + "' must be a list of texts.");
        }
        return texts;
    }

    Map<String, String> map(String name) throws BadRequest {
        JsonNode value = json.path(name);
        Map<String, String> texts = new LinkedHashMap<>();
        if (value.isMissingNode() || value.isNull()) {
            return texts;
        }
        boolean good = value.isObject();
        for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
            String key = names.next();
            good &= value.path(key).isTextual();
            texts.put(key, value.path(key).asText());
        }
        if (!good) {
            throw new BadRequest("'" + name + "' must be an object of texts.");
        }
        return texts;
    }
}
