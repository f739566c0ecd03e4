// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LimiterSuiteTest {

    private static final int ITERATIONS = 100;

    @Test
    void bodies_thatAdmit_admitEveryTime_oursAndTheRivals() throws Exception {
        for (Case each : HotKeyCases.all()) {
            if (each.name().startsWith("admitted")) {
                assertAllGive(each, ITERATIONS);
            }
        }
    }

    @Test
    void bodies_thatRefuse_refuseEveryTime_oursAndTheRivals() throws Exception {
        int refusals = 0;
        for (Case each : HotKeyCases.all()) {
            if (each.name().startsWith("refused")) {
                assertAllGive(each, 0);
                refusals++;
            }
        }
        assertThat(refusals).isEqualTo(2);
    }

    @Test
    void bodies_ofManyKeysAndReservations_admitEveryTime() throws Exception {
        for (Case each : ManyKeysCases.all(1_000)) {
            if (!each.name().contains("full slab")) {
                assertAllGive(each, ITERATIONS);
            }
        }
        for (Case each : ReserveCases.all()) {
            assertAllGive(each, ITERATIONS);
        }
    }

    @Test
    void figures_ofMemory_areReadForUsAndTheRivals() throws Exception {
        for (Figure figure : KeyHeapFigures.all(100)) {
            assertThat(figure.lines()).isNotEmpty();
        }
    }

    @Test
    void names_areUnique() throws Exception {
        List<Measured> cases = new LimiterSuite(100, 100).cases();

        Set<String> names = cases.stream().map(Measured::name).collect(Collectors.toSet());
        assertThat(names).hasSameSizeAs(cases).hasSizeGreaterThan(15);
    }

    private static void assertAllGive(Case each, long sum) throws Exception {
        assertThat(each.ours().run(ITERATIONS)).as(each.name()).isEqualTo(sum);
        for (Case.Rival rival : each.rivals()) {
            assertThat(rival.body().run(ITERATIONS))
                    .as("%s: %s", each.name(), rival.name())
                    .isEqualTo(sum);
        }
    }
}
