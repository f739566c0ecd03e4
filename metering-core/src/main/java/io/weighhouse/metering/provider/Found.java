// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Partition;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.price.UsagePart;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one document says, or several that have been merged.
 *
 * <p>Not thread-safe.
 */
final class Found {

    private static final int MOST_FLAGS = 24;
    private static final int MOST_LEGS = 64;
    private static final int LONGEST_TEXT = 200;

    /** Bytes of a text that are looked at: enough for its first 200 characters. */
    static final int LONGEST_READ = 4 * LONGEST_TEXT;

    private static final int LONGEST_CODE = 64;

    final TokenCounts counts = new TokenCounts();
    private final List<String> flags = new ArrayList<>();
    private final List<Leg> legs = new ArrayList<>();
    private final List<Leg> beside = new ArrayList<>();
    private boolean begun;
    private boolean usage;
    private boolean soFar;
    private @Nullable String unreadable;
    private boolean failed;
    private @Nullable String errorCode;
    private @Nullable String errorType;
    private @Nullable String legKind;
    private @Nullable String model;
    private @Nullable String serviceTier;
    private @Nullable String region;
    private @Nullable BigDecimal cost;
    private @Nullable BigDecimal upstreamCost;

    /** A usage object begins: if it is the second of a document, it replaces the first. */
    void usageBegins(boolean soFar) {
        if (begun) {
            unreadable = null;
            counts.clear();
            legs.clear();
        }
        begun = true;
        usage = true;
        this.soFar = soFar;
    }

    /** A usage object begins whose counts come on top of the earlier ones. */
    void anotherUsageBegins() {
        usage = true;
    }

    void errorBegins() {
        failed = true;
    }

    void unreadable(String what) {
        unreadable = unreadable == null ? what : unreadable;
    }

    /** Whether there is room for another flag, so that a million unknown numbers cost no million texts. */
    boolean takesFlags() {
        return flags.size() < MOST_FLAGS;
    }

    void flag(String what) {
        if (flags.size() < MOST_FLAGS && !flags.contains(what)) {
            flags.add(flags.size() == MOST_FLAGS - 1 ? "more of such" : what);
        }
    }

    /** Takes a usage of its own, as a part of the answer's usage or as something beside it. */
    void leg(String kind, Found one, Dialect dialect, boolean isBeside) {
        one.flags.forEach(this::flag);
        UsageOutcome outcome = one.outcome(dialect, false);
        if (outcome instanceof UsageOutcome.Reported reported) {
            List<Leg> all = isBeside ? beside : legs;
            if (all.size() == MOST_LEGS) {
                unreadable("must be at most " + MOST_LEGS + " parts of one answer");
            } else if (!isBeside || !one.counts.isZero()) {
                all.add(new Leg(kind, one.model, reported.usage()));
                usage = true;
            }
        } else if (!(outcome instanceof UsageOutcome.NotReported)) {
            usage = true;
            unreadable("must agree with itself: " + kind + " is " + outcome);
        }
    }

    void text(Slot.Kind kind, String value) {
        String text = value.length() <= LONGEST_TEXT ? value : value.substring(0, LONGEST_TEXT);
        switch (kind) {
            case MODEL -> model = text;
            case SERVICE_TIER -> serviceTier = text;
            case REGION -> region = text;
            case ERROR_CODE -> errorCode = text;
            case ERROR_TYPE -> errorType = text;
            case LEG_KIND -> legKind = text;
            case EVENT_TYPE -> failed |= text.equals("error");
            default -> throw new IllegalStateException("must be a text: slot=" + kind);
        }
    }

    void cost(Slot.Kind kind, BigDecimal amount) {
        if (kind == Slot.Kind.UPSTREAM_COST) {
            upstreamCost = amount;
        } else {
            cost = amount;
        }
    }

    /** A count that was read; how it goes together with what is there already depends on the slot. */
    void count(Slot slot, long value) {
        UsagePart part = slot.part;
        Meter meter = slot.meter;
        if (meter != null) {
            counts.others().set(meter, value);
        } else if (part != null) {
            switch (slot.kind) {
                case PART_ADDED -> counts.set(part, Math.min(TokenCounts.MOST, counts.get(part) + value));
                case PART_ON_TOP -> counts.setOnTop(part, value);
                case PART_OTHERWISE -> {
                    if (!counts.has(part)) {
                        counts.set(part, value);
                    }
                }
                default -> counts.set(part, value);
            }
        }
    }

    /** A count from outside any document. */
    void headerCount(Slot slot, long value) {
        usage = true;
        count(slot, Math.min(TokenCounts.MOST, value));
    }

    /** Takes over what {@code beside} says of parts of which this says nothing; what differs is flagged. */
    void fill(Found beside) {
        if (beside.usage) {
            usage = true;
            for (UsagePart part : counts.fill(beside.counts)) {
                flag("headers say otherwise: " + part + '=' + beside.counts.get(part));
            }
        }
    }

    /** Whether it has a usage or error object at all. */
    boolean says() {
        return usage || failed;
    }

