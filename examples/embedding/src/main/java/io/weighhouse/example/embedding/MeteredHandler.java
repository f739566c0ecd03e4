// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.embedding;

import static io.weighhouse.gateway.dialect.Dialect.OPENAI;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.Inbound;
import io.weighhouse.gateway.dialect.CostFigures;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Settlement;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Weighhouse in a Netty pipeline, between {@code HttpObjectAggregator} and what sends requests upstream: the asynchronous
 * form. The event loop never waits.
 *
 * <p>What comes after it finds the call in the channel's attribute {@link #CALL}. One request at a time: a second one on a
 * connection that has not been answered yet closes it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells how a write went through the promise.
public final class MeteredHandler extends ChannelDuplexHandler {

    /** The channel attribute that holds the {@link GatewayCall}. */
    public static final AttributeKey<GatewayCall> CALL = AttributeKey.valueOf("io.weighhouse.call");

    private final Gateway gateway;
    private final InstantSource clock;

    /* Touched by the event loop alone. */
    private @Nullable GatewayCall call;
    private boolean busy;
    private boolean stream;
    private boolean failed;

    /**
     * A handler for one channel.
     *
     * @param gateway what meters
     * @param clock the time in headers
     */
    public MeteredHandler(Gateway gateway, InstantSource clock) {
        this.gateway = gateway;
        this.clock = clock;
    }

    // [begin]
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        FullHttpRequest request = (FullHttpRequest) message;
        if (busy) {
            request.release();
            context.close();
            return;
        }
        busy = true;
        Inbound inbound;
        try {
            byte[] body = ByteBufUtil.getBytes(request.content());
            inbound = ChatAsk.of(name -> request.headers().get(name, ""), body);
        } catch (IllegalArgumentException wrong) {
            request.release();
            write(context, ChatAsk.badRequest(wrong));
            return;
        }
        onLoop(context, gateway.beginAsync(inbound), (begun, failure) -> {
            if (begun instanceof Begun.Started started && context.channel().isActive()) {
                call = started.call();
                context.channel().attr(CALL).set(call);
                context.fireChannelRead(request);
                return;
            }
            request.release();
            if (begun instanceof Begun.Started started) {
                end(context, started.call().abortAsync(AbortCause.CLIENT_GONE));
            } else if (begun instanceof Begun.Refused refused) {
                write(context, refused.toHttp(OPENAI));
            } else {
                context.close();
            }
        });
    }

    /** Comes back to the event loop, from whatever thread the stage ends on. */
    private static <T> void onLoop(
            ChannelHandlerContext context,
            CompletionStage<T> stage,
            BiConsumer<@Nullable T, @Nullable Throwable> next) {
        stage.whenComplete((value, failure) -> {
            if (context.executor().inEventLoop()) {
                next.accept(value, failure);
            } else {
                context.executor().execute(() -> next.accept(value, failure));
            }
        });
    }
    // [/begin]

    // [write]
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        GatewayCall metered = call;
        if (metered == null) {
            context.write(message, promise);
            return;
        }
        if (message instanceof HttpResponse response) {
            stream = ChatAsk.isStream(response.headers().get(HttpHeaderNames.CONTENT_TYPE, ""));
            failed = response.status().code() >= HttpResponseStatus.BAD_REQUEST.code();
            metered.headers(OPENAI, clock.instant()).forEach(response.headers()::set);
        }
        if (message instanceof FullHttpResponse whole) {
            endWhole(context, metered, whole, promise);
        } else if (message instanceof HttpContent part) {
            part(context, metered, part, promise);
        } else {
            context.write(message, promise);
        }
    }

    /** What a whole answer cost goes into its headers and its usage, so it waits for the settlement. */
    private void endWhole(
            ChannelHandlerContext context, GatewayCall metered, FullHttpResponse whole, ChannelPromise promise) {
        byte[] body = ByteBufUtil.getBytes(whole.content());
        metered.response(body);
        onLoop(context, ending(metered), (settlement, failure) -> {
            over(context);
            if (settlement == null || failed) {
                context.writeAndFlush(whole, promise);
                return;
            }
            ByteBuf told = Unpooled.wrappedBuffer(CostFigures.into(body, settlement));
            FullHttpResponse answer = whole.replace(told);
            whole.release();
            CostFigures.headers(settlement).forEach(answer.headers()::set);
            answer.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, told.readableBytes());
            context.writeAndFlush(answer, promise);
        });
    }

    /** Of a stream only the last line waits; everything before it passes as it comes. */
    private void part(ChannelHandlerContext context, GatewayCall metered, HttpContent part, ChannelPromise promise) {
        byte[] bytes = ByteBufUtil.getBytes(part.content());
        metered.event(bytes);
        if (!(part instanceof LastHttpContent)) {
            context.write(part, promise);
            return;
        }
        onLoop(context, ending(metered), (settlement, failure) -> {
            over(context);
            if (settlement != null && stream && !failed) {
                byte[] figures = CostFigures.sseComment(settlement).getBytes(StandardCharsets.UTF_8);
                context.write(part.replace(Unpooled.wrappedBuffer(bytes, figures)), promise);
                part.release();
                context.flush();
            } else {
                context.writeAndFlush(part, promise);
            }
        });
    }
    // [/write]

    private CompletionStage<Settlement> ending(GatewayCall metered) {
        return failed ? metered.abortAsync(AbortCause.UPSTREAM_ERROR) : metered.settleAsync();
    }

    private void over(ChannelHandlerContext context) {
        call = null;
        busy = false;
        context.channel().attr(CALL).set(null);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        GatewayCall cut = call;
        if (cut != null) {
            end(context, cut.abortAsync(AbortCause.CLIENT_GONE));
        }
        context.fireChannelInactive();
    }

    /** Nobody is there to be told how it went; if the store failed, the hold's expiry settles it. */
    private void end(ChannelHandlerContext context, CompletionStage<Settlement> settled) {
        onLoop(context, settled, (settlement, failure) -> over(context));
    }

    private void write(ChannelHandlerContext context, HttpAnswer answer) {
        ByteBuf body = Unpooled.copiedBuffer(answer.body(), StandardCharsets.UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
        answer.headers().forEach(response.headers()::set);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        busy = false;
        ChannelFuture written = context.writeAndFlush(response);
        written.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
