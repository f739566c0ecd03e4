// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The power is cut at every write, force and change of a name: what was told stays true. */
class PersonalCrashTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final String[] WORK = {
        "put ann",
        "put bob",
        "erase ann",
        "put ann",
        "put ann",
        "put eve",
        "erase ann",
        "put bob",
        "erase bob",
        "put ann"
    };

    /** What callers were told, and what they do not know. */
    private static final class Told {
        private final Map<String, String> references = new LinkedHashMap<>();
        private String underWay = "";
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void cut_atEveryStep_losesNothingThatWasToldAndKeepsNothingErased(long seed) throws IOException {
        long steps = run(new PowerCutFiles(), new Told());
        assertThat(steps).isGreaterThan(WORK.length * 2L);
        for (long cut = 1; cut <= steps; cut++) {
            Random random = new Random(seed * 1000 + cut);
            PowerCutFiles files = new PowerCutFiles();
            files.cutAtStep(cut);
            Told told = new Told();
            run(files, told);
            PowerCutFiles after = files.afterPowerCut(random);
            // A second cut, while what the first one left is mended.
            after.cutAtStep(1 + random.nextInt(6));
            try {
                PersonalRecords.open(after, random).close();
            } catch (IOException cutAgain) {
                assertThat(cutAgain).isInstanceOf(PowerCutFiles.PowerCut.class);
            }
            check(after.afterPowerCut(random), told, "cut=" + cut + " seed=" + seed);
        }
    }

    private static long run(PowerCutFiles files, Told told) throws IOException {
        PersonalRecords records = PersonalRecords.open(files, new Random(1));
        try {
            for (int i = 0; i < WORK.length; i++) {
                String subject = WORK[i].substring(WORK[i].indexOf(' ') + 1);
                told.underWay = WORK[i];
                if (WORK[i].startsWith("put")) {
                    String text = text(i, subject);
                    told.references.put(records.put(ACME, subject, text), text);
                } else {
                    assertThat(records.erase(ACME, subject)).isPositive();
                    told.references.values().removeIf(text -> text.contains(subject));
                }
                told.underWay = "";
            }
        } catch (LedgerStoreException cut) {
            assertThat(cut).hasRootCauseInstanceOf(PowerCutFiles.PowerCut.class);
        }
        return files.steps();
    }

    /** Texts of one sector, of several, and of several that have a sector of zeros. */
    private static String text(int i, String subject) {
        String body = i % 3 == 0 ? "" : i % 3 == 1 ? "x".repeat(1500) : "\0".repeat(1500);
        return i + " " + body + "about-" + subject;
    }

    private static void check(PowerCutFiles files, Told told, String when) throws IOException {
        PersonalRecords records = PersonalRecords.open(files, new Random(9));
        records.verify();
        told.references.forEach((reference, text) -> {
            boolean erasing = told.underWay.startsWith("erase") && text.contains(told.underWay.substring(6));
            if (!erasing) {
                assertThat(records.get(ACME, reference)).as(when).contains(text);
            }
        });
        for (String subject : new String[] {"ann", "bob", "eve"}) {
            if (told.underWay.endsWith(subject)) {
                records.erase(ACME, subject);
                told.references.values().removeIf(text -> text.contains(subject));
            }
            boolean known = told.references.values().stream().anyMatch(text -> text.contains(subject));
            if (!known && files.names().contains(PersonalFile.NAME)) {
                assertThat(new String(files.bytes(PersonalFile.NAME), StandardCharsets.ISO_8859_1))
                        .as(when)
                        .doesNotContain("about-" + subject);
            }
        }
        String later = records.put(ACME, "ann", "later");
        assertThat(records.get(ACME, later)).as(when).contains("later");
        records.verify();
    }
}
