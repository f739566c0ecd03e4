// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.Observations.Difference;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.StreamReader;
import io.weighhouse.metering.provider.UsageOutcome;
import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A call that the old system serves and that is weighed beside it.
 *
 * <p>Feed it what the provider sends, and end it once with what the old system charged. No method of it throws or blocks;
 * what goes wrong is counted in {@link Observations#failed()}.
 *
 * <p>This class is thread-safe.
 */
public final class Observed {

    private final Observer observer;
    private final Inbound inbound;
    private final @Nullable GatewayCall call;
    private final @Nullable Unheld unheld;
    private final AtomicBoolean over = new AtomicBoolean();

    Observed(Observer observer, Inbound inbound, @Nullable GatewayCall call, @Nullable PinnedCard prices) {
        this.observer = observer;
        this.inbound = inbound;
        this.call = call;
        this.unheld = prices == null ? null : new Unheld(inbound, prices);
    }

    /** {@return whether the gateway would have let the call go upstream} */
    public boolean admitted() {
        return call != null;
    }

    /**
     * Takes the next bytes of a streamed answer, exactly as they came.
     *
     * @param chunk the bytes; they are not kept
     */
    public void event(byte[] chunk) {
        safely(() -> {
            if (call != null) {
                call.event(chunk);
            } else if (unheld != null) {
                unheld.event(chunk);
            }
        });
    }

    /**
     * Takes a whole answer.
     *
     * @param body the bytes exactly as they came
     */
    public void response(byte[] body) {
        safely(() -> {
            if (call != null) {
                call.response(body);
            } else if (unheld != null) {
                unheld.response(body);
            }
        });
    }

    /**
     * Says what was used, where the old system counts by itself.
     *
     * @param usage the final quantities, instead of whatever the answer says
     */
    public void usage(Usage usage) {
        safely(() -> {
            if (call != null) {
                call.usage(usage);
            } else if (unheld != null) {
                unheld.usage(usage);
            }
        });
    }

    /**
     * Ends a call that was answered to the end.
     *
     * @param charged what the old system charged, as a number of the wallet's unit; null if it does not say
     * @return when it is in the shadow ledger; it never fails
     */
    public CompletionStage<Void> settle(@Nullable BigDecimal charged) {
        return end(charged, null);
    }

    /**
     * Ends a call that was cut short.
     *
     * @param cause why
     * @param charged what the old system charged; null if it does not say
     * @return when it is in the shadow ledger; it never fails
     */
    public CompletionStage<Void> abort(AbortCause cause, @Nullable BigDecimal charged) {
        return end(charged, cause);
    }

    private CompletionStage<Void> end(@Nullable BigDecimal theirs, @Nullable AbortCause cause) {
        if (!over.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        if (call == null) {
            safely(this::forgone);
            return CompletableFuture.completedFuture(null);
        }
        CompletionStage<Settlement> settled;
        try {
            settled = cause == null ? call.settleAsync() : call.abortAsync(cause);
        } catch (RuntimeException mistake) {
            settled = CompletableFuture.failedFuture(mistake);
        }
        GatewayCall ended = call;
        return settled.handle((settlement, failure) -> {
            if (settlement == null) {
                observer.tally().failed();
            } else {
                compare(ended, settlement, theirs);
            }
            return null;
        });
    }

    private void compare(GatewayCall ended, Settlement ours, @Nullable BigDecimal theirs) {
        observer.tally().charged(ours.charged());
        if (theirs != null) {
            Difference row = new Difference(
                    ended.requestId(),
                    ended.sku().toString(),
                    ours.charged().toDecimal(),
                    theirs,
                    ours.receipt().basis());
            observer.tally().compared(ours.charged().unit(), row);
        }
    }

    private void forgone() {
        Amount price = unheld == null ? null : unheld.price();
        if (price != null) {
            observer.tally().forgone(price);
        }
    }

    private void safely(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException mistake) {
            observer.tally().failed();
        }
    }

    /** {@return the sku and whether it would have been let through} */
    @Override
    public String toString() {
        return "Observed[" + inbound + (admitted() ? ", admitted]" : ", refused]");
    }

    /** A call without a hold: what it used has a price all the same. */
    private static final class Unheld {

        private final Inbound inbound;
        private final PinnedCard prices;
        private final StreamReader stream;
        private @Nullable Reading told;

        Unheld(Inbound inbound, PinnedCard prices) {
            this.inbound = inbound;
            this.prices = prices;
            this.stream = inbound.reader().stream();
        }

        synchronized void event(byte[] chunk) {
            stream.chunk(chunk, 0, chunk.length);
        }

        synchronized void response(byte[] body) {
            told = inbound.reader().read(body);
        }

        synchronized void usage(Usage usage) {
            told = Reading.counted(usage);
        }

        /** Null if it has none, or nothing came back. */
        synchronized @Nullable Amount price() {
            Reading reading = told == null ? stream.reading() : told;
            Usage usage = used(reading);
            Rating rating = usage.isEmpty() ? null : prices.rate(usage, inbound.context());
            return rating == null || rating instanceof Rating.Unpriced
                    ? null
                    : rating.chargeOrThrow().price();
        }

        private Usage used(Reading reading) {
            UsageOutcome outcome = reading.usage();
            if (outcome instanceof UsageOutcome.Reported reported) {
                return reported.billed();
            }
            return reading.delivered()
                    ? Usage.tokens(inbound.expectedInput(), reading.estimatedOutputTokens())
                    : Usage.empty();
        }
    }
}
