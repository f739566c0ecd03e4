// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer, handed on as it comes.
 *
 * <p>It ends in one of three ways: complete, failed (the provider, or it kept quiet for too long), cancelled (the one who
 * takes the events threw {@link UncheckedIOException}, because the client is gone).
 */
final class UpstreamStream implements Flow.Subscriber<List<ByteBuffer>> {

    private final HttpClient http;
    private final Supplier<HttpRequest> request;
    private final long quietNanos;
    private final ScheduledExecutorService alarm;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Consumer<Map<String, String>> onStart = headers -> {};
    private Consumer<byte[]> onEvent = bytes -> {};
    private Consumer<UpstreamFailure> onFailure = failure -> {};
    private Runnable onCancel = () -> {};
    private Runnable onComplete = () -> {};
    private Map<String, String> headers = Map.of();
    private volatile Flow.Subscription subscription = new NoSubscription();
    private volatile long heardAtNanos;
    private volatile @Nullable Future<?> watching;
    /** Whether the one who takes the events is at it: then the client is slow, and not the provider. */
    private volatile boolean handing;

    UpstreamStream(HttpClient http, Supplier<HttpRequest> request, Duration quiet, ScheduledExecutorService alarm) {
        this.http = http;
        this.request = request;
        this.quietNanos = quiet.toNanos();
        this.alarm = alarm;
    }

    /** Takes the headers that are passed on. */
    UpstreamStream onStart(Consumer<Map<String, String>> action) {
        this.onStart = action;
        return this;
    }

    UpstreamStream onEvent(Consumer<byte[]> action) {
        this.onEvent = action;
        return this;
    }

    UpstreamStream onFailure(Consumer<UpstreamFailure> action) {
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
            fail(UpstreamFailure.of(unsendable));
        }
    }

    private void answered(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response, @Nullable Throwable failure) {
        if (failure != null) {
            fail(UpstreamFailure.of(failure));
        } else if (response.statusCode() != 200) {
            HttpResponse.BodySubscriber<byte[]> error = HttpResponse.BodySubscribers.ofByteArray();
            response.body().subscribe(error);
            CompletionStage<byte[]> whole =
                    error.getBody().toCompletableFuture().orTimeout(quietNanos, TimeUnit.NANOSECONDS);
            whole.whenComplete((body, broken) ->
                    fail(broken == null ? UpstreamFailure.of(response, body) : UpstreamFailure.of(broken)));
        } else {
            headers = Upstream.passedDown(response.headers());
            response.body().subscribe(this);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        handed(() -> onStart.accept(headers));
        heardAtNanos = System.nanoTime();
        watch(quietNanos);
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            handed(() -> onEvent.accept(bytes));
        }
        heardAtNanos = System.nanoTime();
        subscription.request(1);
    }

    /** Runs what talks to the client; when that is gone or fails, the provider need not go on either. */
    private void handed(Runnable action) {
        if (ended.get()) {
            return;
        }
        handing = true;
        try {
            action.run();
        } catch (UncheckedIOException clientGone) {
            if (end()) {
                onCancel.run();
            }
        } catch (RuntimeException broken) {
            fail(UpstreamFailure.of(broken));
        } finally {
            handing = false;
        }
    }

    /** Looks in when the provider has been quiet for as long as it may, unless it was heard since. */
    private void watch(long nanos) {
        if (ended.get() || alarm.isShutdown()) {
            return;
        }
        watching = alarm.schedule(this::lookIn, nanos, TimeUnit.NANOSECONDS);
    }

    private void lookIn() {
        long quiet = handing ? 0 : System.nanoTime() - heardAtNanos;
        if (quiet < quietNanos) {
            watch(quietNanos - quiet);
        } else {
            // What follows talks to the ledger and the client, and the alarm has others to look after.
            http.executor()
                    .orElseThrow()
                    .execute(() -> fail(UpstreamFailure.of(new TimeoutException("the provider is quiet"))));
        }
    }

    private void fail(UpstreamFailure failure) {
        if (end()) {
            onFailure.accept(failure);
        }
    }

    /** True for the first who ends it. */
    private boolean end() {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        subscription.cancel();
        sleep();
        return true;
    }

    private void sleep() {
        Future<?> task = watching;
        if (task != null) {
            task.cancel(false);
        }
    }

    @Override
    public void onError(Throwable failure) {
        fail(UpstreamFailure.of(failure));
    }

    @Override
    public void onComplete() {
        if (ended.compareAndSet(false, true)) {
            sleep();
            onComplete.run();
        }
    }

    private static final class NoSubscription implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
