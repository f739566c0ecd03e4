// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.embedding;

import static io.weighhouse.gateway.dialect.Dialect.OPENAI;

import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.Inbound;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.metering.call.AbortCause;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Weighhouse as a Spring {@code WebFilter}, in front of whatever sends requests upstream, such as a gateway's route: the
 * asynchronous form.
 *
 * <p>What comes after it finds the call in the exchange's attribute {@link #CALL}.
 */
public final class MeteredWebFilter implements WebFilter {

    /** The exchange attribute that holds the {@link GatewayCall}. */
    public static final String CALL = "io.weighhouse.call";

    private final Gateway gateway;
    private final InstantSource clock;

    /**
     * A filter.
     *
     * @param gateway what meters
     * @param clock the time in headers
     */
    public MeteredWebFilter(Gateway gateway, InstantSource clock) {
        this.gateway = gateway;
        this.clock = clock;
    }

    // [filter]
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return DataBufferUtils.join(exchange.getRequest().getBody(), ChatAsk.MAX_BODY_BYTES)
                .map(MeteredWebFilter::bytes)
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> begun(exchange, chain, body));
    }

    private Mono<Void> begun(ServerWebExchange exchange, WebFilterChain chain, byte[] body) {
        Inbound inbound;
        try {
            inbound = ChatAsk.of(name -> header(exchange, name), body);
        } catch (IllegalArgumentException wrong) {
            return write(exchange.getResponse(), ChatAsk.badRequest(wrong));
        }
        return Mono.fromCompletionStage(() -> gateway.beginAsync(inbound))
                .flatMap(begun -> begun instanceof Begun.Refused refused
                        ? write(exchange.getResponse(), refused.toHttp(OPENAI))
                        : metered(exchange, chain, body, ((Begun.Started) begun).call()));
    }

    private Mono<Void> metered(ServerWebExchange exchange, WebFilterChain chain, byte[] body, GatewayCall call) {
        exchange.getAttributes().put(CALL, call);
        call.headers(OPENAI, clock.instant()).forEach(exchange.getResponse().getHeaders()::set);
        ServerWebExchange weighed = exchange.mutate()
                .request(new ReadBody(exchange, body))
                .response(new WeighedBody(exchange.getResponse(), call))
                .build();
        return chain.filter(weighed)
                .onErrorResume(error -> Mono.fromCompletionStage(() -> call.abortAsync(AbortCause.UPSTREAM_ERROR))
                        .then(Mono.error(error)))
                // Whoever wrote a body has settled it by now, and this changes nothing.
                .then(Mono.fromCompletionStage(() -> call.abortAsync(AbortCause.UNKNOWN)))
                .then()
                .doOnCancel(() -> abort(call));
    }
    // [/filter]

    /** Nobody is there to be told how it went; if the store failed, the hold's expiry settles it. */
    private static void abort(GatewayCall call) {
        Mono.fromCompletionStage(() -> call.abortAsync(AbortCause.CLIENT_GONE))
                .subscribe(settlement -> {}, failure -> {});
    }

    private static String header(ServerWebExchange exchange, String name) {
        String value = exchange.getRequest().getHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static Mono<Void> write(ServerHttpResponse response, HttpAnswer answer) {
        response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
        answer.headers().forEach(response.getHeaders()::set);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    /** A request whose body was read already, and is there to be read again. */
    private static final class ReadBody extends ServerHttpRequestDecorator {

        private final ServerWebExchange exchange;
        private final byte[] body;

        ReadBody(ServerWebExchange exchange, byte[] body) {
            super(exchange.getRequest());
            this.exchange = exchange;
            this.body = body;
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return Flux.defer(
                    () -> Flux.just(exchange.getResponse().bufferFactory().wrap(body)));
        }
    }
}
