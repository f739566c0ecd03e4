// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageTally;
import io.weighhouse.metering.provider.ProviderCost;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.ResponseFacts;
import io.weighhouse.metering.provider.UsageOutcome;
import io.weighhouse.metering.receipt.Basis;
import org.jspecify.annotations.Nullable;

/**
 * What a call is charged, decided once from how it ended and what was read until then.
 *
 * <p>The policy, first row that fits:
 *
 * <pre>
 * the response says                       settle                abort
 * usage                                   REPORTED              REPORTED
 * usage that contradicts itself           REPORTED, the larger  REPORTED, the larger
 * usage that has no price                 REPORTED, the caps    REPORTED, the caps
 * usage so far, of a stream               ESTIMATED             ESTIMATED
 * no usage, text was delivered            ESTIMATED             ESTIMATED
 * an error, nothing delivered             NOTHING               NOTHING
 * nothing at all                          FLOOR                 NOTHING
 * </pre>
 *
 * An estimate is never charged above the hold; of a usage so far, only the output is estimated, if that is more. A floor is the expected input and whatever else was asked for by the
 * piece, but no output.
 *
 * @param charge what is charged, null for nothing
 * @param usage what the limits are told
 * @param basis what the charge rests on
 * @param cause why the call was cut short or estimated, empty if neither
 */
record Ending(@Nullable Charge charge, Usage usage, Basis basis, String cause) {

    /** Decides; {@code aborted} is null when the upstream answered to its end. */
    static Ending of(Call call, Reading reading, @Nullable AbortCause aborted) {
        UsageOutcome outcome = reading.usage();
        if (outcome instanceof UsageOutcome.Reported reported) {
            return reported(call, reported.billed(), reading.facts(), causeOr(aborted, ""));
        }
        if (outcome instanceof UsageOutcome.Inconsistent inconsistent) {
            String why = causeOr(aborted, SettleCause.USAGE_INCONSISTENT.name());
            return reported(call, inconsistent.conservative(), reading.facts(), why);
        }
        String cause = causeOr(aborted, whyMissing(outcome));
        if (outcome instanceof UsageOutcome.Partial partial) {
            return soFar(call, partial.soFar(), reading.estimatedOutputTokens(), cause);
        }
        if (reading.delivered()) {
            return estimated(call, reading.estimatedOutputTokens(), Basis.ESTIMATED, cause);
        }
        boolean failed = aborted != null || outcome instanceof UsageOutcome.Failed;
        return failed ? new Ending(null, Usage.empty(), Basis.NOTHING, cause) : estimated(call, 0, Basis.FLOOR, cause);
    }

    /** The prompt as the provider counted it, and as much output as came, within the caps, if that is more than counted. */
    private static Ending soFar(Call call, Usage counted, long outputTokens, String cause) {
        long output = Tokens.of(counted).outputTokens();
        long cap = Tokens.of(call.caps).outputTokens();
        long more = Math.min(cap, outputTokens) - output;
        Usage usage =
                more <= 0 ? counted : counted.with(Meter.OUTPUT_TOKENS, counted.quantity(Meter.OUTPUT_TOKENS) + more);
        Charge charge = priceOf(call, usage, call.context);
        return new Ending(charge == null ? ofTheCaps(call) : charge, usage, Basis.ESTIMATED, cause);
    }

    /** The charge of a usage, or of the caps where the usage has no price: unpriced is never free. */
    private static Ending reported(Call call, Usage usage, ResponseFacts facts, String cause) {
        Charge charge = priceOf(call, usage, served(call, facts));
        String why = cause;
        if (charge == null) {
            charge = priceOf(call, usage, call.context);
            why = cause.isEmpty() ? SettleCause.SERVICE_TIER_UNPRICED.name() : cause;
        }
        if (charge == null) {
            charge = ofTheCaps(call);
            why = cause.isEmpty() || cause.equals(SettleCause.USAGE_INCONSISTENT.name())
                    ? SettleCause.METER_UNPRICED.name()
                    : cause;
        }
        return new Ending(charge, usage, Basis.REPORTED, why);
    }

    /** Unpriced is never free: what was held is charged. */
    private static Charge ofTheCaps(Call call) {
        return call.card.quote(call.caps, call.context).chargeOrThrow();
    }

    /** How the call was served: as it was asked for, but for what the answer says. */
    private static RatingContext served(Call call, ResponseFacts facts) {
        RatingContext context = call.context;
        if (facts.serviceTier() != null) {
            context = context.serviceTier(facts.serviceTier());
        }
        if (facts.region() != null) {
            context = context.region(facts.region());
        }
        ProviderCost cost = facts.cost();
        if (cost != null && cost.currency().equals(call.card.card().currency())) {
            context = context.reportedCost(cost.amount());
        }
        return context;
    }

    private static @Nullable Charge priceOf(Call call, Usage usage, RatingContext context) {
        try {
            Rating rating = call.card.rate(usage, context);
            return rating instanceof Rating.Unpriced ? null : rating.chargeOrThrow();
        } catch (ArithmeticException beyondALong) {
            return null;
        }
    }

    /** An estimate lies within the caps, and whatever does was priced when they were quoted. */
    private static Ending estimated(Call call, long outputTokens, Basis basis, String cause) {
        Usage usage = estimate(call, outputTokens);
        return new Ending(call.card.rate(usage, call.context).chargeOrThrow(), usage, basis, cause);
    }

    /** What a call is taken for that did not say: its caps, but no more input than expected and no more output than came. */
    private static Usage estimate(Call call, long outputTokens) {
        UsageTally tally = new UsageTally();
        for (Meter meter : call.caps.meters()) {
            Meter family = Tokens.familyOf(meter);
            long cap = call.caps.quantity(meter);
            if (family == Meter.INPUT_TOKENS) {
                tally.set(meter, Math.min(cap, call.expectedInput));
            } else if (family == Meter.OUTPUT_TOKENS) {
                tally.set(meter, Math.min(cap, outputTokens));
            } else {
                tally.set(meter, cap);
            }
        }
        return tally.toUsage();
    }

    private static String causeOr(@Nullable AbortCause aborted, String otherwise) {
        return aborted == null ? otherwise : aborted.name();
    }

    private static String whyMissing(UsageOutcome outcome) {
        if (outcome instanceof UsageOutcome.ZeroWithOutput) {
            return SettleCause.USAGE_ZERO_WITH_OUTPUT.name();
        }
        if (outcome instanceof UsageOutcome.Failed) {
            return AbortCause.UPSTREAM_ERROR.name();
        }
        return outcome instanceof UsageOutcome.Unreadable
                ? SettleCause.USAGE_UNREADABLE.name()
                : SettleCause.USAGE_MISSING.name();
    }
}
