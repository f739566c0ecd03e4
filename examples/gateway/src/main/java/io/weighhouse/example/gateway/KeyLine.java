// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyTerms;
import io.weighhouse.keyvault.key.Owner;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A key's record as a line of JSON: everything but the key. */
final class KeyLine {

    private static final int FORMAT = 1;

    private KeyLine() {}

    static String of(KeyRecord record) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("format", FORMAT)
                .put("revision", record.revision())
                .put("tenant", record.owner().tenant())
                .put("team", record.owner().team())
                .put("user", record.owner().user())
                .put("id", record.id().value())
                .put("name", record.name())
                .put("display", record.display())
                .put("hashId", record.hashId())
                .put("digest", record.digest().toByteArray())
                .put("environment", record.environment());
        record.scopes().forEach(json.putArray("scopes")::add);
        record.labels().forEach(json.putObject("labels")::put);
        return json.put("createdAt", record.createdAt().toString())
                .put("expiresAt", text(record.expiresAt()))
                .put("revokedAt", text(record.revokedAt()))
                .toString();
    }

    /** The record of a line; with {@link IllegalArgumentException} or a JSON exception if it is none. */
    static KeyRecord parse(String line) throws JsonProcessingException {
        JsonNode json = Json.MAPPER.readTree(line);
        if (json.path("format").asInt() != FORMAT) {
            throw new IllegalArgumentException("must be 1: format=" + json.path("format"));
        }
        Owner owner = new Owner(text(json, "tenant"), text(json, "team"), text(json, "user"));
        KeyTerms terms =
                new KeyTerms(text(json, "environment"), scopes(json), labels(json), instantOrNull(json, "expiresAt"));
        return KeyRecord.builder(new KeyId(text(json, "id")), owner, digest(json))
                .name(text(json, "name"))
                .terms(terms)
                .display(text(json, "display"))
                .hashId(text(json, "hashId"))
                .createdAt(Instant.parse(text(json, "createdAt")))
                .revokedAt(instantOrNull(json, "revokedAt"))
                .revision(json.required("revision").asLong())
                .build();
    }

    private static KeyDigest digest(JsonNode json) {
        return KeyDigest.ofBytes(Base64.getDecoder().decode(text(json, "digest")));
    }

    private static Set<String> scopes(JsonNode json) {
        Set<String> scopes = new TreeSet<>();
        json.required("scopes").forEach(scope -> scopes.add(scope.asText()));
        return scopes;
    }

    private static Map<String, String> labels(JsonNode json) {
        Map<String, String> labels = new TreeMap<>();
        json.required("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    private static @Nullable Instant instantOrNull(JsonNode json, String name) {
        return json.required(name).isNull() ? null : Instant.parse(text(json, name));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static String text(JsonNode json, String name) {
        return json.required(name).asText();
    }
}
