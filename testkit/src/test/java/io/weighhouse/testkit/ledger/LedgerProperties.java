// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Entry;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any sequence of commands, at any pace, against the {@link NaiveLedger}: same outcomes, same balances, same books. */
class LedgerProperties {

    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final Unit USD = Unit.of("USD", 9);
    private static final TenantId ACME = TenantId.of("acme");

    private static final List<Account> OPEN = List.of(
            Account.wallet(ACME.account("wallet:alice"), CREDIT),
            Account.wallet(ACME.account("wallet:bob"), Amount.ofMinor(20, CREDIT)),
            Account.wallet(ACME.account("wallet:usd"), USD),
            Account.of(ACME.account("revenue"), AccountKind.REVENUE, CREDIT),
            Account.of(ACME.account("revenue:usd"), AccountKind.REVENUE, USD),
            Account.of(ACME.account("payments"), AccountKind.CLEARING, CREDIT),
            Account.of(ACME.account("payments:usd"), AccountKind.CLEARING, USD),
            Account.of(ACME.account("gifts"), AccountKind.PROMOTION, CREDIT));

    private static final Account OPENED_LATER = Account.wallet(ACME.account("wallet:later"), CREDIT);

    /** A command, and how long after the one before it. */
    record Step(Duration pause, Command<?> command) {}

    @Property(tries = 400)
    void anySequence_answersWhatTheModelAnswers(@ForAll("steps") List<Step> steps) {
        ManualClock clock = new ManualClock();
        Ledger ledger = ledgerWithAccounts(clock);
        NaiveLedger model = new NaiveLedger();
        model.at(clock.instant());
        OPEN.forEach(account -> model.apply(OpenAccount.of(account)));
        for (Step step : steps) {
            clock.advance(step.pause());
            model.at(clock.instant());
            assertThat(ledger.submit(step.command()).map(LedgerProperties::asTheModelSaysIt))
                    .as("%s", step)
                    .isEqualTo(model.apply(step.command()));
            assertSameState(ledger, model);
        }
        assertSameBooks(ledger, model);
    }

    @Property(tries = 200)
    void debt_arisesOnlyFromLateCapturesAndOverruns(@ForAll("steps") List<Step> steps) {
        ManualClock clock = new ManualClock();
        Ledger ledger = ledgerWithAccounts(clock);
        for (Step step : steps) {
            clock.advance(step.pause());
            List<Balance> before = balances(ledger);
            Outcome<?> outcome = ledger.submit(step.command());
            List<Balance> after = balances(ledger);
            if (!mayLeaveDebt(step.command(), outcome)) {
                for (int i = 0; i < before.size(); i++) {
                    assertThat(after.get(i).debt())
                            .as("%s after %s", after.get(i), step)
                            .isLessThanOrEqualTo(before.get(i).debt());
                }
            }
        }
    }

    private static boolean mayLeaveDebt(Command<?> command, Outcome<?> outcome) {
        return command instanceof CaptureHold capture
                && outcome instanceof Done<?> done
                && !done.replayed()
                && (capture.overrun() == Overrun.DEBT || ((Transaction) done.value()).late());
    }

    private static Ledger ledgerWithAccounts(ManualClock clock) {
        Ledger ledger = Ledger.builder().clock(clock).build();
        OPEN.forEach(account -> ledger.open(account).orThrow());
        return ledger;
    }

    private static List<Balance> balances(Ledger ledger) {
        return OPEN.stream()
                .map(account -> ledger.balance(account.id()).orElseThrow())
                .toList();
    }

    private static void assertSameState(Ledger ledger, NaiveLedger model) {
        for (Account account : OPEN) {
            assertThat(ledger.balance(account.id())).isEqualTo(model.balance(account.id()));
        }
        assertThat(ledger.balance(OPENED_LATER.id())).isEqualTo(model.balance(OPENED_LATER.id()));
        model.holds().forEach((id, held) -> {
            Hold hold = ledger.findHold(id).orElseThrow();
            assertThat(hold.state()).as("%s", held).isEqualTo(model.stateOf(id));
            assertThat(hold.amount()).isEqualTo(held.command().amount());
            assertThat(hold.expiresAt()).isEqualTo(held.expiresAt());
            assertThat(hold.captured()).isEqualTo(held.captured());
        });
    }

    private static void assertSameBooks(Ledger ledger, NaiveLedger model) {
        assertThat(ledger.trialBalance(ACME).balanced()).isTrue();
        for (Account account : OPEN) {
            assertThat(ledger.statement(account.id(), StatementPage.oldestFirst(1000)).lines().stream()
                            .map(line -> asTheModelSaysIt(line.transaction())))
                    .containsExactlyElementsOf(model.booked(account.id()));
        }
    }

    private static Object asTheModelSaysIt(Object answer) {
        if (answer instanceof Transaction booked) {
            return new NaiveLedger.Booked(
                    booked.kind(),
                    booked.late(),
                    booked.entries().stream().map(Entry::posting).toList());
        }
        return answer instanceof Hold hold ? hold.state() : answer;
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        List<Account> accounts = new ArrayList<>(OPEN);
        accounts.add(OPENED_LATER);
        return Generators.ledgerCommands(accounts)
                .flatMap(command -> Generators.pauses().map(pause -> new Step(pause, command)))
                .list()
                .ofMaxSize(120);
    }
}
