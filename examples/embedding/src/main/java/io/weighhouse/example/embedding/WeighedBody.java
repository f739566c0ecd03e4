// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.embedding;

import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.dialect.CostFigures;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Settlement;
import java.nio.charset.StandardCharsets;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Feeds what a handler writes to the call: a stream as it passes, a whole answer once it is whole. */
final class WeighedBody extends ServerHttpResponseDecorator {

    private final GatewayCall call;

    WeighedBody(ServerHttpResponse response, GatewayCall call) {
        super(response);
        this.call = call;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        if (isStream()) {
            return super.writeWith(weighed(body));
        }
        return DataBufferUtils.join(body).map(MeteredWebFilter::bytes).flatMap(this::whole);
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return isStream()
                ? super.writeAndFlushWith(
                        weighed(Flux.from(body).concatMap(part -> part)).map(Mono::just))
                : writeWith(Flux.from(body).concatMap(part -> part));
    }

    private boolean isStream() {
        String type = getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
        return type != null && ChatAsk.isStream(type);
    }

    private boolean isFailed() {
        HttpStatusCode status = getStatusCode();
        return status != null && status.isError();
    }

    /** Everything passes as it comes; after the last of it, the call is settled and its cost is told. */
    private Flux<DataBuffer> weighed(Publisher<? extends DataBuffer> body) {
        Flux<DataBuffer> passing = Flux.<DataBuffer>from(body).map(buffer -> {
            byte[] bytes = MeteredWebFilter.bytes(buffer);
            call.event(bytes);
            return bufferFactory().wrap(bytes);
        });
        return passing.concatWith(ending().map(settlement ->
                bufferFactory().wrap(CostFigures.sseComment(settlement).getBytes(StandardCharsets.UTF_8))));
    }

    private Mono<Void> whole(byte[] body) {
        call.response(body);
        return ending().flatMap(settlement -> {
            byte[] told = isFailed() ? body : CostFigures.into(body, settlement);
            CostFigures.headers(settlement).forEach(getHeaders()::set);
            getHeaders().setContentLength(told.length);
            return super.writeWith(Mono.just(bufferFactory().wrap(told)));
        });
    }

    private Mono<Settlement> ending() {
        return Mono.fromCompletionStage(
                () -> isFailed() ? call.abortAsync(AbortCause.UPSTREAM_ERROR) : call.settleAsync());
    }
}