    /** Whether this would be reported, or contradicts itself: something that was counted. */
    boolean isCount(boolean delivered, Dialect dialect) {
        return usage && unreadable == null && hasCounts() && !isFalseZero(delivered, dialect);
    }

    private boolean hasCounts() {
        return !counts.isEmpty() || !beside.isEmpty();
    }

    private boolean isFalseZero(boolean delivered, Dialect dialect) {
        if (!beside.isEmpty()) {
            return false;
        }
        return (delivered && counts.hasNoOutput()) || (dialect.zeroIsFalse() && counts.isZero());
    }

    /** Takes over what {@code later} says. */
    void merge(Found later) {
        if (later.usage) {
            usage = true;
            soFar = later.soFar;
            unreadable = later.unreadable;
            counts.merge(later.counts);
            if (!later.legs.isEmpty()) {
                legs.clear();
                legs.addAll(later.legs);
            }
            beside.addAll(later.beside.subList(0, Math.min(later.beside.size(), MOST_LEGS - beside.size())));
        }
        if (later.failed) {
            failed = true;
            errorCode = later.errorCode;
            errorType = later.errorType;
        }
        later.flags.forEach(this::flag);
    }

    UsageOutcome outcome(Dialect dialect, boolean delivered) {
        if (usage && unreadable != null) {
            return new UsageOutcome.Unreadable(unreadable);
        }
        // What was counted is billed, whether or not the answer failed in the end; but a beginning is no count.
        boolean failedAtOnce = failed && soFar && !delivered;
        if (usage && hasCounts() && !failedAtOnce) {
            return counted(dialect, delivered);
        }
        return failed ? new UsageOutcome.Failed(code()) : new UsageOutcome.NotReported();
    }

    private UsageOutcome counted(Dialect dialect, boolean delivered) {
        UsageCounts whole = counts.toCounts(dialect.wholes());
        Partition partition = whole.partition(PricingPolicy.STRICT);
        if (partition instanceof Partition.Contradictory contradictory) {
            return new UsageOutcome.Inconsistent(contradictory.conservative(), contradictory.what(), whole);
        }
        Partition.Agreed agreed = (Partition.Agreed) partition;
        if (soFar) {
            return new UsageOutcome.Partial(agreed.usage(), whole);
        }
        if (isFalseZero(delivered, dialect)) {
            return new UsageOutcome.ZeroWithOutput();
        }
        List<String> all = new ArrayList<>(agreed.flags());
        all.addAll(flags);
        totalFlag(whole, dialect, all);
        return new UsageOutcome.Reported(agreed.usage(), whole, legsOf(agreed.usage()), all);
    }

    /** All of the answer, once it has more than one part; none if one part tells nothing new. */
    private List<Leg> legsOf(Usage own) {
        List<Leg> all = legs.size() == 1 && legs.get(0).model() == null ? new ArrayList<>() : new ArrayList<>(legs);
        if (!all.isEmpty()) {
            all.set(0, withOthers(all.get(0)));
        } else if (!beside.isEmpty() && !own.isEmpty()) {
            all.add(new Leg("response", null, own));
        }
        all.addAll(beside);
        return all;
    }

    /** Searches are told of the whole answer; they go with its first part. */
    private Leg withOthers(Leg first) {
        Usage usage = first.usage();
        Usage others = counts.others().toUsage();
        for (Meter meter : others.meters()) {
            usage = others.quantity(meter) == 0 ? usage : usage.with(meter, others.quantity(meter));
        }
        return new Leg(first.kind(), first.model(), usage);
    }

    private static void totalFlag(UsageCounts whole, Dialect dialect, List<String> flags) {
        long total = whole.count(UsagePart.TOTAL).orElse(TokenCounts.ABSENT);
        long sum = whole.count(UsagePart.INPUT).orElse(0)
                + whole.count(UsagePart.OUTPUT).orElse(0);
        // Prompt tokens of the provider's own tools are beside the prompt, but within its total.
        long most = sum + whole.others().quantity(Meter.TOOL_PROMPT_TOKENS);
        boolean thoughtsBeside = dialect.isThoughtsBesideTotal()
                && total == most - whole.count(UsagePart.REASONING).orElse(0);
        if (total != TokenCounts.ABSENT && total != sum && total != most && !thoughtsBeside) {
            flags.add("TOTAL=" + total + " is not INPUT+OUTPUT=" + sum);
        }
    }

    ResponseFacts facts(String api) {
        ProviderCost said = cost == null ? null : new ProviderCost(cost, "USD", upstreamCost);
        return new ResponseFacts(api, model, serviceTier, region, said);
    }

    String legKind() {
        return legKind == null ? "unknown" : legKind;
    }

    private String code() {
        String code = errorCode == null || errorCode.isEmpty() ? errorType : errorCode;
        String known = code == null || code.isEmpty() ? "unknown" : code;
        return known.length() <= LONGEST_CODE ? known : known.substring(0, LONGEST_CODE);
    }
}
