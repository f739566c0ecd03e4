// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a subscription goes: which plan, in which state, from when, until when.
 *
 * <p>This class and its parts are immutable and thread-safe.
 *
 * @param plan which plan, and since when
 * @param state what was last said of it
 * @param anchor from when its months are counted
 * @param ends until when it is paid, tried out, and runs
 * @param credits what a change of plan means for the month's credit
 */
public record Term(Chosen plan, Said state, Anchor anchor, Ends ends, Credits credits) {

    /**
     * A plan as it was chosen.
     *
     * @param name its name in the catalogue
     * @param version which version of its terms was chosen; it decides nothing
     * @param since from when it counts
     */
    public record Chosen(String name, String version, Instant since) {}

    /**
     * What was last said of a subscription by whoever collects for it.
     *
     * @param state the state
     * @param asOf as of when that was so, by the clock of whoever said it; empty if nobody has said anything
     * @param periodEnd when the current billing period ends, as they see it; for show
     */
    public record Said(SubscriptionState state, Optional<Instant> asOf, Optional<Instant> periodEnd) {

        /** The same in another state, said here. */
        Said state(SubscriptionState value) {
            return new Said(value, asOf, periodEnd);
        }
    }

    /**
     * Until when.
     *
     * @param paidUntil until when it is paid; empty if nothing was ever paid. It counts while its plan has a price
     * @param endsAt when it ends, or ended; empty if it goes on
     * @param trial the trial, running, to come or over; empty if there was none
     */
    public record Ends(Optional<Instant> paidUntil, Optional<Instant> endsAt, Optional<TrialTerm> trial) {

        /** Nothing paid, no end, no trial. */
        static final Ends OPEN = new Ends(Optional.empty(), Optional.empty(), Optional.empty());

        Ends paidUntil(Optional<Instant> value) {
            return new Ends(value, endsAt, trial);
        }

        Ends endsAt(Optional<Instant> value) {
            return new Ends(paidUntil, value, trial);
        }

        Ends trial(TrialTerm value) {
            return new Ends(paidUntil, endsAt, Optional.of(value));
        }
    }

    /**
     * A trial of a plan.
     *
     * @param plan the name of the plan that is tried out
     * @param startsAt from when
     * @param endsAt until when, later
     */
    public record TrialTerm(String plan, Instant startsAt, Instant endsAt) {

        /**
         * Checks the order.
         *
         * @param plan the name of the plan that is tried out
         * @param startsAt from when
         * @param endsAt until when
         * @throws IllegalArgumentException if the end is not later
         */
        public TrialTerm {
            if (!endsAt.isAfter(startsAt)) {
                throw new IllegalArgumentException("must be after startsAt=" + startsAt + ": endsAt=" + endsAt);
            }
        }

        /** Whether it runs at an instant. */
        boolean covers(Instant instant) {
            return !instant.isBefore(startsAt) && instant.isBefore(endsAt);
        }
    }

    /**
     * What is due of the month's credit beside the plan's own: a plan that changed within a month.
     *
     * @param since no month that was over by then is granted afterwards
     * @param basis what the month of the last change began with; empty if the plan has not changed
     * @param upgrades the parts of a month's credit that came with changes, the last ones
     * @param limited whether a plan has ever set the wallet's credit limit
     */
    public record Credits(Instant since, Optional<Basis> basis, List<Upgrade> upgrades, boolean limited) {

        /**
         * Copies the list.
         *
         * @param since no month that was over by then is granted afterwards
         * @param basis what the month of the last change began with
         * @param upgrades the parts of a month's credit that came with changes
         * @param limited whether a plan has ever set the wallet's credit limit
         */
        public Credits {
            Objects.requireNonNull(since, "since");
            upgrades = List.copyOf(upgrades);
        }

        /** Nothing special since an instant. */
        static Credits from(Instant since) {
            return new Credits(since, Optional.empty(), List.of(), false);
        }

        Credits since(Instant value) {
            return new Credits(value, basis, upgrades, limited);
        }
    }

    /**
     * What a month began with before the plan changed in it.
     *
     * @param month the number of the month
     * @param granted the credit of the plan that it began with; empty if that gave none
     * @param most the most credit for a whole month of all plans that it has had in that month; empty for none
     */
    public record Basis(long month, Optional<Amount> granted, Optional<Amount> most) {}

    /**
     * The part of a month's credit that came with a better plan in the midst of the month.
     *
     * @param number the revision of the subscription that brought it, which makes it a grant of its own
     * @param month of which month
     * @param at when
     * @param amount how much, more than zero
     */
    public record Upgrade(long number, long month, Instant at, Amount amount) {}

    Term plan(Chosen value) {
        return new Term(value, state, anchor, ends, credits);
    }

    Term state(Said value) {
        return new Term(plan, value, anchor, ends, credits);
    }

    Term ends(Ends value) {
        return new Term(plan, state, anchor, value, credits);
    }

    Term credits(Credits value) {
        return new Term(plan, state, anchor, ends, value);
    }

    Term anchor(Anchor value) {
        return new Term(plan, state, value, ends, credits);
    }
}
