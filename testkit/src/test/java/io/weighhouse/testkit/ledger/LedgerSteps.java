// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.UnfreezeCredit;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.Generators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** The setting of the ledger's properties: one tenant's accounts, and steps that use them. */
final class LedgerSteps {

    static final TenantId ACME = TenantId.of("acme");

    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final Unit USD = Unit.of("USD", 9);
    private static final Unit CALL = Unit.of("CALL", 0);

    /** Open before the first step. */
    static final List<Account> OPEN = List.of(
            Account.wallet(id("wallet:alice"), CREDIT),
            Account.wallet(id("wallet:bob"), Amount.ofMinor(20, CREDIT)),
            Account.of(id("revenue"), AccountKind.REVENUE, CREDIT),
            Account.of(id("payments"), AccountKind.CLEARING, CREDIT),
            Account.of(id("gifts"), AccountKind.PROMOTION, CREDIT),
            Account.of(id("breakage"), AccountKind.BREAKAGE, CREDIT),
            Account.of(id("calls"), AccountKind.COUNTER, CALL),
            Account.of(id("budget"), AccountKind.COUNTER, CREDIT),
            Account.wallet(id("wallet:usd"), USD),
            Account.of(id("revenue:usd"), AccountKind.REVENUE, USD),
            Account.of(id("payments:usd"), AccountKind.CLEARING, USD));

    /** All of them, and one that a step has to open first. */
    static final List<Account> ALL = withOneMore();

    /** A command, and how long after the one before it. */
    record Step(Duration pause, Command<?> command) {}

    private record Drawn(Command<?> command, Duration pause, int back, int near) {}

    private LedgerSteps() {}

    /** Every sixth or so is an earlier one again, as a caller's retry. */
    static Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> backs = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.just(0)),
                Tuple.of(1, Arbitraries.integers().between(1, 12)));
        Arbitrary<Integer> nears = Arbitraries.integers().between(0, 3);
        return Combinators.combine(Generators.ledgerCommands(ALL), Generators.pauses(), backs, nears)
                .as(Drawn::new)
                .list()
                .ofMaxSize(120)
                .withSizeDistribution(RandomDistribution.uniform())
                .map(LedgerSteps::resolve);
    }

    private static List<Step> resolve(List<Drawn> drawn) {
        List<Step> steps = new ArrayList<>();
        for (Drawn one : drawn) {
            int earlier = steps.size() - one.back();
            boolean retry = one.back() > 0 && earlier >= 0;
            steps.add(new Step(one.pause(), retry ? steps.get(earlier).command() : meeting(one, steps)));
        }
        return steps;
    }

    /** A command that belongs to another mostly follows one of the last three of those. */
    private static Command<?> meeting(Drawn drawn, List<Step> steps) {
        Command<?> command = drawn.command();
        if (command instanceof ExtendHold extend) {
            OperationId id = near(drawn, steps, PlaceHold.class, PlaceHold::id).orElse(extend.id());
            return new ExtendHold(id, extend.step(), extend.amount(), extend.timeToLive());
        } else if (command instanceof CaptureHold capture) {
            OperationId id = near(drawn, steps, PlaceHold.class, PlaceHold::id).orElse(capture.id());
            return new CaptureHold(id, capture.taking(), capture.step(), capture.uses(), capture.note());
        } else if (command instanceof ReleaseHold release) {
            OperationId id = near(drawn, steps, PlaceHold.class, PlaceHold::id).orElse(release.id());
            return new ReleaseHold(id, release.note());
        } else if (command instanceof UnfreezeCredit unfreeze) {
            OperationId id =
                    near(drawn, steps, FreezeCredit.class, FreezeCredit::id).orElse(unfreeze.id());
            return new UnfreezeCredit(id, unfreeze.note());
        }
        return command;
    }

    private static <C> Optional<OperationId> near(
            Drawn drawn, List<Step> steps, Class<C> type, Function<C, OperationId> id) {
        List<C> sought = steps.stream()
                .map(Step::command)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
        int at = sought.size() - drawn.near();
        return drawn.near() == 0 || at < 0 ? Optional.empty() : Optional.of(id.apply(sought.get(at)));
    }

    private static AccountId id(String name) {
        return ACME.account(name);
    }

    private static List<Account> withOneMore() {
        List<Account> all = new ArrayList<>(OPEN);
        all.add(Account.wallet(id("wallet:later"), CREDIT));
        return List.copyOf(all);
    }
}
