// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes single members of a JSON object and leaves every other byte as it came: the order of members, white space, numbers
 * that no double holds.
 *
 * <p>Members of the object and of the objects right in it can be set: {@code max_tokens} and {@code
 * generationConfig.maxOutputTokens}. Setting one twice keeps the last.
 */
final class JsonEdit {

    private final byte[] json;
    private final Map<String, Span> members = new HashMap<>();
    private final Map<String, Integer> openings = new HashMap<>();
    /** What replaces what, by where that begins. */
    private final TreeMap<Integer, Patch> patches = new TreeMap<>();

    private record Span(int from, int to, boolean object) {}

    private record Patch(int to, String text) {}

    private JsonEdit(byte[] json) {
        this.json = json;
    }

    /** Finds the members of a body that {@link Fields#of} has taken for an object. */
    static JsonEdit of(byte[] json) {
        JsonEdit edit = new JsonEdit(json);
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            parser.nextToken();
            edit.scan(parser, "");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return edit;
    }

    /** The parser is at the object's start; at the end it is at its end. */
    private void scan(JsonParser parser, String prefix) throws IOException {
        openings.put(prefix, (int) parser.currentLocation().getByteOffset());
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = prefix + parser.currentName();
            JsonToken value = parser.nextToken();
            int from = (int) parser.currentTokenLocation().getByteOffset();
            boolean object = value == JsonToken.START_OBJECT;
            if (object && prefix.isEmpty()) {
                scan(parser, name + '.');
            } else {
                parser.skipChildren();
                parser.finishToken();
            }
            members.put(name, new Span(from, (int) parser.currentLocation().getByteOffset(), object));
        }
    }

    /** Gives a member a value, said as JSON; where it is not there yet, it becomes the object's first. */
    JsonEdit set(String name, String value) {
        Span there = members.get(name);
        if (there == null) {
            add("", name, value);
        } else {
            patches.put(there.from, new Patch(there.to, value));
        }
        return this;
    }

    /** Gives a member of an object in the object a value; the object is made where there is none. */
    JsonEdit set(String object, String name, String value) {
        Span there = members.get(object + '.' + name);
        Span parent = members.get(object);
        if (there != null) {
            patches.put(there.from, new Patch(there.to, value));
        } else if (parent != null && parent.object) {
            add(object + '.', name, value);
        } else {
            set(object, "{\"" + name + "\":" + value + '}');
        }
        return this;
    }

    private void add(String prefix, String name, String value) {
        int opening = Objects.requireNonNull(openings.get(prefix));
        boolean empty = members.keySet().stream().noneMatch(member -> isIn(prefix, member));
        @Nullable Patch before = patches.get(opening);
        String text = '"' + name + "\":" + value + (empty && before == null ? "" : ",");
        patches.put(opening, new Patch(opening, before == null ? text : text + before.text));
    }

    private static boolean isIn(String prefix, String member) {
        return prefix.isEmpty() || member.startsWith(prefix);
    }

    /** The body with its changes. */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 64);
        int at = 0;
        for (Map.Entry<Integer, Patch> patch : patches.entrySet()) {
            out.write(json, at, patch.getKey() - at);
            out.writeBytes(patch.getValue().text.getBytes(StandardCharsets.UTF_8));
            at = patch.getValue().to;
        }
        out.write(json, at, json.length - at);
        return out.toByteArray();
    }
}
