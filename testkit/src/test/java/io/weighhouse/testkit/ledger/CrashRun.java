// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.ExpireDue;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.audit.AuditReport;
import io.weighhouse.ledger.store.ChainHead;
import io.weighhouse.ledger.store.DamagedJournalException;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.testkit.LedgerAudit;
import io.weighhouse.testkit.ManualClock;
import io.weighhouse.testkit.SimulatedFiles;
import io.weighhouse.testkit.SimulatedFiles.Fault;
import io.weighhouse.testkit.ledger.JournalSession.Answer;
import io.weighhouse.testkit.ledger.JournalSession.Group;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One life of a journal that ends badly, what is found afterwards, and what an untouched ledger in memory says to it. */
final class CrashRun {

    /** What goes wrong. */
    enum Trouble {
        CUT,
        CUT_IN_SNAPSHOT,
        CUT_IN_RECOVERY,
        TORN_WRITE,
        FAILED_FORCE,
        LOST_FORCE,
        DISK_FULL,
        BIT_FLIP
    }

    /** How it ended. */
    enum End {
        /** Everything acknowledged was there. */
        WHOLE,
        /** Opening refused, or verify said so. */
        NOTICED
    }

    final Trouble trouble;
    private final Random random;
    private final ManualClock clock = new ManualClock();
    private final ManualClock modelClock = new ManualClock();
    private Instant latest = clock.instant();
    private final Ledger model = Ledger.builder().clock(modelClock).build();
    private final List<LedgerEvent> modelEvents = new ArrayList<>();
    private final List<Answer> acknowledged = new ArrayList<>();
    private final List<Command<?>> unknown = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final SimulatedFiles disk;
    private @Nullable SimulatedFiles after;
    private Optional<ChainHead> head = Optional.empty();

    CrashRun(long seed, List<LedgerSteps.Step> steps, FullSegment full) {
        // Random's first numbers are alike for neighbouring seeds.
        random = new Random(new SplittableRandom(seed).nextLong());
        trouble = Trouble.values()[random.nextInt(Trouble.values().length)];
        boolean nearlyFull = trouble == Trouble.DISK_FULL || random.nextInt(8) == 0;
        disk = nearlyFull ? full.disk().copy(seed) : new SimulatedFiles(seed);
        if (nearlyFull) {
            full.commands().forEach(model::submit);
            readModel();
        } else {
            LedgerSteps.OPEN.forEach(account -> group(Duration.ZERO, List.of(OpenAccount.of(account))));
        }
        addGroups(steps);
        // Some sequences are empty.
        group(Duration.ZERO, List.of(new ExpireDue(10)));
    }

    private void group(Duration pause, List<Command<?>> commands) {
        groups.add(new Group(pause, commands, () -> {}));
    }

    private void addGroups(List<LedgerSteps.Step> steps) {
        for (int at = 0; at < steps.size(); ) {
            int end = Math.min(steps.size(), at + 1 + random.nextInt(6));
            List<Command<?>> commands = new ArrayList<>();
            for (LedgerSteps.Step step : steps.subList(at, end)) {
                commands.add(step.command());
            }
            group(steps.get(at).pause(), commands);
            at = end;
        }
    }

