// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.money.Amount;
import io.weighhouse.testkit.ManualClock;
import io.weighhouse.testkit.SimulatedFiles;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk whose journal goes on in another file soon.
 *
 * @param disk to be copied
 * @param commands what was done on it, at the instant a clock starts
 */
record FullSegment(SimulatedFiles disk, List<Command<?>> commands) {

    /** Of each receipt: 120 sectors, and once 102; with eleven accounts that leaves 13 of the 2,046 of a mebibyte. */
    private static final int MANY_CHARS = 60_000;

    private static final int REST_CHARS = 51_000;
    private static final int RECEIPTS = 17;

    static FullSegment make() {
        SimulatedFiles disk = new SimulatedFiles(1);
        List<Command<?>> commands = new ArrayList<>();
        LedgerSteps.OPEN.forEach(account -> commands.add(OpenAccount.of(account)));
        for (int i = 1; i <= RECEIPTS; i++) {
            Posting posting = new Posting(
                    LedgerSteps.ACME.account("payments"),
                    LedgerSteps.ACME.account("revenue"),
                    Amount.ofMinor(i, LedgerSteps.OPEN.get(0).unit()));
            Note note = Note.NONE.receipt("x".repeat(i == RECEIPTS ? REST_CHARS : MANY_CHARS));
            commands.add(new PostTransaction(LedgerSteps.ACME.operation("filling-" + i), List.of(posting), note));
        }
        try (JournalSession session = new JournalSession(disk, new ManualClock())) {
            commands.forEach(command -> done(session.ledger.submit(command)));
        }
        return new FullSegment(disk, commands);
    }

    private static void done(Outcome<?> outcome) {
        outcome.orThrow();
    }
}
