// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer, handed on as it comes.
 *
 * <p>It ends in one of three ways: complete, failed (the provider), cancelled (the one who takes the events threw {@link
 * UncheckedIOException}, because the client is gone).
 */
final class UpstreamStream implements Flow.Subscriber<List<ByteBuffer>> {

    private final HttpClient http;
    private final Supplier<HttpRequest> request;

    private Runnable onStart = () -> {};
    private Consumer<byte[]> onEvent = bytes -> {};
    private Consumer<Throwable> onFailure = failure -> {};
    private Runnable onCancel = () -> {};
    private Runnable onComplete = () -> {};
    private Flow.Subscription subscription = new NoSubscription();
    private boolean cancelled;

    UpstreamStream(HttpClient http, Supplier<HttpRequest> request) {
        this.http = http;
        this.request = request;
    }

    UpstreamStream onStart(Runnable action) {
        this.onStart = action;
        return this;
    }

    UpstreamStream onEvent(Consumer<byte[]> action) {
        this.onEvent = action;
        return this;
    }

    UpstreamStream onFailure(Consumer<Throwable> action) {
        this.onFailure = action;
        return this;
    }

    UpstreamStream onCancel(Runnable action) {
        this.onCancel = action;
        return this;
    }

    UpstreamStream onComplete(Runnable action) {
        this.onComplete = action;
        return this;
    }

    /** Sends the request; from now on the callbacks come. */
    void start() {
        try {
            CompletableFuture<?> unused = http.sendAsync(request.get(), HttpResponse.BodyHandlers.ofPublisher())
                    .whenComplete(this::answered);
        } catch (RuntimeException unsendable) {
            // Such as a provider key that no header can hold.
            onFailure.accept(unsendable);
        }
    }

    private void answered(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response, @Nullable Throwable failure) {
        if (failure != null) {
            onFailure.accept(failure);
        } else if (response.statusCode() != 200) {
            response.body().subscribe(new Discard());
            onFailure.accept(new UpstreamFailed("the provider answered " + response.statusCode()));
        } else {
            response.body().subscribe(this);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        guarded(onStart);
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            guarded(() -> onEvent.accept(bytes));
        }
        subscription.request(1);
    }

    /** Runs what talks to the client; when that is gone or fails, the provider need not go on either. */
    private void guarded(Runnable action) {
        if (cancelled) {
            return;
        }
        try {
            action.run();
        } catch (UncheckedIOException clientGone) {
            cancel();
            onCancel.run();
        } catch (RuntimeException broken) {
            cancel();
            onFailure.accept(broken);
        }
    }

    private void cancel() {
        cancelled = true;
        subscription.cancel();
    }

    @Override
    public void onError(Throwable failure) {
        if (!cancelled) {
            onFailure.accept(failure);
        }
    }

    @Override
    public void onComplete() {
        if (!cancelled) {
            onComplete.run();
        }
    }

    private static final class NoSubscription implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }

    /** Lets an answer go that nobody reads, so that its connection is free again. */
    private static final class Discard implements Flow.Subscriber<List<ByteBuffer>> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }
}
