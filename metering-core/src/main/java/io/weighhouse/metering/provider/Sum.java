// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.price.UsagePart;
import io.weighhouse.metering.price.UsageTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adds the outcomes of answers that are each billed for themselves.
 *
 * <p>What contradicts itself or cannot be read makes the sum so too: a sum that leaves something out would be too cheap.
 * Not thread-safe.
 */
final class Sum {

    private static final int MOST_FLAGS = 24;
    private static final int MOST_LEGS = 64;

    private final List<String> flags = new ArrayList<>();
    private final List<Leg> legs = new ArrayList<>();
    private Usage usage = Usage.empty();
    private UsageCounts counts = new UsageCounts.Builder().build();
    private int answers;
    private @Nullable String contradiction;
    private UsageOutcome.@Nullable Unreadable unreadable;
    private UsageOutcome.@Nullable Failed failed;

    void add(UsageOutcome outcome) {
        if (outcome instanceof UsageOutcome.Reported reported) {
            addLegs(reported);
            add(reported.usage(), reported.counts());
            reported.flags().forEach(this::flag);
        } else if (outcome instanceof UsageOutcome.Inconsistent inconsistent) {
            add(inconsistent.conservative(), inconsistent.counts());
            contradiction = contradiction == null ? inconsistent.what() : contradiction;
        } else if (outcome instanceof UsageOutcome.Unreadable said) {
            unreadable = unreadable == null ? said : unreadable;
        } else if (outcome instanceof UsageOutcome.Failed said) {
            failed = said;
            flag("failed: " + said.code());
        }
    }

    UsageOutcome outcome() {
        if (unreadable != null) {
            return unreadable;
        }
        if (answers == 0) {
            return failed == null ? new UsageOutcome.NotReported() : failed;
        }
        return contradiction == null
                ? new UsageOutcome.Reported(usage, counts, legs, flags)
                : new UsageOutcome.Inconsistent(usage, contradiction, counts);
    }

    private void flag(String what) {
        if (flags.size() < MOST_FLAGS && !flags.contains(what)) {
            flags.add(what);
        }
    }

    private void add(Usage more, UsageCounts moreCounts) {
        answers++;
        usage = sum(usage, more);
        UsageCounts.Builder both = new UsageCounts.Builder();
        for (UsagePart part : UsagePart.values()) {
            if (counts.count(part).isPresent() || moreCounts.count(part).isPresent()) {
                both.set(
                        part,
                        Math.min(
                                TokenCounts.MOST,
                                counts.count(part).orElse(0)
                                        + moreCounts.count(part).orElse(0)));
            }
        }
        Usage beside = sum(counts.others(), moreCounts.others());
        beside.meters().forEach(meter -> both.also(meter, beside.quantity(meter)));
        counts = both.build();
    }

    /** Legs of one kind and model are one leg; an answer without legs is one of its own once another has some. */
    private void addLegs(UsageOutcome.Reported reported) {
        if (legs.isEmpty() && reported.legs().isEmpty()) {
            return;
        }
        if (legs.isEmpty() && answers > 0) {
            legs.add(new Leg("response", null, usage));
        }
        List<Leg> more = new ArrayList<>(reported.legs());
        if (more.isEmpty()) {
            more.add(new Leg("response", null, reported.usage()));
        }
        for (Leg leg : more) {
            addLeg(leg);
        }
    }

    private void addLeg(Leg leg) {
        for (int i = 0; i < legs.size(); i++) {
            Leg known = legs.get(i);
            if (known.kind().equals(leg.kind()) && Objects.equals(known.model(), leg.model())) {
                legs.set(i, new Leg(leg.kind(), leg.model(), sum(known.usage(), leg.usage())));
                return;
            }
        }
        if (legs.size() == MOST_LEGS) {
            unreadable = new UsageOutcome.Unreadable("must be at most " + MOST_LEGS + " parts of one answer");
        } else {
            legs.add(leg);
        }
    }

    private Usage sum(Usage one, Usage other) {
        UsageTally both = new UsageTally();
        for (Usage each : List.of(one, other)) {
            for (Meter meter : each.meters()) {
                long quantity = each.quantity(meter);
                if (quantity > Long.MAX_VALUE - both.quantity(meter)) {
                    unreadable = new UsageOutcome.Unreadable("must fit a long: " + meter);
                } else {
                    both.add(meter, quantity);
                }
            }
        }
        return both.toUsage();
    }
}
