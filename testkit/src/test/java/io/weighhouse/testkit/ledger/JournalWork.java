// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that works on a journal and tells what is done, until it is killed. */
final class JournalWork {

    /** A line that ends with this was told whole. */
    static final String END_OF_LINE = ".";

    static final TenantId TENANT = TenantId.of("acme");
    static final AccountId REVENUE = TENANT.account("revenue");

    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final AccountId PAYMENTS = TENANT.account("payments");
    private static final AccountId WALLET = TENANT.account("wallet");
    private static final int THREADS = 4;

    private JournalWork() {}

    /**
     * Works.
     *
     * @param args the directory, and a name for what is done in this run
     */
    public static void main(String[] args) {
        JournalOptions options = JournalOptions.builder()
                .segmentBytes(1 << 20)
                .snapshotEveryBytes(1 << 20)
                .build();
        Ledger ledger = Ledger.builder()
                .store(JournalStore.open(Path.of(args[0]), options))
                .build();
        ledger.open(Account.wallet(WALLET, CREDIT)).orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.open(Account.of(PAYMENTS, AccountKind.CLEARING, CREDIT)).orThrow();
        AtomicInteger numbers = new AtomicInteger();
        for (int i = 0; i < THREADS; i++) {
            new Thread(() -> work(ledger, args[1], numbers)).start();
        }
    }

    private static void work(Ledger ledger, String run, AtomicInteger numbers) {
        while (true) {
            // A hold and its end have numbers one after the other.
            int number = numbers.getAndAdd(4);
            for (int i = number; i < number + 4; i++) {
                Outcome<?> outcome = ledger.submit(command(run, i));
                tell(run + ' ' + i + ' ' + told(outcome) + ' ' + END_OF_LINE);
            }
        }
    }

    private static synchronized void tell(String line) {
        byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }

    static Command<?> command(String run, int number) {
        OperationId id = TENANT.operation(run + '-' + number / 4);
        return switch (number % 4) {
            case 0 -> OpenAccount.of(Account.wallet(TENANT.account("wallet-" + run + '-' + number / 4), CREDIT));
            case 1 -> GrantCredit.of(id, PAYMENTS, WALLET, Amount.of("1", CREDIT));
            case 2 -> PlaceHold.of(id, WALLET, Amount.of("0.5", CREDIT));
            default -> number % 8 == 3 ? ReleaseHold.of(id) : CaptureHold.of(id, REVENUE, Amount.of("0.2", CREDIT));
        };
    }

    /** What a retry must tell again, in one word. */
    static String told(Outcome<?> outcome) {
        Object value = ((Done<?>) outcome).value();
        if (value instanceof Transaction transaction) {
            return transaction.sequence() + "@" + transaction.bookedAt();
        }
        return value instanceof Hold hold
                ? hold.amount().minor() + "@" + hold.placedAt()
                : value.getClass().getSimpleName();
    }
}