    /** Lives, dies, and is looked at. */
    End run() throws IOException {
        boolean closed = live();
        SimulatedFiles found = after == null ? disk.cutPower() : after;
        if (trouble == Trouble.CUT_IN_RECOVERY) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                found = dieInRecovery(found);
            }
        }
        if (trouble == Trouble.BIT_FLIP) {
            flip(found);
        }
        boolean maybeDamaged = trouble == Trouble.LOST_FORCE || trouble == Trouble.BIT_FLIP;
        try (JournalSession session = new JournalSession(found, clock)) {
            if (check(session) == End.NOTICED) {
                assertThat(maybeDamaged).as("lost what was acknowledged").isTrue();
                return End.NOTICED;
            }
        } catch (DamagedJournalException damaged) {
            assertThat(maybeDamaged).as(damaged.getMessage()).isTrue();
            return End.NOTICED;
        } catch (LedgerStoreException unusable) {
            // Of a segment before the last one, opening reads what is since the last snapshot, and a query finds the
            // rest.
            if (maybeDamaged && unusable.getCause() instanceof DamagedJournalException) {
                return End.NOTICED;
            }
            throw unusable;
        }
        if (closed || random.nextBoolean()) {
            openOnceMore(random.nextBoolean() ? found : found.cutPower());
        }
        return End.WHOLE;
    }

    /** Says whether it ended as it should. */
    private boolean live() {
        arm();
        try (JournalSession session = new JournalSession(disk, clock)) {
            List<Answer> answers = session.run(withTrouble(session));
            head = session.head();
            answers.forEach(this::take);
            if (random.nextBoolean()) {
                boolean goesOn = trouble == Trouble.FAILED_FORCE && !unknown.isEmpty() && random.nextBoolean();
                after = goesOn ? disk : disk.cutPower();
            }
        } catch (LedgerStoreException failed) {
            assertThat(failed).as("damage before any trouble").isNotInstanceOf(DamagedJournalException.class);
            return false;
        }
        return after == null;
    }

    private void arm() {
        int most = 24 + 3 * groups.size();
        switch (trouble) {
            case CUT, CUT_IN_RECOVERY -> disk.cutPowerAtStep(1 + random.nextInt(most));
            case TORN_WRITE -> disk.arm(Fault.TORN_WRITE, random.nextInt(most / 2));
            case FAILED_FORCE -> disk.arm(Fault.FAILED_FORCE, random.nextInt(most / 2));
            default -> {
                // It comes between two groups, or afterwards.
            }
        }
    }

    private List<Group> withTrouble(JournalSession session) {
        List<Group> all = new ArrayList<>(groups);
        if (trouble == Trouble.DISK_FULL) {
            doAfter(all, random.nextInt(all.size()), () -> disk.room(random.nextInt(3) << 19));
            doAfter(all, all.size() / 2 + random.nextInt(all.size() - all.size() / 2), () -> disk.room(Long.MAX_VALUE));
        } else {
            doAfter(all, random.nextInt(all.size()), session.store::snapshot);
        }
        if (trouble == Trouble.LOST_FORCE) {
            doAfter(all, random.nextInt(all.size()), () -> {
                disk.arm(Fault.LOST_FORCE, random.nextInt(2));
                disk.cutPowerAtStep(disk.steps() + 2 + random.nextInt(8));
            });
        }
        if (trouble == Trouble.CUT_IN_SNAPSHOT) {
            doAfter(all, random.nextInt(all.size()), () -> {
                disk.cutPowerAtStep(disk.steps() + 1 + random.nextInt(8));
                session.store.snapshot();
            });
        }
        return all;
    }

    private static void doAfter(List<Group> groups, int index, Runnable then) {
        Group group = groups.get(index);
        groups.set(index, new Group(group.pause(), group.commands(), () -> {
            group.afterwards().run();
            then.run();
        }));
    }

    private void take(Answer answer) {
        if (answer.outcome() == null && !answer.unknown()) {
            // The ledger never heard of it, nor of the time.
            return;
        }
        modelClock.advance(Duration.between(modelClock.instant(), answer.at()));
        latest = answer.at().isAfter(latest) ? answer.at() : latest;
        if (answer.outcome() != null) {
            assertThat(model.submit(answer.command()))
                    .as("%s", answer.command())
                    .isEqualTo(answer.outcome());
            acknowledged.add(answer);
        } else {
            unknown.add(answer.command());
        }
        readModel();
    }

    private void readModel() {
        addEvents(model, modelEvents);
    }

    private static void addEvents(Ledger ledger, List<LedgerEvent> to) {
        for (int before = -1; before < to.size(); ) {
            before = to.size();
            to.addAll(ledger.events(before + 1L, 1000));
        }
    }

    private SimulatedFiles dieInRecovery(SimulatedFiles found) {
        found.cutPowerAtStep(1 + random.nextInt(12));
        try (JournalSession session = new JournalSession(found, clock)) {
            assertThat(session.store.head().sequence()).isGreaterThanOrEqualTo(0);
        } catch (DamagedJournalException damaged) {
            throw damaged;
        } catch (LedgerStoreException powerCut) {
            assertThat(found.steps()).isPositive();
        }
        return found.cutPower();
    }

    private void flip(SimulatedFiles found) throws IOException {
        List<String> names = found.names().stream()
                .filter(name -> name.startsWith("journal-") || name.startsWith("snapshot-"))
                .toList();
        if (!names.isEmpty()) {
            String name = names.get(random.nextInt(names.size()));
            try (var file = found.open(name)) {
                long bytes = random.nextInt(4) == 0 ? file.size() : Math.min(file.size(), 512L * (4 + groups.size()));
                found.flipBit(name, random.nextInt((int) bytes * 8));
            }
        }
    }

    private End check(JournalSession session) {
        // A journal knows the instants of its events, not those of refusals; clocks that were turned back are no matter
        // here.
        Instant now = clock.instant().isAfter(latest) ? clock.instant() : latest;
        clock.advance(Duration.between(clock.instant(), now));
        Ledger ledger = session.ledger;
        List<LedgerEvent> events = new ArrayList<>();
        addEvents(ledger, events);
        int acknowledgedEvents = modelEvents.size();
        if (events.size() < acknowledgedEvents) {
            assertThat(modelEvents.subList(0, events.size())).isEqualTo(events);
            assertThat(head).isPresent();
            assertThat(ledger.verify(head.get()).clean())
                    .as("an audit sees what is missing")
                    .isFalse();
            return End.NOTICED;
        }
        List<Command<?>> notDone = new ArrayList<>(unknown);
        while (modelEvents.size() < events.size() && !notDone.isEmpty()) {
            model.submit(notDone.remove(0));
            readModel();
        }
        assertThat(events).isEqualTo(modelEvents);
        AuditReport report = head.isPresent() ? ledger.verify(head.get()) : ledger.verify();
        if (trouble == Trouble.BIT_FLIP && !report.clean()) {
            return End.NOTICED;
        }
        assertThat(report.discrepancies()).as("since %s", head).isEmpty();
        modelClock.advance(Duration.between(modelClock.instant(), now));
        compareAccounts(ledger);
        acknowledged.forEach(answer -> retry(ledger, answer));
        unknown.forEach(command -> both(ledger, command));
        compareAccounts(ledger);
        LedgerAudit.check(ledger, LedgerSteps.ACME);
        return End.WHOLE;
    }

    private void compareAccounts(Ledger ledger) {
        for (Account account : LedgerSteps.ALL) {
            assertThat(ledger.balance(account.id())).isEqualTo(model.balance(account.id()));
            if (account.kind() == AccountKind.WALLET
                    && model.balance(account.id()).isPresent()) {
                assertThat(ledger.lots(account.id())).isEqualTo(model.lots(account.id()));
                assertThat(ledger.openHolds(account.id(), 100)).isEqualTo(model.openHolds(account.id(), 100));
            }
        }
    }

    private void retry(Ledger ledger, Answer answer) {
        Outcome<?> outcome = both(ledger, answer.command());
        if (answer.outcome() instanceof Done<?> done && done.value() instanceof Transaction) {
            assertThat(outcome).as("%s", answer.command()).isEqualTo(new Done<>(done.value(), true));
        }
    }

    private @Nullable Outcome<?> both(Ledger ledger, Command<?> command) {
        Outcome<?> outcome = ledger.submit(command);
        assertThat(outcome).as("%s", command).isEqualTo(model.submit(command));
        return outcome;
    }

    private void openOnceMore(SimulatedFiles found) {
        modelEvents.clear();
        readModel();
        try (JournalSession session = new JournalSession(found, clock)) {
            List<LedgerEvent> events = new ArrayList<>();
            addEvents(session.ledger, events);
            assertThat(events).isEqualTo(modelEvents);
            assertThat(session.ledger.verify().discrepancies()).isEmpty();
        }
    }
}
