// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.gateway.BodyDigest;
import io.weighhouse.gateway.Inbound;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request to a model: what the gateway must know of its body, and the two things that it changes there.
 *
 * @param api whose request it is
 * @param target the path and query at the provider
 * @param body as it came
 * @param ask what it asks for
 */
@SuppressWarnings("ArrayRecordComponent") // a body, passed on as it is and never compared
record ModelRequest(Api api, String target, byte[] body, Ask ask) {

    /** Which model, at most how much of it, and whether piece by piece. */
    record Ask(Fields fields, String model, OptionalLong maxOutput, boolean stream) {}

    private static final Pattern GEMINI_TARGET =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*):(generateContent|streamGenerateContent)");

    /** Reads a request whose model and wish for a stream are in its body. */
    static ModelRequest parse(Api api, Http http) throws IOException, BadRequest {
        byte[] body = http.body();
        Fields fields = Fields.of(body);
        boolean stream = api != Api.EMBEDDINGS && fields.flag("stream");
        return of(api, http.path(), body, new Ask(fields, fields.text("model"), OptionalLong.empty(), stream));
    }

    /** Reads a request of Google's, whose model and wish for a stream are in its path; null if the path is another. */
    static ModelRequest parseGemini(Http http) throws IOException, BadRequest {
        Matcher target = GEMINI_TARGET.matcher(http.rest());
        if (!target.matches()) {
            throw new BadRequest(404, "There is nothing at this path.");
        }
        boolean stream = target.group(2).startsWith("stream");
        if (stream && !http.query("alt").equals("sse")) {
            throw new BadRequest("A stream must be asked for with alt=sse.");
        }
        byte[] body = http.body();
        Ask ask = new Ask(Fields.of(body), target.group(1), OptionalLong.empty(), stream);
        return of(Api.GENERATE_CONTENT, http.path() + (stream ? "?alt=sse" : ""), body, ask);
    }

    private static ModelRequest of(Api api, String target, byte[] body, Ask ask) throws BadRequest {
        OptionalLong most = ask.fields.positive(api.caps());
        api.bounds().check(ask.fields);
        return new ModelRequest(api, target, body, new Ask(ask.fields, ask.model, most, ask.stream));
    }

    boolean stream() {
        return ask.stream;
    }

    /** What the gateway is asked. */
    Inbound inbound(Http http) throws BadRequest {
        try {
            Inbound inbound = Inbound.of(http.bearer(), http.requestId(), BodyDigest.of(body))
                    .sku(api.provider(), ask.model)
                    .reader(api.reader())
                    .retry(http.retries())
                    .label("endpoint", endpoint());
            if (api.caps().isEmpty()) {
                // No output to hold for: a token of input has at least one byte of the body.
                return inbound.pieces(Usage.of(Meter.INPUT_TOKENS, body.length));
            }
            return ask.maxOutput.isPresent() ? inbound.maxOutput(ask.maxOutput.getAsLong()) : inbound;
        } catch (IllegalArgumentException wrong) {
            throw new BadRequest(String.valueOf(wrong.getMessage()));
        }
    }

    /** The path without the model: there are few of them. */
    private String endpoint() {
        int colon = target.indexOf(':');
        if (api != Api.GENERATE_CONTENT || colon < 0) {
            return target;
        }
        int query = target.indexOf('?');
        return target.substring(colon + 1, query < 0 ? target.length() : query);
    }

    /** The body to send upstream: as it came, but for the cap that was paid for, and the wish for usage in a stream. */
    byte[] cappedAt(long maxOutput) {
        JsonEdit edit = JsonEdit.of(body);
        if (!api.caps().isEmpty()) {
            cap(edit, maxOutput);
        }
        JsonNode told = ask.fields.path("stream_options").path("include_usage");
        if (ask.stream && api.asksForUsage() && !(told.isBoolean() && told.booleanValue())) {
            edit.set("stream_options", "include_usage", "true");
        }
        return edit.bytes();
    }

    private void cap(JsonEdit edit, long maxOutput) {
        boolean said = false;
        for (String name : api.caps()) {
            JsonNode value = ask.fields.at(name);
            if (Fields.isAbsent(value)) {
                continue;
            }
            said = true;
            if (!value.canConvertToLong() || value.longValue() != maxOutput) {
                set(edit, name, maxOutput);
            }
        }
        if (!said) {
            set(edit, api.caps().get(0), maxOutput);
        }
    }

    private static void set(JsonEdit edit, String name, long value) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            edit.set(name, Long.toString(value));
        } else {
            edit.set(name.substring(0, dot), name.substring(dot + 1), Long.toString(value));
        }
    }
}
