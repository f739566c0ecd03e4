// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The report in the making. */
final class ImportTally {

    private final List<SkippedEntry> skipped = new ArrayList<>();
    private final List<FloatArtefact> artefacts = new ArrayList<>();
    private final Map<String, KeyNotice> notices = new HashMap<>();

    void skip(String entry, SkipReason reason, String detail) {
        skipped.add(new SkippedEntry(entry, reason, detail));
    }

    void artefact(FloatArtefact artefact) {
        artefacts.add(artefact);
    }

    void notice(String entry, String key, KeyNotice.Kind kind) {
        notices.merge(
                key + ' ' + kind,
                new KeyNotice(key, kind, 1, entry),
                (known, one) -> new KeyNotice(key, kind, known.entries() + 1, known.firstEntry()));
    }

    ImportReport report(int taken) {
        Comparator<KeyNotice> byName = Comparator.comparing(KeyNotice::key).thenComparing(KeyNotice::kind);
        return new ImportReport(
                taken, skipped, notices.values().stream().sorted(byName).toList(), artefacts);
    }
}
