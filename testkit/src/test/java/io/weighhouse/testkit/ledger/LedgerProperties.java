// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Lot;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.ReverseTransaction.Shortfall;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.testkit.LedgerAudit;
import io.weighhouse.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any sequence of commands, at any pace, against the {@link NaiveLedger}: same answers, same state, same books. */
class LedgerProperties {

    private static final List<Account> WALLETS = LedgerSteps.ALL.stream()
            .filter(account -> account.kind() == AccountKind.WALLET)
            .toList();

    @Property(tries = 300)
    void anySequence_answersWhatTheModelAnswers(@ForAll("steps") List<LedgerSteps.Step> steps) {
        compare(steps);
    }

    static void compare(List<LedgerSteps.Step> steps) {
        ManualClock clock = new ManualClock();
        Ledger ledger = ledgerWithAccounts(clock);
        NaiveLedger model = modelWithAccounts(clock);
        int left = 0;
        for (LedgerSteps.Step step : steps) {
            clock.advance(step.pause());
            model.at(clock.instant());
            // Which of several wallets time comes to first is nobody's business, so one is left for the command to
            // touch.
            int untouched = left;
            touchWallets(ledger, model, wallet -> wallet != untouched);
            left = (left + 1) % WALLETS.size();
            assertThat(ledger.submit(step.command()).map(LedgerProperties::told))
                    .as("%s", step)
                    .isEqualTo(model.apply(step.command()));
            assertSameState(ledger, model, step);
        }
        assertSameBooks(ledger, model);
        LedgerAudit.check(ledger, LedgerSteps.ACME);
    }

    @Property(tries = 30)
    void anySequence_keepsTheBooksAfterEachStep(@ForAll("steps") List<LedgerSteps.Step> steps) {
        ManualClock clock = new ManualClock();
        Ledger ledger = ledgerWithAccounts(clock);
        List<Balance> before = balances(ledger);
        for (LedgerSteps.Step step : steps) {
            clock.advance(step.pause());
            List<Balance> brought = balances(ledger);
            assertDebt(before, brought, false, step);
            Outcome<?> outcome = ledger.submit(step.command());
            List<Balance> after = balances(ledger);
            LedgerAudit.check(ledger, LedgerSteps.ACME);
            assertDebt(brought, after, mayLeaveDebt(step.command(), outcome), step);
            if (outcome instanceof Declined<?>) {
                assertThat(after).as("declined %s", step).isEqualTo(brought);
            }
            before = after;
        }
    }

    @Property(tries = 100)
    void balanceAt_isWhatWasSeenThen(@ForAll("steps") List<LedgerSteps.Step> steps) {
        ManualClock clock = new ManualClock();
        Ledger ledger = ledgerWithAccounts(clock);
        Map<Instant, List<Balance>> seen = new LinkedHashMap<>();
        Instant latest = clock.instant();
        for (LedgerSteps.Step step : steps) {
            clock.advance(step.pause());
            latest = clock.instant().isAfter(latest) ? clock.instant() : latest;
            ledger.submit(step.command());
            seen.put(latest, balances(ledger));
        }
        // Steps are whole seconds apart, and so is all that time does: half a second later nothing else has happened.
        seen.forEach((at, balances) -> assertThat(balancesAt(ledger, at.plus(Duration.ofMillis(500))))
                .as("at %s", at)
                .isEqualTo(balances));
    }

    private static List<Balance> balances(Ledger ledger) {
        ledger.trialBalance(LedgerSteps.ACME);
        return LedgerSteps.ALL.stream()
                .flatMap(account -> ledger.balance(account.id()).stream())
                .toList();
    }

    private static List<Balance> balancesAt(Ledger ledger, Instant at) {
        return LedgerSteps.ALL.stream()
                .flatMap(account -> ledger.balanceAt(account.id(), at).stream())
                .toList();
    }

