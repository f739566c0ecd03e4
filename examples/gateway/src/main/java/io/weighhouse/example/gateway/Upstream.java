// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.keyvault.secret.SecretAccess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The providers, reached over HTTP: the real ones, or the loopback one. */
final class Upstream {

    /** What a caller says to the provider, beside the body. */
    private static final List<String> PASSED_UP = List.of("anthropic-version", "anthropic-beta", "openai-beta");

    private static final String ANTHROPIC_VERSION = "2023-06-01";

    private final HttpClient http;
    private final Providers providers;
    private final Timeouts timeouts;
    private final ScheduledExecutorService alarm;

    Upstream(Executor threads, Providers providers, Timeouts timeouts, ScheduledExecutorService alarm) {
        this.http = HttpClient.newBuilder()
                .executor(threads)
                .connectTimeout(timeouts.connect())
                .build();
        this.providers = providers;
        this.timeouts = timeouts;
        this.alarm = alarm;
    }

    /** Sends a request and waits for the whole answer. */
    UpstreamAnswer send(GatewayCall call, ModelRequest request, Map<String, String> said) {
        CompletableFuture<HttpResponse<byte[]>> answering =
                http.sendAsync(http(call, request, said), HttpResponse.BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> answer = answering.get(timeouts.firstByte().toMillis(), TimeUnit.MILLISECONDS);
            return answer.statusCode() == 200
                    ? new UpstreamAnswer(answer.body(), passedDown(answer.headers()), null)
                    : UpstreamAnswer.failed(UpstreamFailure.of(answer, answer.body()));
        } catch (TimeoutException late) {
            answering.cancel(true);
            return UpstreamAnswer.failed(UpstreamFailure.of(late));
        } catch (ExecutionException broken) {
            return UpstreamAnswer.failed(UpstreamFailure.of(Objects.requireNonNullElse(broken.getCause(), broken)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return UpstreamAnswer.failed(UpstreamFailure.of(interrupted));
        }
    }

    /** Prepares a request whose answer is streamed; it leaves with {@link UpstreamStream#start}. */
    UpstreamStream stream(GatewayCall call, ModelRequest request, Map<String, String> said) {
        return new UpstreamStream(http, () -> http(call, request, said), timeouts.betweenEvents(), alarm);
    }

    /** What of the caller's headers goes upstream. */
    static Map<String, String> passedUp(Http http) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : PASSED_UP) {
            String value = http.header(name);
            if (!value.isEmpty()) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    /** The provider's id of its answer, for those who have to ask there; its limits are not the caller's to see. */
    static Map<String, String> passedDown(HttpHeaders headers) {
        return headers.firstValue("x-request-id")
                .or(() -> headers.firstValue("request-id"))
                .map(id -> Map.of("x-weighhouse-upstream-request-id", id))
                .orElse(Map.of());
    }

    private HttpRequest http(GatewayCall call, ModelRequest request, Map<String, String> said) {
        Api api = request.api();
        URI base = Objects.requireNonNull(providers.find(api.provider()), api.provider())
                .base();
        String key = call.credential().apiKey().text(SecretAccess.get());
        HttpRequest.Builder builder = HttpRequest.newBuilder(base.resolve(request.target()))
                .timeout(timeouts.firstByte())
                .header("content-type", "application/json")
                .header("x-client-request-id", call.requestId())
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.cappedAt(call.maxOutput())));
        said.forEach(builder::setHeader);
        switch (api) {
            case CHAT, RESPONSES, EMBEDDINGS -> builder.header("authorization", "Bearer " + key);
            case GENERATE_CONTENT -> builder.header("x-goog-api-key", key);
            case MESSAGES -> {
                builder.header("x-api-key", key);
                if (!said.containsKey("anthropic-version")) {
                    builder.header("anthropic-version", ANTHROPIC_VERSION);
                }
            }
        }
        return builder.build();
    }
}
