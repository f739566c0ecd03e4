// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.embedding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import io.weighhouse.testkit.SimulatedFiles;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The asynchronous form on a real event loop of one thread, over a journal whose disk waits when it is told to. */
class MeteredHandlerTest {

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final HttpClient client = HttpClient.newHttpClient();
    private final HeldFiles files = new HeldFiles(new SimulatedFiles(1));
    private final Site site = new Site(JournalStore.open(files, JournalOptions.usual()));
    private final EventLoop loop = group.next();
    private Channel server = new EmbeddedChannel();

    /** What the embedder had before, with an upstream of its own. */
    @SuppressWarnings("FutureReturnValueIgnored") // What cannot be written shows at the client.
    private static final class Proxy extends SimpleChannelInboundHandler<FullHttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            GatewayCall call = context.channel().attr(MeteredHandler.CALL).get();
            assertThat(call.maxOutput()).isEqualTo(50);
            switch (request.headers().get("x-upstream", "")) {
                case "stream" -> stream(context);
                case "broken" -> context.writeAndFlush(whole(HttpResponseStatus.BAD_GATEWAY, "{}"));
                case "cut" -> context.close();
                default -> context.writeAndFlush(whole(HttpResponseStatus.OK, Site.ANSWER));
            }
        }

        private static FullHttpResponse whole(HttpResponseStatus status, String body) {
            FullHttpResponse response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, UTF_8));
            HttpUtil.setContentLength(response, response.content().readableBytes());
            return response;
        }

        private static void stream(ChannelHandlerContext context) {
            DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            head.headers().set("content-type", "text/event-stream");
            HttpUtil.setTransferEncodingChunked(head, true);
            context.write(head);
            context.writeAndFlush(new DefaultHttpContent(Unpooled.copiedBuffer(Site.EVENTS[0], UTF_8)));
            context.write(new DefaultHttpContent(Unpooled.copiedBuffer(Site.EVENTS[1], UTF_8)));
            context.writeAndFlush(new DefaultLastHttpContent(Unpooled.copiedBuffer(Site.EVENTS[2], UTF_8)));
        }
    }

    @BeforeEach
    void start() throws InterruptedException {
        server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(ChatAsk.MAX_BODY_BYTES))
                                .addLast(new MeteredHandler(site.gateway, () -> Site.NOW))
                                .addLast(new Proxy());
                    }
                })
                .bind("localhost", 0)
                .sync()
                .channel();
    }

    @AfterEach
    void stop() throws InterruptedException {
        files.letAllGo();
        server.close().sync();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        site.ledger.close();
    }

    private CompletableFuture<HttpResponse<String>> post(String key, String upstream, String body) {
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/chat/completions"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("authorization", "Bearer " + key)
                .header("x-upstream", upstream)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> answer(CompletableFuture<HttpResponse<String>> response)
            throws InterruptedException, ExecutionException, TimeoutException {
        return response.get(30, TimeUnit.SECONDS);
    }

    @Test
    void handler_diskThatWaits_neverHoldsUpTheLoop() throws InterruptedException, ExecutionException, TimeoutException {
        answer(post(site.key, "whole", Site.BODY));
        long waited = waits();
        files.hold();
        CompletableFuture<HttpResponse<String>> response = post(site.key, "whole", Site.BODY);
        files.awaitForce();
        otherTasksRun();
        assertThat(response).as("its hold is not on the disk").isNotDone();
        files.letOneGo();
        files.awaitForce();
        otherTasksRun();
        assertThat(response).as("its settlement is not on the disk").isNotDone();
        files.letOneGo();
        assertThat(answer(response).headers().firstValue("x-weighhouse-charged"))
                .contains("0.013000 CREDIT");
        assertThat(waits())
                .as("how often the loop's thread has waited for another")
                .isEqualTo(waited);
    }

    /** A hundred tasks one after the other, while a call waits for the disk. */
    private void otherTasksRun() throws InterruptedException, ExecutionException, TimeoutException {
        for (int i = 0; i < 100; i++) {
            loop.submit(() -> {}).get(30, TimeUnit.SECONDS);
        }
    }

    /** Selecting is no waiting here: the virtual machine counts monitors and parking. */
    private long waits() throws InterruptedException, ExecutionException, TimeoutException {
        long id = loop.submit(() -> Thread.currentThread().getId()).get(30, TimeUnit.SECONDS);
        ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(id);
        return info.getWaitedCount();
    }

    @Test
    void handler_manyCallsOnOneLoop_areAllSettled() throws InterruptedException, ExecutionException, TimeoutException {
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            responses.add(post(site.key, i % 2 == 0 ? "whole" : "stream", Site.BODY));
        }
        for (CompletableFuture<HttpResponse<String>> response : responses) {
            assertThat(answer(response).statusCode()).isEqualTo(200);
        }
        assertThat(site.held()).isEqualTo("0.000000");
        assertThat(site.available()).as("60 at 0.013").isEqualTo("9.220000");
    }

    @Test
    void handler_stream_passesAndTellsItsCostInTheLastLine()
            throws InterruptedException, ExecutionException, TimeoutException {
        HttpResponse<String> response = answer(post(site.key, "stream", Site.BODY));
        assertThat(response.body()).isEqualTo(String.join("", Site.EVENTS) + Site.FIGURES);
        assertThat(site.available()).isEqualTo("9.987000");
    }

    @Test
    void handler_wholeAnswer_hasItsCostInHeadersAndUsage()
            throws InterruptedException, ExecutionException, TimeoutException {
        HttpResponse<String> response = answer(post(site.key, "whole", Site.BODY));
        assertThat(response.body()).contains("\"usage\":{\"cost\":0.013000,");
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void handler_upstreamFailsOrIsCut_chargesNothing()
            throws InterruptedException, ExecutionException, TimeoutException {
        assertThat(answer(post(site.key, "broken", Site.BODY)).statusCode()).isEqualTo(502);
        assertThat(post(site.key, "cut", Site.BODY)).failsWithin(30, TimeUnit.SECONDS);
        otherTasksRun();
        assertThat(site.available()).isEqualTo("10.000000");
    }

    @Test
    void handler_refusals_areAnsweredInTheDialect() throws InterruptedException, ExecutionException, TimeoutException {
        assertThat(answer(post("wh_sk_nobody", "whole", Site.BODY)).statusCode())
                .isEqualTo(401);
        assertThat(answer(post(site.key, "whole", "{}")).statusCode()).isEqualTo(400);
        assertThat(answer(post(site.key, "whole", "{\"model\":\"small\",\"max_tokens\":100000}"))
                        .statusCode())
                .isEqualTo(402);
    }
}
