// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.price.UsagePart;
import io.weighhouse.metering.price.UsageTally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The numbers of a usage object while it is read: wholes, parts, and which of these their whole leaves out.
 *
 * <p>Not thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // an index into an array, never kept
final class TokenCounts {

    static final long ABSENT = -1;

    /** No prompt is anywhere near this, and sums of all parts fit a {@code long}. */
    static final long MOST = 1L << 50;

    private static final UsagePart[] PARTS = UsagePart.values();

    private final long[] tokens = new long[PARTS.length];
    private final boolean[] onTop = new boolean[PARTS.length];
    private final UsageTally others = new UsageTally();

    TokenCounts() {
        clear();
    }

    void clear() {
        Arrays.fill(tokens, ABSENT);
        Arrays.fill(onTop, false);
        others.clear();
    }

    boolean has(UsagePart part) {
        return tokens[part.ordinal()] != ABSENT;
    }

    /** The tokens of a part, 0 if it is absent. */
    long get(UsagePart part) {
        return Math.max(0, tokens[part.ordinal()]);
    }

    void set(UsagePart part, long count) {
        tokens[part.ordinal()] = count;
        onTop[part.ordinal()] = false;
    }

    /** Says that the whole of a part leaves it out. */
    void setOnTop(UsagePart part, long count) {
        tokens[part.ordinal()] = count;
        onTop[part.ordinal()] = true;
    }

    UsageTally others() {
        return others;
    }

    boolean isEmpty() {
        for (long count : tokens) {
            if (count != ABSENT) {
                return false;
            }
        }
        return others.isEmpty();
    }

    /** Whether all that is said is that there is nothing. */
    boolean isZero() {
        for (long count : tokens) {
            if (count > 0) {
                return false;
            }
        }
        return othersAreZero();
    }

    private boolean othersAreZero() {
        return others.isEmpty() || others.toUsage().meters().stream().allMatch(meter -> others.quantity(meter) == 0);
    }

    /** Whether no token of an answer is counted, under any name. */
    boolean hasNoOutput() {
        return get(UsagePart.OUTPUT) == 0
                && get(UsagePart.REASONING) == 0
                && get(UsagePart.AUDIO_OUTPUT) == 0
                && get(UsagePart.IMAGE_OUTPUT) == 0
                && get(UsagePart.VIDEO_OUTPUT) == 0
                && othersAreZero();
    }

    /** Takes over every field of which {@code later} says something. */
    void merge(TokenCounts later) {
        for (int i = 0; i < tokens.length; i++) {
            if (later.tokens[i] != ABSENT) {
                tokens[i] = later.tokens[i];
                onTop[i] = later.onTop[i];
            }
        }
        if (!later.others.isEmpty()) {
            Usage said = later.others.toUsage();
            for (Meter meter : said.meters()) {
                others.set(meter, said.quantity(meter));
            }
        }
    }

    /** Takes over the parts that are absent here; the parts of which {@code other} says something else. */
    List<UsagePart> fill(TokenCounts other) {
        List<UsagePart> different = new ArrayList<>();
        for (UsagePart part : PARTS) {
            int i = part.ordinal();
            if (tokens[i] == ABSENT) {
                tokens[i] = other.tokens[i];
                onTop[i] = other.onTop[i];
            } else if (other.tokens[i] != ABSENT && other.tokens[i] != tokens[i]) {
                different.add(part);
            }
        }
        return different;
    }

    /** The counts with wholes that include all of their parts, or null if one is beyond what anybody counts. */
    UsageCounts toCounts(Dialect.Wholes wholes) {
        TokenCounts whole = new TokenCounts();
        whole.merge(this);
        for (UsagePart part : PARTS) {
            if (whole.onTop[part.ordinal()]) {
                UsagePart of = part.compareTo(UsagePart.OUTPUT) < 0 ? UsagePart.INPUT : UsagePart.OUTPUT;
                whole.set(of, whole.get(of) + whole.get(part));
            }
        }
        wholes.adjust(whole);
        UsageCounts.Builder counts = new UsageCounts.Builder();
        for (UsagePart part : PARTS) {
            if (whole.has(part)) {
                counts.set(part, Math.min(MOST, whole.get(part)));
            }
        }
        Usage beside = whole.others.toUsage();
        for (Meter meter : beside.meters()) {
            counts.also(meter, beside.quantity(meter));
        }
        return counts.build();
    }
}
