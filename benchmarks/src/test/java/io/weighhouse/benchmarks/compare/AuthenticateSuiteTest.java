// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.benchmarks.work.PresentedKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AuthenticateSuiteTest {

    private static final int ITERATIONS = 2 * PresentedKeys.COUNT;

    private final PresentedKeys keys = new PresentedKeys();

    @Test
    void bodies_ofGoodKeys_findAllGood_oursAndTheRivals() throws Exception {
        for (Case each : GoodKeyCases.all(keys)) {
            assertAllGive(each, ITERATIONS);
        }
    }

    @Test
    void bodies_ofKeysThatAreNotGood_findNoneGood_oursAndTheRivals() throws Exception {
        for (Case each : RefusedKeyCases.all(keys)) {
            assertAllGive(each, 0);
        }
    }

    @Test
    void bodies_thatLookUp_findGoodKeysAndNoOthers() throws Exception {
        for (Case each : LookedUpKeyCases.all()) {
            assertAllGive(each, each.name().startsWith("good") ? ITERATIONS : 0);
        }
    }

    @Test
    void bodies_ofSecrets_giveSomethingEachTime() throws Exception {
        List<Case> cases = new ArrayList<>(VaultCases.all());
        cases.addAll(ResolveCases.all());
        for (Case each : cases) {
            assertThat(each.ours().run(ITERATIONS)).as(each.name()).isGreaterThanOrEqualTo(ITERATIONS);
            for (Case.Rival rival : each.rivals()) {
                assertThat(rival.body().run(ITERATIONS)).as(rival.name()).isGreaterThanOrEqualTo(ITERATIONS);
            }
        }
    }

    @Test
    void figures_ofSlowHashesAndVirtualThreads_areRead() throws Exception {
        List<Figure> figures = new ArrayList<>(VirtualThreadFigures.all(keys));
        assertThat(figures).hasSize(Runtime.version().feature() < 21 ? 0 : 2);
        figures.add(SlowHashFigures.of(keys));
        for (Figure figure : figures) {
            assertThat(figure.lines()).allMatch(line -> line.verdict().met()).isNotEmpty();
        }
    }

    @Test
    void names_areUnique() throws Exception {
        List<Measured> cases = new AuthenticateSuite().cases();

        Set<String> names = cases.stream().map(Measured::name).collect(Collectors.toSet());
        assertThat(names).hasSameSizeAs(cases).hasSizeGreaterThan(14);
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
