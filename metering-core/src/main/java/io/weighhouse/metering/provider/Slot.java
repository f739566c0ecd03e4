// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.UsagePart;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a value of a response goes.
 *
 * <p>This class is immutable and thread-safe.
 */
final class Slot {

    /** What kind of value it takes, and how. */
    enum Kind {
        /** Tokens of a whole or a part. */
        PART,
        /** Tokens of a part under a second name: what the first name says goes before it. */
        PART_OTHERWISE,
        /** Tokens of a part that the provider's whole leaves out. */
        PART_ON_TOP,
        /** Tokens of a part, more than one of which add up. */
        PART_ADDED,
        /** A count of something beside the two wholes. */
        METER,
        /** Seconds, kept as milliseconds, a started one as a whole. */
        SECONDS,
        /** An array of objects of which one member says what the other counts. */
        LABELLED,
        /** An array of objects that are usages of their own. */
        LEGS,
        /** An object that is a usage of its own, beside the answer's. */
        BESIDE,
        MODEL,
        SERVICE_TIER,
        REGION,
        COST,
        UPSTREAM_COST,
        /** A cost in units of 1e-10. */
        COST_TICKS,
        ERROR_CODE,
        ERROR_TYPE,
        /** What a leg is called. */
        LEG_KIND,
        /** The kind of an event, which may be that it failed. */
        EVENT_TYPE,
        /** A text that is there only if the call failed. */
        FAILURE,
        /** A number that is told, and not billed. */
        NOTED,
        /** Known, and of no matter to prices. */
        IGNORED
    }

    static final Slot MODEL = new Slot(Kind.MODEL);
    static final Slot SERVICE_TIER = new Slot(Kind.SERVICE_TIER);
    static final Slot REGION = new Slot(Kind.REGION);
    static final Slot COST = new Slot(Kind.COST);
    static final Slot UPSTREAM_COST = new Slot(Kind.UPSTREAM_COST);
    static final Slot COST_TICKS = new Slot(Kind.COST_TICKS);
    static final Slot ERROR_CODE = new Slot(Kind.ERROR_CODE);
    static final Slot ERROR_TYPE = new Slot(Kind.ERROR_TYPE);
    static final Slot LEG_KIND = new Slot(Kind.LEG_KIND);
    static final Slot EVENT_TYPE = new Slot(Kind.EVENT_TYPE);
    static final Slot FAILURE = new Slot(Kind.FAILURE);
    static final Slot NOTED = new Slot(Kind.NOTED);
    static final Slot IGNORED = new Slot(Kind.IGNORED);

    final Kind kind;
    private final boolean text;
    private final boolean tokens;
    final @Nullable UsagePart part;
    final @Nullable Meter meter;
    final @Nullable Labels labels;
    final @Nullable LegShape leg;

    /** The two member names of a {@link Kind#LABELLED} element, and where each label's count goes. */
    record Labels(String labelName, String countName, Map<String, Slot> slots) {}

    /** How an object reads that is a usage of its own; its kind is null where it says so itself. */
    record LegShape(@Nullable String kind, PathNode element) {}

    private Slot(Kind kind) {
        this(kind, null, null, null, null);
    }

    private Slot(
            Kind kind,
            @Nullable UsagePart part,
            @Nullable Meter meter,
            @Nullable Labels labels,
            @Nullable LegShape leg) {
        this.kind = kind;
        this.text = switch (kind) {
            case MODEL, SERVICE_TIER, REGION, ERROR_CODE, ERROR_TYPE, LEG_KIND, EVENT_TYPE -> true;
            default -> false;
        };
        this.tokens = part != null || kind == Kind.METER;
        this.part = part;
        this.meter = meter;
        this.labels = labels;
        this.leg = leg;
    }

    /** Whether its value is a number that is billed: anything else in its place makes a usage unreadable. */
    boolean isCount() {
        return part != null || meter != null;
    }

    boolean isText() {
        return text;
    }

    /** Whether its value is a whole number. */
    boolean isTokens() {
        return tokens;
    }

    static Slot part(UsagePart part) {
        return new Slot(Kind.PART, part, null, null, null);
    }

    static Slot otherwise(UsagePart part) {
        return new Slot(Kind.PART_OTHERWISE, part, null, null, null);
    }

    static Slot onTop(UsagePart part) {
        return new Slot(Kind.PART_ON_TOP, part, null, null, null);
    }

    static Slot added(UsagePart part) {
        return new Slot(Kind.PART_ADDED, part, null, null, null);
    }

    static Slot meter(Meter meter) {
        return new Slot(Kind.METER, null, meter, null, null);
    }

    static Slot seconds(Meter millis) {
        return new Slot(Kind.SECONDS, null, millis, null, null);
    }

    /** For {@code [{"modality":"AUDIO","tokenCount":7}]}; a label that is not in the map becomes a flag. */
    static Slot labelled(String labelName, String countName, Map<String, Slot> slots) {
        return new Slot(Kind.LABELLED, null, null, new Labels(labelName, countName, Map.copyOf(slots)), null);
    }

    /** For {@code [{"type":"message","input_tokens":7}]}; {@code element} is the shape of one, its kind at LEG_KIND. */
    static Slot legs(PathNode element) {
        return new Slot(Kind.LEGS, null, null, null, new LegShape(null, element));
    }

    /** For an object that is a leg of its own; {@code element} is its shape. */
    static Slot beside(String legKind, PathNode element) {
        return new Slot(Kind.BESIDE, null, null, null, new LegShape(legKind, element));
    }
}
