// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.plan.CallTerms;
import io.weighhouse.gateway.plan.Conduct;
import io.weighhouse.metering.call.CallSignals;
import io.weighhouse.metering.call.Checkpoints;
import io.weighhouse.metering.call.CrashCharge;
import io.weighhouse.metering.price.PriceBook;
import java.time.Duration;

/**
 * What a gateway is started with.
 *
 * @param book what everything costs
 * @param storage where it keeps what outlives it; it is closed with the gateway
 * @param outside whom it talks to
 * @param port on the loopback interface, 0 for a free one
 * @param manner how it serves
 */
record Setup(PriceBook book, Storage storage, Outside outside, int port, Manner manner) {

    /**
     * Whom a gateway talks to.
     *
     * @param providers who stands behind; the loopback provider for those that are not said
     * @param settings who reports payments, and who is told of low balances
     */
    record Outside(Providers providers, Settings settings) {}

    /** A process that is killed gives no more away of a call than it used since the last of these. */
    static final Checkpoints CHECKPOINTS = Checkpoints.everyTokens(64).orEvery(Duration.ofSeconds(2));

    /** The usual terms with {@link #CHECKPOINTS}; a call that a crash cut costs its input at least. */
    static final CallTerms TERMS =
            CallTerms.STANDARD.conduct(Conduct.STANDARD.checkpoints(CHECKPOINTS).onCrash(CrashCharge.CAPTURE_FLOOR));

    /**
     * How a gateway serves.
     *
     * @param terms how calls are held and settled
     * @param timeouts how long the provider is waited for
     * @param grace how long calls that are under way may go on when the gateway is stopped
     * @param loopback how the loopback provider is run
     * @param signals who hears what happens to calls
     */
    record Manner(CallTerms terms, Timeouts timeouts, Duration grace, LoopbackOptions loopback, CallSignals signals) {

        static final Manner STANDARD =
                new Manner(TERMS, Timeouts.STANDARD, Duration.ofSeconds(10), LoopbackOptions.NONE, CallSignals.NONE);
    }

    /** The loopback provider behind, on a free port. */
    static Setup of(PriceBook book, Storage storage) {
        return new Setup(book, storage, new Outside(Providers.none(), Settings.NONE), 0, Manner.STANDARD);
    }

    Setup providers(Providers behind) {
        return new Setup(book, storage, new Outside(behind, outside.settings), port, manner);
    }

    Providers providers() {
        return outside.providers;
    }

    Setup settings(Settings settings) {
        return new Setup(book, storage, new Outside(outside.providers, settings), port, manner);
    }

    Settings settings() {
        return outside.settings;
    }

    Setup port(int number) {
        return new Setup(book, storage, outside, number, manner);
    }

    Setup terms(CallTerms terms) {
        return in(new Manner(terms, manner.timeouts, manner.grace, manner.loopback, manner.signals));
    }

    Setup timeouts(Timeouts timeouts) {
        return in(new Manner(manner.terms, timeouts, manner.grace, manner.loopback, manner.signals));
    }

    Setup grace(Duration grace) {
        return in(new Manner(manner.terms, manner.timeouts, grace, manner.loopback, manner.signals));
    }

    Setup loopback(LoopbackOptions loopback) {
        return in(new Manner(manner.terms, manner.timeouts, manner.grace, loopback, manner.signals));
    }

    Setup signals(CallSignals signals) {
        return in(new Manner(manner.terms, manner.timeouts, manner.grace, manner.loopback, signals));
    }

    private Setup in(Manner other) {
        return new Setup(book, storage, outside, port, other);
    }
}
