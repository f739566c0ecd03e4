// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.PolicyAnswer;
import io.weighhouse.metering.price.PolicyQuestion;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageTally;
import io.weighhouse.metering.provider.ProviderCost;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.ResponseFacts;
import io.weighhouse.metering.provider.UsageOutcome;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.money.Amount;
import org.jspecify.annotations.Nullable;

/**
 * What a trip is charged, decided once from how it ended and what was read until then.
 *
 * <p>The policy, first row that fits:
 *
 * <pre>
 * the response says                       settle                abort
 * usage                                   REPORTED              REPORTED
 * usage that contradicts itself           REPORTED, the larger  REPORTED, the larger
 * usage that has no price                 REPORTED, the caps    REPORTED, the caps
 * usage so far, of a stream               ESTIMATED             ESTIMATED
 * no usage, a cost                        PROVIDER_COST         PROVIDER_COST
 * no usage, text was delivered            ESTIMATED             ESTIMATED
 * an error, nothing delivered             NOTHING               NOTHING
 * nothing at all                          FLOOR                 NOTHING
 * </pre>
 *
 * What is not AS_USED in the call's abort policy takes the place of the right column. An estimate is never charged above the
 * hold, unless that is only a part of the worst case; of a usage so far, only the output is estimated, if that is more. A
 * floor is the expected input and whatever else was asked for by the piece, but no output.
 *
 * @param charge what is charged, null for nothing
 * @param usage what the limits are told
 * @param known what the charge rests on, and why
 * @param bound the most that the true price can have been, null if it is known
 */
