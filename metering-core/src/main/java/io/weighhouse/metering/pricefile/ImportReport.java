// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What to know about an import: every entry is either taken or among the skipped.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param taken the number of entries that made a card
 * @param skipped the entries that made none, in the order of the file
 * @param notices keys about money that were not taken as they stand, in order of their names
 */
public record ImportReport(int taken, List<SkippedEntry> skipped, List<KeyNotice> notices) {

    private static final int MOST_SHOWN = 20;

    /**
     * Keeps its own copies.
     *
     * @param taken the number of entries that made a card
     * @param skipped the entries that made none
     * @param notices keys about money that were not taken as they stand
     */
    public ImportReport {
        skipped = List.copyOf(skipped);
        notices = List.copyOf(notices);
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

    /** {@return the report for people: counts by reason, what is quarantined, which keys were left aside} */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(taken).append(" of ").append(entries()).append(" entries taken");
        Map<SkipReason, Integer> counts = new EnumMap<>(SkipReason.class);
        skipped.forEach(entry -> counts.merge(entry.reason(), 1, Integer::sum));
        counts.forEach(
                (reason, count) -> text.append("; ").append(count).append(' ').append(reason));
        quarantined().stream()
                .limit(MOST_SHOWN)
                .forEach(entry -> text.append("\n  ").append(entry));
        for (KeyNotice notice : notices) {
            text.append("\n  ").append(notice.key()).append(": ").append(notice.kind());
            text.append(" in ").append(notice.entries()).append(", first ").append(notice.firstEntry());
        }
        return text.toString();
    }
}
