// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.metering.call.AbortCause;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The provider refused, failed, or was not heard of in time.
 *
 * @param cause what the call is aborted with
 * @param said what the provider answered, null if it answered nothing that can be passed on
 */
record UpstreamFailure(AbortCause cause, @Nullable HttpAnswer said) {

    private static final List<String> PASSED_ON = List.of("retry-after", "retry-after-ms", "x-should-retry");
    private static final int MOST_PASSED_ON = 64 << 10;

    /** The provider cannot be reached, broke off, or is too slow. */
    static UpstreamFailure of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean late = cause instanceof HttpTimeoutException || cause instanceof TimeoutException;
        return new UpstreamFailure(late ? AbortCause.UPSTREAM_TIMEOUT : AbortCause.UPSTREAM_ERROR, null);
    }

    /** The provider answered with an error. */
    static UpstreamFailure of(HttpResponse<?> answer, byte[] body) {
        String contentType = answer.headers().firstValue("content-type").orElse("");
        boolean presentable = contentType.startsWith("application/json")
                && answer.statusCode() >= 400
                && body.length > 0
                && body.length <= MOST_PASSED_ON;
        if (!presentable) {
            return new UpstreamFailure(AbortCause.UPSTREAM_ERROR, null);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", contentType);
        for (String name : PASSED_ON) {
            answer.headers().firstValue(name).ifPresent(value -> headers.put(name, value));
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return new UpstreamFailure(AbortCause.UPSTREAM_ERROR, new HttpAnswer(answer.statusCode(), headers, text));
    }

    /** What the caller is told: the provider's own words, unless they are about the platform's key or its account. */
    HttpAnswer toHttp(GatewayCall call, Dialect dialect) {
        if (said == null) {
            return call.failure(dialect, cause);
        }
        boolean ours = said.status() == 401 || said.status() == 402 || said.status() == 403;
        if (ours && call.payer() == Payer.PLATFORM) {
            return call.failure(dialect, cause);
        }
        Map<String, String> headers = new LinkedHashMap<>(said.headers());
        headers.put("x-request-id", call.requestId());
        return new HttpAnswer(said.status(), headers, said.body());
    }
}