    private static void assertDebt(List<Balance> before, List<Balance> after, boolean mayRise, LedgerSteps.Step step) {
        for (int i = 0; i < before.size() && !mayRise; i++) {
            assertThat(after.get(i).debt())
                    .as("%s after %s", after.get(i), step)
                    .isLessThanOrEqualTo(before.get(i).debt());
        }
    }

    private static boolean mayLeaveDebt(Command<?> command, Outcome<?> outcome) {
        if (!(outcome instanceof Done<?> done) || done.replayed()) {
            return false;
        }
        if (command instanceof CaptureHold capture) {
            return capture.overrun() == Overrun.DEBT || ((Transaction) done.value()).late();
        }
        return command instanceof ReverseTransaction reverse && reverse.shortfall() == Shortfall.DEBT;
    }

    private static Ledger ledgerWithAccounts(ManualClock clock) {
        Ledger ledger = Ledger.builder().clock(clock).build();
        LedgerSteps.OPEN.forEach(account -> ledger.open(account).orThrow());
        return ledger;
    }

    private static NaiveLedger modelWithAccounts(ManualClock clock) {
        NaiveLedger model = new NaiveLedger();
        model.at(clock.instant());
        LedgerSteps.OPEN.forEach(account -> model.apply(OpenAccount.of(account)));
        return model;
    }

    private static void touchWallets(Ledger ledger, NaiveLedger model, IntPredicate which) {
        for (int i = 0; i < WALLETS.size(); i++) {
            if (which.test(i)) {
                ledger.lots(WALLETS.get(i).id());
                model.touch(WALLETS.get(i).id());
            }
        }
    }

    private static void assertSameState(Ledger ledger, NaiveLedger model, LedgerSteps.Step step) {
        touchWallets(ledger, model, wallet -> true);
        for (Account account : LedgerSteps.ALL) {
            for (Set<String> tags : List.of(Set.<String>of(), Set.of("image"), Set.of("chat", "text"))) {
                assertThat(ledger.balance(account.id(), tags.toArray(String[]::new)))
                        .as("%s after %s", tags, step)
                        .isEqualTo(model.balance(account.id(), tags));
            }
            if (account.kind() == AccountKind.WALLET) {
                assertThat(ledger.lots(account.id()).stream().map(LedgerProperties::told))
                        .as("lots of %s after %s", account.id(), step)
                        .containsExactlyElementsOf(model.lots(account.id()));
            }
        }
        model.holds()
                .forEach((id, hold) -> assertThat(ledger.findHold(id).map(LedgerProperties::told))
                        .as("%s after %s", hold.command, step)
                        .isEqualTo(Optional.of(hold.told())));
        assertThat(ledger.events(model.events(), 10)).as("feed after %s", step).hasSize(1);
    }

    private static void assertSameBooks(Ledger ledger, NaiveLedger model) {
        for (Account account : LedgerSteps.ALL) {
            List<Object> lines = new ArrayList<>();
            ledger.statement(account.id(), StatementPage.oldestFirst(1000))
                    .lines()
                    .forEach(line -> lines.add(told(line.transaction())));
            assertThat(lines).as("statement of %s", account.id()).containsExactlyElementsOf(model.booked(account.id()));
        }
    }

    private static Object told(Object answer) {
        if (answer instanceof Transaction booked) {
            return NaiveTransaction.Told.of(booked);
        } else if (answer instanceof Hold hold) {
            return new NaiveHold.Told(
                    hold.state(), hold.amount().minor(), hold.captured().minor(), hold.expiresAt());
        } else if (answer instanceof Lot lot) {
            return new NaiveLedger.LotTold(
                    lot.number(),
                    lot.paid(),
                    lot.remaining().minor(),
                    lot.reserved().minor(),
                    lot.state().expiresAt());
        }
        return answer;
    }

    @Provide
    Arbitrary<List<LedgerSteps.Step>> steps() {
        return LedgerSteps.steps();
    }
}
