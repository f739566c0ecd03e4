// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.embedding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.ledger.store.LedgerStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class MeteredWebFilterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Site site = new Site(LedgerStore.inMemory());
    private final MeteredWebFilter filter = new MeteredWebFilter(site.gateway, () -> Site.NOW);

    private MockServerWebExchange exchange(String key, String body) {
        return MockServerWebExchange.from(MockServerHttpRequest.post("/v1/chat/completions")
                .header("authorization", "Bearer " + key)
                .body(body));
    }

    private static DataBuffer buffer(ServerWebExchange exchange, String text) {
        return exchange.getResponse().bufferFactory().wrap(text.getBytes(UTF_8));
    }

    private static Mono<Void> whole(ServerWebExchange exchange) {
        GatewayCall call = exchange.getAttribute(MeteredWebFilter.CALL);
        assertThat(call.maxOutput()).isEqualTo(50);
        exchange.getResponse().getHeaders().setContentType(MediaType.APPLICATION_JSON);
        return exchange.getRequest()
                .getBody()
                .then(exchange.getResponse().writeWith(Mono.just(buffer(exchange, Site.ANSWER))));
    }

    private static Mono<Void> stream(ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
        return response.writeAndFlushWith(Flux.just(Site.EVENTS).map(event -> Mono.just(buffer(exchange, event))));
    }

    private String served(MockServerWebExchange exchange, WebFilterChain chain) {
        filter.filter(exchange, chain).block(PATIENCE);
        return exchange.getResponse().getBodyAsString().block(PATIENCE);
    }

    @Test
    void filter_wholeAnswer_tellsItsCostInHeadersAndUsage() {
        MockServerWebExchange exchange = exchange(site.key, Site.BODY);
        assertThat(served(exchange, MeteredWebFilterTest::whole)).contains("\"usage\":{\"cost\":0.013000,");
        assertThat(exchange.getResponse().getHeaders().getFirst("x-weighhouse-charged"))
                .isEqualTo("0.013000 CREDIT");
        assertThat(site.available()).isEqualTo("9.987000");
    }

    @Test
    void filter_stream_passesAndTellsItsCostInTheLastLine() {
        assertThat(served(exchange(site.key, Site.BODY), MeteredWebFilterTest::stream))
                .isEqualTo(String.join("", Site.EVENTS) + Site.FIGURES);
        assertThat(site.available()).isEqualTo("9.987000");
    }

    @Test
    void filter_upstreamFails_chargesNothing() {
        Mono<Void> failing = filter.filter(
                exchange(site.key, Site.BODY), exchange -> Mono.error(new IllegalStateException("upstream")));
        assertThat(failing.onErrorComplete().materialize().block(PATIENCE).isOnComplete())
                .isTrue();
        served(exchange(site.key, Site.BODY), exchange -> {
            exchange.getResponse().setStatusCode(HttpStatus.BAD_GATEWAY);
            return exchange.getResponse().writeWith(Mono.just(buffer(exchange, "{}")));
        });
        served(exchange(site.key, Site.BODY), exchange -> exchange.getResponse().setComplete());
        assertThat(site.available()).isEqualTo("10.000000");
        assertThat(site.held()).isEqualTo("0.000000");
    }

    @Test
    void filter_clientGoes_settlesWhatWasDelivered() {
        Disposable reading = filter.filter(exchange(site.key, Site.BODY), exchange -> {
                    exchange.getResponse().getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
                    Flux<DataBuffer> endless =
                            Flux.just(buffer(exchange, Site.EVENTS[0])).concatWith(Flux.never());
                    return exchange.getResponse().writeWith(endless);
                })
                .subscribe();
        assertThat(site.held()).isNotEqualTo("0.000000");
        reading.dispose();
        assertThat(site.held()).isEqualTo("0.000000");
        assertThat(site.available()).as("12 tokens in and 2 out").isEqualTo("9.984000");
    }

    @Test
    void filter_refusals_areAnsweredInTheDialect() {
        MockServerWebExchange stranger = exchange("wh_sk_nobody", Site.BODY);
        assertThat(served(stranger, MeteredWebFilterTest::whole)).contains("INVALID_API_KEY");
        assertThat(stranger.getResponse().getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
        MockServerWebExchange wrong = exchange(site.key, "{}");
        served(wrong, MeteredWebFilterTest::whole);
        assertThat(wrong.getResponse().getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
    }
}
