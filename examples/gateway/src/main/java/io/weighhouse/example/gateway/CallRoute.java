// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static io.weighhouse.metering.call.AbortCause.CLIENT_GONE;

import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.Inbound;
import io.weighhouse.gateway.dialect.CostFigures;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.metering.call.Settlement;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metered route of every API, once in the blocking form and once in the asynchronous one.
 *
 * <p>Both are all that an embedder writes: begin, send upstream, feed what comes back, settle or abort.
 */
final class CallRoute {

    private final Gateway gateway;
    private final Upstream upstream;
    private final OpenCalls open;

    CallRoute(Gateway gateway, Upstream upstream, OpenCalls open) {
        this.gateway = gateway;
        this.upstream = upstream;
        this.open = open;
    }

    /** The route of an API whose requests name the model in their body. */
    Routes.Route of(Api api) {
        return http -> serve(http, ModelRequest.parse(api, http));
    }

    /** The route of Google's API, whose requests name the model in their path. */
    void gemini(Http http) throws IOException, BadRequest {
        serve(http, ModelRequest.parseGemini(http));
    }

    private void serve(Http http, ModelRequest request) throws BadRequest {
        Inbound inbound = request.inbound(http);
        if (request.stream()) {
            stream(http, request, inbound);
        } else {
            answer(http, request, inbound);
        }
    }

    // [blocking]
    private void answer(Http http, ModelRequest request, Inbound inbound) {
        Dialect dialect = http.dialect();
        Begun begun = gateway.begin(inbound);
        if (begun instanceof Begun.Refused refused) {
            http.write(refused.toHttp(dialect));
            return;
        }
        // Left without settle(), a call is aborted: nothing delivered, nothing charged.
        try (GatewayCall call = ((Begun.Started) begun).call()) {
            open.add(call, http);
            UpstreamAnswer answer = upstream.send(call, request, Upstream.passedUp(http));
            if (answer.failure() != null) {
                call.abort(answer.failure().cause());
                http.write(answer.failure().toHttp(call, dialect));
                return;
            }
            call.response(answer.body());
            http.write(200, headers(call, answer, dialect, call.settle()), answer.body());
        }
    }
    // [/blocking]

    // [async]
    private void stream(Http http, ModelRequest request, Inbound inbound) {
        Dialect dialect = http.dialect();
        http.when(gateway.beginAsync(inbound), begun -> {
            if (begun instanceof Begun.Refused refused) {
                http.write(refused.toHttp(dialect));
                return;
            }
            GatewayCall call = ((Begun.Started) begun).call();
            open.add(call, http);
            upstream.stream(call, request, Upstream.passedUp(http))
                    .onStart(theirs -> http.startStream(theirs, call.headers(dialect, Instant.now())))
                    .onEvent(bytes -> {
                        call.event(bytes);
                        http.send(bytes);
                    })
                    .onFailure(failure -> http.when(
                            call.abortAsync(failure.cause()),
                            settled -> http.fail(
                                    failure.toHttp(call, dialect), call.errorEvent(dialect, failure.cause()))))
                    .onCancel(() -> http.when(call.abortAsync(CLIENT_GONE), settled -> http.close()))
                    .onComplete(
                            () -> http.when(call.settleAsync(), settled -> http.end(CostFigures.sseComment(settled))))
                    .start();
        });
    }
    // [/async]

    private static Map<String, String> headers(
            GatewayCall call, UpstreamAnswer answer, Dialect dialect, Settlement settlement) {
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        headers.putAll(call.headers(dialect, Instant.now()));
        headers.putAll(CostFigures.headers(settlement));
        headers.put("content-type", "application/json");
        return headers;
    }
}
