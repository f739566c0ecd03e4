// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What many threads saw of a ledger, and whether one after another could have made it.
 *
 * <p>What was done is done again by the model in the order of its numbers, and must answer the same. What was declined or
 * replayed has no number: between its call and its answer there must have been a moment at which the model answers that.
 */
final class SerialHistory {

    /**
     * A command and what came of it.
     *
     * @param command what was asked
     * @param outcome what was answered, as the model says it
     * @param sequence the number of the event that it made; 0 for none
     * @param window the numbers of the last events that were known before the call and after the answer
     */
    record Observed(Command<?> command, Outcome<?> outcome, long sequence, Window window) {}

    /** The state after which event a call may have met at the earliest and at the latest. */
    record Window(long first, long last) {}

    private final TreeMap<Long, Observed> done = new TreeMap<>();
    private final List<Observed> others = new ArrayList<>();

    synchronized void add(Observed observed) {
        boolean first = observed.outcome() instanceof Done<?> made && !made.replayed();
        if (first) {
            assertThat(observed.sequence()).as("number of %s", observed).isPositive();
            assertThat(done.put(observed.sequence(), observed))
                    .as("two of one number")
                    .isNull();
        } else {
            others.add(observed);
        }
    }

    /** Finds the serial explanation, from a model that stands where the ledger stood when the threads began. */
    void explain(NaiveLedger model, Instant now) {
        model.at(now);
        List<Observed> open = new ArrayList<>(others);
        open.sort(Comparator.comparing(observed -> observed.window().first()));
        settle(model, open);
        for (Map.Entry<Long, Observed> next : done.entrySet()) {
            assertThat(next.getKey()).as("no event is missing").isEqualTo(model.events() + 1);
            assertThat(model.apply(next.getValue().command()))
                    .as("%s", next.getValue())
                    .isEqualTo(next.getValue().outcome());
            settle(model, open);
        }
        assertThat(open).as("answers that no moment explains").isEmpty();
    }

    /** Strikes out what the present state explains; what can no longer be explained is an error. */
    private static void settle(NaiveLedger model, List<Observed> open) {
        long at = model.events();
        for (int i = 0; i < open.size() && open.get(i).window().first() <= at; ) {
            Observed observed = open.get(i);
            if (model.ask(observed.command()).equals(Optional.of(observed.outcome()))) {
                open.remove(i);
                continue;
            }
            assertThat(observed.window().last())
                    .as("nothing until then explains %s", observed)
                    .isGreaterThan(at);
            i++;
        }
    }

    int declined() {
        return (int) others.stream()
                .filter(observed -> observed.outcome() instanceof Declined<?>)
                .count();
    }

    int done() {
        return done.size();
    }
}
