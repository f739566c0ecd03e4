// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Questions to a request's JSON; what does not hold is a {@link BadRequest} that names the field. */
record Fields(ObjectNode json) {

    static Fields of(byte[] body) throws BadRequest {
        if (!(Json.read(body) instanceof ObjectNode object)) {
            throw new BadRequest("The body must be a JSON object.");
        }
        require(isUtf8(body), "The body must be UTF-8, without a byte order mark.");
        return new Fields(object);
    }

    /** Whether an object begins right away and in single bytes: Jackson takes UTF-16 and UTF-32 too, upstream nobody does. */
    private static boolean isUtf8(byte[] object) {
        int at = 0;
        while (object[at] == ' ' || object[at] == '\t' || object[at] == '\n' || object[at] == '\r') {
            at++;
        }
        return object[at] == '{' && object[at + 1] != 0;
    }

    JsonNode path(String name) {
        return json.path(name);
    }

    /** A text that must be there and not be blank. */
    String text(String name) throws BadRequest {
        JsonNode value = json.path(name);
        require(value.isTextual() && !value.textValue().isBlank(), "'" + name + "' must be a non-empty string.");
        return value.textValue();
    }

    boolean flag(String name) throws BadRequest {
        JsonNode value = json.path(name);
        require(isAbsent(value) || value.isBoolean(), "'" + name + "' must be true or false.");
        return value.asBoolean();
    }

    void list(String name) throws BadRequest {
        JsonNode value = json.path(name);
        require(value.isArray() && !value.isEmpty(), "'" + name + "' must be a non-empty array.");
    }

    void object(String name) throws BadRequest {
        JsonNode value = json.path(name);
        require(isAbsent(value) || value.isObject(), "'" + name + "' must be an object.");
    }

    /** The first of these numbers that is said. */
    OptionalLong positive(List<String> names) throws BadRequest {
        for (String name : names) {
            JsonNode value = at(name);
            if (!isAbsent(value)) {
                require(
                        value.isIntegralNumber() && value.canConvertToInt() && value.intValue() > 0,
                        "'" + name + "' must be a positive integer.");
                return OptionalLong.of(value.intValue());
            }
        }
        return OptionalLong.empty();
    }

    /** A member, or a member of a member: {@code generationConfig.maxOutputTokens}. */
    JsonNode at(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? json.path(name) : json.path(name.substring(0, dot)).path(name.substring(dot + 1));
    }

    void none(Set<String> names) throws BadRequest {
        for (Iterator<String> fields = json.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            require(!names.contains(field) || json.path(field).isNull(), "'" + field + "' is not offered here.");
        }
    }

    /** One, where a request may ask for several answers. */
    void one(String name) throws BadRequest {
        JsonNode n = at(name);
        require(isAbsent(n) || (n.isIntegralNumber() && n.asText().equals("1")), "'" + name + "' must be 1.");
    }

    /** Absent or one of these. */
    void among(String name, List<String> words) throws BadRequest {
        JsonNode value = json.path(name);
        require(
                isAbsent(value) || words.contains(value.asText()),
                "'" + name + "' must be " + String.join(" or ", words) + '.');
    }

    /** A list of nothing but these words, in upper or lower case. */
    void only(String name, String word) throws BadRequest {
        for (JsonNode each : at(name)) {
            require(each.asText().equalsIgnoreCase(word), "'" + name + "' may be text only.");
        }
    }

    static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    static void require(boolean holds, String otherwise) throws BadRequest {
        if (!holds) {
            throw new BadRequest(otherwise);
        }
    }
}
