// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static io.weighhouse.example.gateway.Answers.UPSTREAM_FAILED;
import static io.weighhouse.gateway.dialect.CostFigures.sseComment;
import static io.weighhouse.gateway.dialect.Dialect.OPENAI;
import static io.weighhouse.metering.call.AbortCause.CLIENT_GONE;
import static io.weighhouse.metering.call.AbortCause.UPSTREAM_ERROR;

import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.BodyDigest;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.Inbound;
import io.weighhouse.gateway.dialect.CostFigures;
import java.io.IOException;

/**
 * {@code POST /v1/chat/completions}: the metered route, once in the blocking form and once in the asynchronous one.
 *
 * <p>Both are all that an embedder writes: begin, send upstream, feed what comes back, settle or abort.
 */
final class ChatRoute {

    private final Gateway gateway;
    private final Upstream upstream;

    ChatRoute(Gateway gateway, Upstream upstream) {
        this.gateway = gateway;
        this.upstream = upstream;
    }

    void serve(Http http) throws IOException, BadRequest {
        byte[] body = http.body();
        ChatRequest request = ChatRequest.parse(body);
        Inbound inbound = inbound(http, request, body);
        if (request.stream()) {
            stream(http, request, inbound);
        } else {
            answer(http, request, inbound);
        }
    }

    private static Inbound inbound(Http http, ChatRequest request, byte[] body) throws BadRequest {
        try {
            Inbound inbound = Inbound.of(http.bearer(), http.requestId(), BodyDigest.of(body))
                    .sku("openai", request.model())
                    .label("endpoint", http.path());
            return request.maxOutput().isPresent()
                    ? inbound.maxOutput(request.maxOutput().getAsLong())
                    : inbound;
        } catch (IllegalArgumentException wrong) {
            throw new BadRequest(String.valueOf(wrong.getMessage()));
        }
    }

    // [blocking]
    private void answer(Http http, ChatRequest request, Inbound inbound) throws UpstreamFailed {
        Begun begun = gateway.begin(inbound);
        if (begun instanceof Begun.Refused refused) {
            http.write(refused.toHttp(OPENAI));
            return;
        }
        // Left without settle(), a call is aborted: nothing delivered, nothing charged.
        try (GatewayCall call = ((Begun.Started) begun).call()) {
            byte[] answer = upstream.send(call.credential(), request.cappedAt(call.maxOutput()));
            call.response(answer);
            http.pass(answer, call.requestId(), CostFigures.headers(call.settle()));
        }
    }
    // [/blocking]

    // [async]
    private void stream(Http http, ChatRequest request, Inbound inbound) {
        http.when(gateway.beginAsync(inbound), begun -> {
            if (begun instanceof Begun.Refused refused) {
                http.write(refused.toHttp(OPENAI));
                return;
            }
            GatewayCall call = ((Begun.Started) begun).call();
            upstream.stream(call.credential(), request.cappedAt(call.maxOutput()))
                    .onStart(() -> http.startStream(call.requestId()))
                    .onEvent(bytes -> {
                        call.event(bytes);
                        http.send(bytes);
                    })
                    .onFailure(error -> http.when(call.abortAsync(UPSTREAM_ERROR), s -> http.fail(UPSTREAM_FAILED)))
                    .onCancel(() -> http.when(call.abortAsync(CLIENT_GONE), s -> http.close()))
                    .onComplete(() -> http.when(call.settleAsync(), s -> http.end(sseComment(s))))
                    .start();
        });
    }
    // [/async]
}
