// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.resolve.Credential;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.resolve.ProviderFault;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Extension;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Rerouting;
import io.weighhouse.metering.call.Route;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.ResponseHeaders;
import io.weighhouse.metering.provider.UsageReader;
import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A request that may go upstream: the provider key to use, the cap to send along, and the metered call to feed and end.
 *
 * <p>Use it in a try-with-resources, or end it from callbacks: the first of {@link #settle} and {@link #abort} decides,
 * and {@link #close} is an abort if neither came. Ending it wipes the provider key.
 *
 * <p>This class is thread-safe.
 */
public final class GatewayCall implements AutoCloseable {

    private final Admission admission;
    private final Visit visit;
    private final MeteredCall metered;
    private final RetryMemory.@Nullable Attempt attempt;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Pass pass;

    GatewayCall(
            Admission admission, Visit visit, Pass pass, MeteredCall metered, RetryMemory.@Nullable Attempt attempt) {
        this.admission = admission;
        this.visit = visit;
        this.pass = pass;
        this.metered = metered;
        this.attempt = attempt;
    }

    /** {@return the id that the request came with, or was given} */
    public String requestId() {
        return visit.id();
    }

    /** {@return what it is sent upstream for: what the request asked for, or what it was rerouted to} */
    public Sku sku() {
        return pass.sku();
    }

    /** {@return the provider key to send upstream; after a rerouting, the new one} */
    public Credential credential() {
        return pass.found().credential();
    }

    /** {@return who owes the provider for this call} */
    public Payer payer() {
        return pass.found().payer();
    }

    /** {@return the most output tokens that were paid for: the request that goes upstream must carry it as its cap} */
    public long maxOutput() {
        return visit.inbound().pieces().isEmpty()
                ? metered.caps().quantity(Meter.OUTPUT_TOKENS)
                : visit.maxOutput(pass.prices().card());
    }

    /** {@return whether {@link #maxOutput} is less than the caller asked for: the sku has less, or the wallet cannot pay it} */
    public boolean clamped() {
        return metered.clamped() || maxOutput() < visit.inbound().maxOutput().orElse(0);
    }

    /** {@return what is held of the wallet at present} */
    public Amount held() {
        return metered.hold().amount();
    }

    /**
     * How the caller's limits stood when the call began, for headers of the answer such as {@code
     * x-ratelimit-remaining-requests: 59}; a refusal's answer has them by itself.
     *
     * @return what {@link io.weighhouse.metering.limit.RateLimitHeaders} writes; its permit is the call's to end
     */
    public Decision limits() {
        return metered.limits();
    }

    /**
     * Headers for the answer, before its first byte: {@code x-request-id}, how the limits stood in the dialect's own
     * headers, and {@code x-weighhouse-max-output: 50} where the caller's cap was lowered.
     *
     * @param dialect the caller's family of clients
     * @param now by whose clock instants are said
     * @return header names in lower case, and their values
     */
    public Map<String, String> headers(Dialect dialect, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>(dialect.limitHeaders(limits(), now));
        headers.put("x-request-id", requestId());
        if (clamped()) {
            headers.put("x-weighhouse-max-output", Long.toString(maxOutput()));
        }
        return headers;
    }

    /**
     * What to answer when the call fails before the first byte of an answer went out: 502 for {@link
     * AbortCause#UPSTREAM_ERROR}, 504 for {@link AbortCause#UPSTREAM_TIMEOUT}, 503 for {@link AbortCause#SHUTDOWN}.
     *
     * @param dialect the caller's family of clients
     * @param cause why it failed; what {@link #abort} is told too
     * @return status, headers and body to send
     */
    public HttpAnswer failure(Dialect dialect, AbortCause cause) {
        return dialect.answer(Problems.of(cause).requestId(requestId()));
    }

    /**
     * What to send last when a stream fails after its first byte, so that the client does not take the cut for the end.
     *
     * @param dialect the caller's family of clients
     * @param cause why it failed; what {@link #abort} is told too
     * @return one server-sent event with the blank line after it
     */
    public String errorEvent(Dialect dialect, AbortCause cause) {
        return dialect.streamError(Problems.of(cause).requestId(requestId()));
    }

    /**
     * Takes the next bytes of a streamed answer, exactly as they came. Checkpoints that the plan asks for are sent, and not
     * waited for.
     *
     * @param chunk the bytes; they are not kept
     */
    public void event(byte[] chunk) {
        metered.event(chunk);
    }

    /**
     * Takes the next bytes of a streamed answer, exactly as they came.
     *
     * @param chunk holds the bytes; it is not kept
     * @param offset where they begin
     * @param length how many they are
     * @throws IndexOutOfBoundsException if they are not within {@code chunk}
     */
    public void event(byte[] chunk, int offset, int length) {
        metered.event(chunk, offset, length);
    }

    /**
     * Takes a whole answer.
     *
     * @param body the bytes exactly as they came
     */
    public void response(byte[] body) {
        metered.response(body);
    }

    /**
     * Takes a whole answer of an API that counts in its headers, as Bedrock's InvokeModel does.
     *
     * @param body the bytes exactly as they came
     * @param headers looks up the answer's headers; asked at once, and not kept
     */
    public void response(byte[] body, ResponseHeaders headers) {
        metered.response(body, headers);
    }

    /**
     * Says what was used, where the caller counts by itself: images, seconds, clips.
     *
     * @param usage the final quantities, instead of whatever the answer says
     */
    public void usage(Usage usage) {
        metered.usage(usage);
    }

    /**
     * Takes what the call has used so far out of its hold, waiting for the ledger.
     *
     * @return what has been taken in all; after the end of the call nothing more is taken
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; the end of the call has it
     * @throws io.weighhouse.ledger.DeclinedException if the ledger declined, as for a hold that has expired
     */
    public Amount checkpoint() {
        return metered.checkpoint();
    }

    /** {@return what {@link #checkpoint} returns or throws, when it is known} */
    public CompletionStage<Amount> checkpointAsync() {
        return metered.checkpointAsync();
    }

    /**
     * Allows the call more than its caps, waiting for the ledger.
     *
     * @param more how much more than the present caps, by meter; {@link Usage#empty()} for more time only
     * @return that it is done, or why not: then the call goes on within its caps
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; the caps are as they were
     * @throws ArithmeticException if the price of the caps does not fit a {@code long}; nothing has changed
     */
    public Extension extend(Usage more) {
        return metered.extend(more);
    }

    /**
     * Allows the call more than its caps, without waiting.
     *
     * @param more how much more than the present caps, by meter
     * @return what {@link #extend} returns or throws, when it is known
     */
    public CompletionStage<Extension> extendAsync(Usage more) {
        return metered.extendAsync(more);
    }

    /**
     * Sends the call to another provider or model, waiting for the stores.
     *
     * <p>The hold is re-quoted at the new prices and not doubled; what the attempt before has used stays charged at its own.
     * Then {@link #credential()}, {@link #payer()} and {@link #maxOutput()} are the new ones, and the former key is wiped.
     *
     * @param sku where it goes
     * @param reader how that API's answer is read
     * @return this call, started anew; or why it may not go there, and then it is where it was
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; the call is where it was
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store of provider keys failed; nothing has changed
     * @throws io.weighhouse.keyvault.secret.SecretVaultException if the provider key cannot be opened; nothing has changed
     * @throws IllegalArgumentException if the prices are in another unit or currency; nothing has changed
     */
    public Begun reroute(Sku sku, UsageReader reader) {
        return Stages.await(rerouteAsync(sku, reader));
    }

    /**
     * Sends the call to another provider or model, without waiting.
     *
     * @param sku where it goes
     * @param reader how that API's answer is read
     * @return what {@link #reroute} returns or throws, when it is known
     */
    public CompletionStage<Begun> rerouteAsync(Sku sku, UsageReader reader) {
        return admission.onward(visit, sku).thenCompose(onward -> go(onward, reader));
    }

    /**
     * Tells that the provider refused the key, and goes on with the next one that may serve the call, waiting for the
     * stores: the tenant's after the user's own, the platform's after the tenant's, as the fallback policy has it. Whoever
     * owes the provider then may be another, and so may the price.
     *
     * @param fault how the key was refused
     * @return this call, started anew with the next key; or why there is none, and then it is where it was
     * @throws io.weighhouse.ledger.store.LedgerStoreException as for {@link #reroute}
     * @throws io.weighhouse.keyvault.secret.SecretStoreException as for {@link #reroute}
     * @throws io.weighhouse.keyvault.secret.SecretVaultException as for {@link #reroute}
     */
    public Begun keyRefused(ProviderFault fault) {
        return Stages.await(keyRefusedAsync(fault));
    }

    /**
     * Goes on with the next provider key, without waiting.
     *
     * @param fault how the key was refused
     * @return what {@link #keyRefused} returns or throws, when it is known
     */
    public CompletionStage<Begun> keyRefusedAsync(ProviderFault fault) {
        return admission
                .onward(visit, pass, fault)
                .thenCompose(onward -> go(onward, visit.inbound().reader()));
    }

    private CompletionStage<Begun> go(Admission.Onward onward, UsageReader reader) {
        Pass next = onward.pass();
        if (next == null) {
            Reason reason = onward.reason() == null ? new Reason.InProgress() : onward.reason();
            return CompletableFuture.completedFuture(new Begun.Refused(requestId(), reason));
        }
        Route route = Route.of(next.prices(), reader)
                .served(visit.context())
                .label("payer", next.found().payer().name());
        return metered.rerouteAsync(route)
                .thenApply(rerouting -> arrived(next, rerouting))
                .whenComplete((begun, failure) -> {
                    if (!(begun instanceof Begun.Started)) {
                        next.found().credential().close();
                    }
                });
    }

    private Begun arrived(Pass next, Rerouting rerouting) {
        if (rerouting instanceof Rerouting.Refused refused) {
            return new Begun.Refused(requestId(), new Reason.NotOpened(refused.refusal()));
        }
        Pass before = pass;
        pass = next;
        before.found().credential().close();
        if (over.get()) {
            next.found().credential().close();
        }
        return new Begun.Started(this);
    }

    /**
     * Ends a call whose upstream answered to the end, waiting for the ledger.
     *
     * @return what was charged
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; ending the call again sends the same
     *     settlement, which is booked once
     */
    public Settlement settle() {
        return Stages.await(settleAsync());
    }

    /** {@return what {@link #settle} returns or throws, when it is known} */
    public CompletionStage<Settlement> settleAsync() {
        credential().close();
        return metered.settleAsync().thenApply(this::ended);
    }

    /**
     * Ends a call that was cut short, waiting for the ledger: nothing delivered, nothing charged.
     *
     * @param cause why it was cut short; it is recorded in the receipt
     * @return what was charged
     * @throws io.weighhouse.ledger.store.LedgerStoreException as for {@link #settle}
     */
    public Settlement abort(AbortCause cause) {
        return Stages.await(abortAsync(cause));
    }

    /**
     * Ends a call that was cut short, without waiting.
     *
     * @param cause why it was cut short; it is recorded in the receipt
     * @return what {@link #abort} returns or throws, when it is known
     */
    public CompletionStage<Settlement> abortAsync(AbortCause cause) {
        credential().close();
        return metered.abortAsync(cause).thenApply(this::ended);
    }

    /**
     * Ends the call if nothing has: an abort with {@link AbortCause#UNKNOWN}.
     *
     * @throws io.weighhouse.ledger.store.LedgerStoreException as for {@link #settle}
     */
    @Override
    public void close() {
        abort(AbortCause.UNKNOWN);
    }

    private Settlement ended(Settlement settlement) {
        if (over.compareAndSet(false, true)) {
            admission.ended(pass, attempt, settlement);
        }
        return settlement;
    }
}
