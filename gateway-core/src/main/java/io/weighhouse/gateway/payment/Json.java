// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** JSON that was received, and JSON that is stored. */
final class Json {

    private static final int MAX_DEPTH = 64;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Json() {}

    /** Reads what was received. The message of a failure has nothing of it. */
    static JsonNode parse(byte[] body) {
        try {
            JsonNode root = MAPPER.readTree(body);
            if (root != null && root.isObject()) {
                return root;
            }
        } catch (IOException notJson) {
            throw new IllegalArgumentException("must be a JSON object: body of " + body.length + " bytes");
        }
        throw new IllegalArgumentException("must be a JSON object: body of " + body.length + " bytes");
    }

    /** Reads what was stored. */
    static JsonNode stored(String body) {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("must be as it was written: record of " + body.length() + " characters");
        }
    }

    static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("must be writable", impossible);
        }
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static ObjectNode object(Consumer<ObjectNode> fields) {
        ObjectNode node = MAPPER.createObjectNode();
        fields.accept(node);
        return node;
    }

    static ObjectNode put(ObjectNode into, String name, String value) {
        return value.isEmpty() ? into : into.put(name, value);
    }

    static void put(ObjectNode into, String name, Optional<Instant> value) {
        value.ifPresent(instant -> into.put(name, instant.toString()));
    }

    static void put(ObjectNode into, String name, Amount value) {
        into.putObject(name)
                .put("minor", value.minor())
                .put("unit", value.unit().toString());
    }

    static String text(JsonNode from, String name) {
        return from.path(name).asText("");
    }

    static Instant instant(JsonNode from, String name) {
        return Instant.parse(from.path(name).asText());
    }

    static Optional<Instant> maybeInstant(JsonNode from, String name) {
        return from.hasNonNull(name) ? Optional.of(instant(from, name)) : Optional.empty();
    }

    static Amount amount(JsonNode from, String name) {
        JsonNode amount = from.path(name);
        return Amount.ofMinor(amount.path("minor").longValue(), Unit.parse(text(amount, "unit")));
    }

    static void put(ObjectNode into, String name, AccountId value) {
        into.putObject(name).put("tenant", value.tenant().value()).put("name", value.name());
    }

    static AccountId account(JsonNode from, String name) {
        JsonNode account = from.path(name);
        return TenantId.of(text(account, "tenant")).account(text(account, "name"));
    }

    static void put(ObjectNode into, String name, @Nullable CustomerAccount value) {
        if (value != null) {
            ObjectNode account = into.putObject(name);
            put(account, "wallet", value.wallet());
            put(account, "clearing", value.clearing());
            put(account, "subscription", value.subscription());
        }
    }

    static @Nullable CustomerAccount customerAccount(JsonNode from, String name) {
        JsonNode account = from.path(name);
        return account.isMissingNode()
                ? null
                : new CustomerAccount(
                        account(account, "wallet"), account(account, "clearing"), text(account, "subscription"));
    }
}
