// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.keyvault.resolve.Credential;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.price.Usage;
import java.util.concurrent.CompletionStage;

/**
 * A request that may go upstream: the provider key to use, the cap to send along, and the metered call to feed and end.
 *
 * <p>Use it in a try-with-resources, or end it from callbacks: the first of {@link #settle} and {@link #abort} decides,
 * and {@link #close} is an abort if neither came. Ending it wipes the provider key.
 *
 * <p>This class is thread-safe.
 */
public final class GatewayCall implements AutoCloseable {

    private final String requestId;
    private final MeteredCall metered;
    private final Credential credential;
    private final Payer payer;
    private final Cap cap;

    GatewayCall(String requestId, MeteredCall metered, Credential credential, Payer payer, Cap cap) {
        this.requestId = requestId;
        this.metered = metered;
        this.credential = credential;
        this.payer = payer;
        this.cap = cap;
    }

    /** Output tokens, and whether the caller had asked for more. */
    record Cap(long outputTokens, boolean clamped) {}

    /** {@return the id that the request came with, or was given} */
    public String requestId() {
        return requestId;
    }

    /** {@return the provider key to send upstream} */
    public Credential credential() {
        return credential;
    }

    /** {@return who owes the provider for this call} */
    public Payer payer() {
        return payer;
    }

    /** {@return the most output tokens that were paid for: the request that goes upstream must carry it as its cap} */
    public long maxOutput() {
        return cap.outputTokens;
    }

    /** {@return whether {@link #maxOutput} is less than the caller asked for, because the sku has less} */
    public boolean clamped() {
        return cap.clamped;
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
     * Takes the next bytes of a streamed answer, exactly as they came.
     *
     * @param chunk the bytes; they are not kept
     */
    public void event(byte[] chunk) {
        metered.event(chunk);
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
     * Says what was used, where the caller counts by itself: images, seconds, clips.
     *
     * @param usage the final quantities, instead of whatever the answer says
     */
    public void usage(Usage usage) {
        metered.usage(usage);
    }

    /**
     * Ends a call whose upstream answered to the end, waiting for the ledger.
     *
     * @return what was charged
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; ending the call again sends the same
     *     settlement, which is booked once
     */
    public Settlement settle() {
        credential.close();
        return metered.settle();
    }

    /** {@return what {@link #settle} returns or throws, when it is known} */
    public CompletionStage<Settlement> settleAsync() {
        credential.close();
        return metered.settleAsync();
    }

    /**
     * Ends a call that was cut short, waiting for the ledger: nothing delivered, nothing charged.
     *
     * @param cause why it was cut short; it is recorded in the receipt
     * @return what was charged
     * @throws io.weighhouse.ledger.store.LedgerStoreException as for {@link #settle}
     */
    public Settlement abort(AbortCause cause) {
        credential.close();
        return metered.abort(cause);
    }

    /**
     * Ends a call that was cut short, without waiting.
     *
     * @param cause why it was cut short; it is recorded in the receipt
     * @return what {@link #abort} returns or throws, when it is known
     */
    public CompletionStage<Settlement> abortAsync(AbortCause cause) {
        credential.close();
        return metered.abortAsync(cause);
    }

    /**
     * Ends the call if nothing has: an abort with {@link AbortCause#UNKNOWN}.
     *
     * @throws io.weighhouse.ledger.store.LedgerStoreException as for {@link #settle}
     */
    @Override
    public void close() {
        credential.close();
        metered.close();
    }
}
