// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.testkit.ManualClock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;

/** The generated commands reach every answer that a few accounts can give. */
class LedgerGeneratorProperties {

    /** They take more lots, or more time, than a short sequence has; the contract has an example of each. */
    private static final Set<Class<?>> OUT_OF_REACH =
            Set.of(Decline.TooManyLots.class, Decline.OperationForgotten.class);

    private final Set<Class<?>> done = new HashSet<>();
    private final Set<Class<?>> replayed = new HashSet<>();
    private final Set<Class<?>> declines = new HashSet<>();
    private final Set<TransactionKind> kinds = new HashSet<>();
    private final Set<HoldState> states = new HashSet<>();

    @Example
    void ledgerCommands_inManySequences_reachEveryAnswer() {
        Random random = new Random(20_260_101);
        RandomGenerator<List<LedgerSteps.Step>> sequences = LedgerSteps.steps().generator(1000);
        for (int i = 0; i < 300; i++) {
            run(sequences.next(random).value());
        }
        List<Class<?>> verbs = List.of(Command.class.getPermittedSubclasses());
        assertThat(done).containsExactlyInAnyOrderElementsOf(verbs);
        assertThat(replayed).hasSize(verbs.size() - 1).as("all but the sweep").isSubsetOf(verbs);
        assertThat(declines)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Decline.class.getPermittedSubclasses())
                        .filter(decline -> !OUT_OF_REACH.contains(decline))
                        .toList());
        assertThat(kinds).containsExactlyInAnyOrder(TransactionKind.values());
        assertThat(states).containsExactlyInAnyOrder(HoldState.values());
    }

    private void run(List<LedgerSteps.Step> steps) {
        ManualClock clock = new ManualClock();
        NaiveLedger model = new NaiveLedger();
        model.at(clock.instant());
        LedgerSteps.OPEN.forEach(account -> model.apply(OpenAccount.of(account)));
        for (LedgerSteps.Step step : steps) {
            clock.advance(step.pause());
            model.at(clock.instant());
            Outcome<?> outcome = model.apply(step.command());
            Class<?> verb = step.command().getClass();
            if (outcome instanceof Declined<?> declined) {
                declines.add(declined.reason().getClass());
            } else {
                (((Done<?>) outcome).replayed() ? replayed : done).add(verb);
            }
        }
        model.touchAll();
        LedgerSteps.ALL.forEach(
                account -> model.booked(account.id()).forEach(transaction -> kinds.add(transaction.kind())));
        model.holds().values().forEach(hold -> states.add(hold.state));
    }
}