record Ending(
        @Nullable Charge charge,
        Usage usage,
        Known known,
        @Nullable Amount bound) {

    /**
     * What a charge rests on.
     *
     * @param cause why the call was cut short or estimated, empty if neither
     * @param most how far the charge may go above the hold
     */
    record Known(Basis basis, String cause, Most most) {}

    /** How far a charge may go above its hold. */
    enum Most {
        /** As far as it says: it is the provider's. */
        REPORTED,
        /** To the worst case: it is an estimate within the caps. */
        CAPS,
        /** Not at all: it stands for the hold. */
        HOLD
    }

    Basis basis() {
        return known.basis();
    }

    String cause() {
        return known.cause();
    }

    /** Decides; {@code aborted} is null when the upstream answered to its end. */
    static Ending of(Trip trip, Reading reading, @Nullable AbortCause aborted, AbortPolicy policy) {
        UsageOutcome outcome = reading.usage();
        AbortCause cut =
                aborted == null && outcome instanceof UsageOutcome.Failed ? AbortCause.UPSTREAM_ERROR : aborted;
        if (cut == null) {
            return used(trip, reading, "", false);
        }
        Ending used = used(trip, reading, cut.name(), true);
        AbortPhase phase = reading.delivered() ? AbortPhase.AFTER_FIRST_TOKEN : AbortPhase.BEFORE_FIRST_TOKEN;
        return switch (policy.charge(cut, phase)) {
            case AS_USED -> used;
            case AT_LEAST_FLOOR -> used.atLeastFloor(trip);
            case NOTHING -> used.free(trip);
            case WHOLE_HOLD -> used.wholeHold(trip);
        };
    }

    /** What a stream that goes on has used so far. */
    static Ending soFar(Trip trip, Reading reading) {
        return used(trip, reading, SettleCause.CHECKPOINT.name(), true);
    }

    /** The price of the expected input. */
    static Amount floor(Trip trip) {
        return trip.card()
                .rate(estimate(trip, 0), trip.context())
                .chargeOrThrow()
                .price();
    }

    Amount price(Trip trip) {
        return charge == null ? Amount.zero(trip.unit()) : charge.price();
    }

    private boolean isReported() {
        return basis() == Basis.REPORTED || basis() == Basis.PROVIDER_COST;
    }

    private Ending atLeastFloor(Trip trip) {
        Ending floor = estimated(trip, 0, Basis.FLOOR, cause());
        return isReported() || price(trip).compareTo(floor.price(trip)) >= 0 ? this : floor;
    }

    /** The customer is charged nothing; what it cost is on the receipt all the same. */
    private Ending free(Trip trip) {
        Amount most = isReported() ? price(trip) : bound;
        Known nothing = new Known(Basis.NOTHING, cause(), Most.HOLD);
        if (charge == null) {
            return new Ending(null, usage, nothing, most);
        }
        PinnedCard costs = HoldPolicy.costsOf(trip.card());
        Charge cost = priceOf(costs, usage, trip.context());
        return new Ending(cost, cost == null ? Usage.empty() : usage, nothing, most);
    }

    private Ending wholeHold(Trip trip) {
        Charge caps = ofTheCaps(trip);
        if (isReported() && price(trip).compareTo(caps.price()) >= 0) {
            return this;
        }
        Usage told = usage.isEmpty() ? estimate(trip, 0) : usage;
        return new Ending(caps, told, new Known(Basis.ESTIMATED, cause(), Most.HOLD), caps.price());
    }

    private static Ending used(Trip trip, Reading reading, String cut, boolean isCut) {
        UsageOutcome outcome = reading.usage();
        if (outcome instanceof UsageOutcome.Reported reported) {
            return reported(trip, reported.billed(), reading.facts(), cut);
        }
        if (outcome instanceof UsageOutcome.Inconsistent inconsistent) {
            String why = isCut ? cut : SettleCause.USAGE_INCONSISTENT.name();
            return reported(trip, inconsistent.conservative(), reading.facts(), why);
        }
        String cause = isCut ? cut : whyMissing(outcome);
        if (outcome instanceof UsageOutcome.Partial partial) {
            return soFar(trip, partial.soFar(), trip.outputTokens(reading), cause);
        }
        Ending atCost = atCost(trip, reading, cause);
        if (atCost != null) {
            return atCost;
        }
        if (reading.delivered()) {
            return estimated(trip, trip.outputTokens(reading), Basis.ESTIMATED, cause);
        }
        return isCut
                ? new Ending(null, Usage.empty(), new Known(Basis.NOTHING, cause, Most.HOLD), trip.quote())
                : estimated(trip, 0, Basis.FLOOR, cause);
    }

    /** The prompt as the provider counted it, and as much output as came, within the caps, if that is more than counted. */
    private static Ending soFar(Trip trip, Usage counted, long outputTokens, String cause) {
        long output = Tokens.of(counted).outputTokens();
        long cap = Tokens.of(trip.caps()).outputTokens();
        long more = Math.min(cap, outputTokens) - output;
        Usage usage =
                more <= 0 ? counted : counted.with(Meter.OUTPUT_TOKENS, counted.quantity(Meter.OUTPUT_TOKENS) + more);
        Charge charge = priceOf(trip.card(), usage, trip.context());
        return bounded(
                trip, charge == null ? ofTheCaps(trip) : charge, usage, new Known(Basis.ESTIMATED, cause, Most.CAPS));
    }

    /** Where the provider does not say what was used, but what it cost; a cost of nothing says as little as no usage does. */
    private static @Nullable Ending atCost(Trip trip, Reading reading, String cause) {
        ProviderCost cost = reading.facts().cost();
        if (cost == null
                || cost.amount().signum() == 0
                || !cost.currency().equals(trip.card().card().currency())) {
            return null;
        }
        PinnedCard card = trip.card();
        PinnedCard billing = card.under(card.policy().with(PolicyQuestion.PROVIDER_COST, PolicyAnswer.REPORTED));
        Usage usage = estimate(trip, trip.outputTokens(reading));
        Charge charge = priceOf(billing, usage, served(trip, reading.facts()));
        return charge == null
                ? null
                : new Ending(charge, usage, new Known(Basis.PROVIDER_COST, cause, Most.REPORTED), null);
    }

    /** The charge of a usage, or of the caps where the usage has no price: unpriced is never free. */
    private static Ending reported(Trip trip, Usage usage, ResponseFacts facts, String cause) {
        Charge charge = priceOf(trip.card(), usage, served(trip, facts));
        String why = cause;
        if (charge == null) {
            charge = priceOf(trip.card(), usage, trip.context());
            why = cause.isEmpty() ? SettleCause.SERVICE_TIER_UNPRICED.name() : cause;
        }
        if (charge == null) {
            charge = ofTheCaps(trip);
            why = cause.isEmpty() || cause.equals(SettleCause.USAGE_INCONSISTENT.name())
                    ? SettleCause.METER_UNPRICED.name()
                    : cause;
        }
        boolean billed = charge.reported() != null && charge.reported().billed();
        Basis basis = billed ? Basis.PROVIDER_COST : Basis.REPORTED;
        return new Ending(charge, usage, new Known(basis, why, Most.REPORTED), null);
    }

    /** Unpriced is never free: what was held is charged. */
    private static Charge ofTheCaps(Trip trip) {
        return trip.card().quote(trip.caps(), trip.context()).chargeOrThrow();
    }

    /** How the call was served: as it was asked for, but for what the answer says. */
    private static RatingContext served(Trip trip, ResponseFacts facts) {
        RatingContext context = trip.context();
        if (facts.serviceTier() != null) {
            context = context.serviceTier(facts.serviceTier());
        }
        if (facts.region() != null) {
            context = context.region(facts.region());
        }
        ProviderCost cost = facts.cost();
        if (cost != null && cost.currency().equals(trip.card().card().currency())) {
            context = context.reportedCost(cost.amount());
        }
        return context;
    }

    private static @Nullable Charge priceOf(PinnedCard card, Usage usage, RatingContext context) {
        try {
            Rating rating = card.rate(usage, context);
            return rating instanceof Rating.Unpriced ? null : rating.chargeOrThrow();
        } catch (ArithmeticException beyondALong) {
            return null;
        }
    }

    /** An estimate lies within the caps, and whatever does was priced when they were quoted. */
    private static Ending estimated(Trip trip, long outputTokens, Basis basis, String cause) {
        Usage usage = estimate(trip, outputTokens);
        Charge charge = trip.card().rate(usage, trip.context()).chargeOrThrow();
        return bounded(trip, charge, usage, new Known(basis, cause, Most.CAPS));
    }

    private static Ending bounded(Trip trip, Charge charge, Usage usage, Known known) {
        Amount quote = trip.quote();
        return new Ending(charge, usage, known, quote.compareTo(charge.price()) < 0 ? charge.price() : quote);
    }

    /** What a call is taken for that did not say: its caps, but no more input than expected and no more output than came. */
    private static Usage estimate(Trip trip, long outputTokens) {
        UsageTally tally = new UsageTally();
        Usage caps = trip.caps();
        for (Meter meter : caps.meters()) {
            Meter family = Tokens.familyOf(meter);
            long cap = caps.quantity(meter);
            if (family == Meter.INPUT_TOKENS) {
                tally.set(meter, Math.min(cap, trip.guess().input()));
            } else if (family == Meter.OUTPUT_TOKENS) {
                tally.set(meter, Math.min(cap, outputTokens));
            } else {
                tally.set(meter, cap);
            }
        }
        return tally.toUsage();
    }

    private static String whyMissing(UsageOutcome outcome) {
        if (outcome instanceof UsageOutcome.ZeroWithOutput) {
            return SettleCause.USAGE_ZERO_WITH_OUTPUT.name();
        }
        return outcome instanceof UsageOutcome.Unreadable
                ? SettleCause.USAGE_UNREADABLE.name()
                : SettleCause.USAGE_MISSING.name();
    }
}
