// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What to know about an import: every entry is either taken or among the skipped.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param taken the number of entries that made a card
 * @param skipped the entries that made none, in the order of the file
 * @param notices keys that were not taken as they stand, in order of their names
 * @param artefacts numbers that look like leftovers of binary fractions, taken or not, in the order of the file
 */
public record ImportReport(
        int taken, List<SkippedEntry> skipped, List<KeyNotice> notices, List<FloatArtefact> artefacts) {

    private static final int MOST_SHOWN = 20;

    /**
     * Keeps its own copies.
     *
     * @param taken the number of entries that made a card
     * @param skipped the entries that made none
     * @param notices keys that were not taken as they stand
     * @param artefacts numbers that look like leftovers of binary fractions
     */
    public ImportReport {
        skipped = List.copyOf(skipped);
        notices = List.copyOf(notices);
        artefacts = List.copyOf(artefacts);
    }

    /** {@return the number of entries in the file} */
    public int entries() {
        return taken + skipped.size();
    }

    /**
     * The entries that were skipped for one reason.
     *
     * @param reason why
     * @return these entries, in the order of the file
     */
    public List<SkippedEntry> skipped(SkipReason reason) {
        return skipped.stream().filter(entry -> entry.reason() == reason).toList();
    }

    /** {@return the entries with a gross error of units, which somebody should look at} */
    public List<SkippedEntry> quarantined() {
        return skipped(SkipReason.IMPLAUSIBLE);
    }

    /** {@return how many entries were skipped for each reason that came up} */
    public Map<SkipReason, Integer> countsByReason() {
        Map<SkipReason, Integer> counts = new EnumMap<>(SkipReason.class);
        skipped.forEach(entry -> counts.merge(entry.reason(), 1, Integer::sum));
        return Collections.unmodifiableMap(counts);
    }

    /** {@return in how many entries each noticed key is, by its name} */
    public Map<String, Integer> countsByKey() {
        Map<String, Integer> counts = new TreeMap<>();
        notices.forEach(notice -> counts.merge(notice.key(), notice.entries(), Integer::sum));
        return Collections.unmodifiableMap(counts);
    }

    /** {@return the report for people: counts by reason, what is quarantined, which keys were left aside} */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(taken).append(" of ").append(entries()).append(" entries taken");
        countsByReason()
                .forEach((reason, count) ->
                        text.append("; ").append(count).append(' ').append(reason));
        append(text, quarantined().stream(), quarantined().size());
        for (KeyNotice notice : notices) {
            text.append("\n  ").append(notice.key()).append(": ").append(notice.kind());
            text.append(" in ").append(notice.entries()).append(", first ").append(notice.firstEntry());
        }
        if (!artefacts.isEmpty()) {
            text.append("\n  leftovers of binary fractions: ").append(artefacts.size());
            append(text, artefacts.stream(), artefacts.size());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Stream<?> all, int size) {
        all.limit(MOST_SHOWN).forEach(each -> text.append("\n  ").append(each));
        if (size > MOST_SHOWN) {
            text.append("\n  and ").append(size - MOST_SHOWN).append(" more");
        }
    }

    /** {@return the same as {@link #summary()}} */
    @Override
    public String toString() {
        return summary();
    }
}
