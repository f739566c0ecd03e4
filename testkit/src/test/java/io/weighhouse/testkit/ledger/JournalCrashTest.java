// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Test;

/**
 * Whatever goes wrong with the disk, and whenever: what was acknowledged is there afterwards, or it is noticed.
 *
 * <p>{@code -Dcrash.runs=10000} for more runs than the build has, {@code -Dcrash.seed=42} to begin at a seed,
 * {@code -Dcrash.print=true} to see each of them.
 */
class JournalCrashTest {

    private static final int RUNS = Integer.getInteger("crash.runs", 150);
    private static final long FIRST_SEED = Long.getLong("crash.seed", 1);

    @Test
    void everyTrouble_atAnyStep_losesNothingThatWasAcknowledged() {
        FullSegment full = FullSegment.make();
        Map<CrashRun.Trouble, int[]> counts = new EnumMap<>(CrashRun.Trouble.class);
        for (long seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
            CrashRun run = new CrashRun(seed, steps(seed), full);
            try {
                CrashRun.End end = run.run();
                counts.computeIfAbsent(run.trouble, trouble -> new int[2])[end == CrashRun.End.WHOLE ? 0 : 1]++;
                if (Boolean.getBoolean("crash.print")) {
                    System.out.println("crash seed=" + seed + " " + run.trouble + " " + end);
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("-Dcrash.runs=1 -Dcrash.seed=" + seed + ": " + run.trouble, e);
            }
        }
        StringBuilder line = new StringBuilder("crash runs=" + RUNS + ", lost=0, unbalanced=0");
        counts.forEach((trouble, ends) -> line.append(", ")
                .append(trouble)
                .append('=')
                .append(ends[0])
                .append(ends[1] == 0 ? "" : " and noticed " + ends[1]));
        System.out.println(line);
        assertThat(counts).as("%s", line).isNotEmpty();
    }

    /** In a session of its own: what jqwik keeps of generators that were made on the way makes it slower and slower. */
    private static List<LedgerSteps.Step> steps(long seed) {
        List<LedgerSteps.Step> steps = new ArrayList<>();
        JqwikSession.run(() -> steps.addAll(
                LedgerSteps.steps().generator(1000).next(new Random(seed)).value()));
        return steps;
    }
}
