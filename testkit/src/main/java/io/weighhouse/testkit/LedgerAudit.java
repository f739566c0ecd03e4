// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Lot;
import io.weighhouse.ledger.Move.Part;
import io.weighhouse.ledger.Statement;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.TrialBalance;
import io.weighhouse.money.Amount;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Checks that a ledger's books are right, after every test or whenever it is asked.
 *
 * <p>In every unit debits equal credits. Every balance is the sum of its statement, and the sum of the feed; so is every lot,
 * and what is held, frozen, owed and counted. Lots less the used credit limit less debt are what is posted, no lot is
 * reserved beyond what is left of it, and nothing of it is negative. The feed has no gap, and its instants rise.
 *
 * <pre>{@code
 * final Ledger ledger = Ledger.inMemory();
 *
 * @RegisterExtension
 * final LedgerAudit audit = LedgerAudit.afterEach(() -> ledger, TenantId.of("acme"));
 * }</pre>
 *
 * <p>It reads all of the feed and all statements of those tenants, so it is for tests, while nothing else uses the ledger.
 *
 * <p>This class is immutable; it is for the thread of the test.
 */
public final class LedgerAudit implements AfterTestExecutionCallback {

    private static final int PAGE = 1000;

    private final Supplier<Ledger> ledger;
    private final List<TenantId> tenants;

    private LedgerAudit(Supplier<Ledger> ledger, List<TenantId> tenants) {
        this.ledger = ledger;
        this.tenants = tenants;
    }

    /**
     * An extension that audits after each test that did not fail, before the methods that clean up.
     *
     * @param ledger gives the ledger of the test that has just run
     * @param tenants whose books
     * @return the extension, to be registered
     */
    public static LedgerAudit afterEach(Supplier<Ledger> ledger, TenantId... tenants) {
        return new LedgerAudit(ledger, List.of(tenants));
    }

    /**
     * Audits now.
     *
     * @param ledger whose books
     * @param tenants whose of them
     * @throws AssertionError if something is wrong; it says what
     */
    public static void check(Ledger ledger, TenantId... tenants) {
        for (TenantId tenant : tenants) {
            TrialBalance trial = ledger.trialBalance(tenant);
            assertThat(trial.totals()).as("totals of %s", tenant).allMatch(TrialBalance.Total::balanced);
            trial.rows().forEach(row -> checkRow(ledger, row));
        }
        FeedFold feed = FeedFold.of(ledger);
        for (AccountId account : feed.accounts()) {
            if (Set.of(tenants).contains(account.tenant())) {
                checkAccount(ledger, feed, ledger.balance(account).orElseThrow());
            }
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            check(ledger.get(), tenants.toArray(TenantId[]::new));
        }
    }

    private static void checkRow(Ledger ledger, TrialBalance.Row row) {
        Account account = row.account();
        Balance balance = ledger.balance(account.id()).orElseThrow();
        assertThat(account.kind()).as("%s", row).isNotEqualTo(AccountKind.COUNTER);
        assertThat(row.credits().minus(row.debits())).as("row of %s", account).isEqualTo(balance.posted());
        assertThat(statement(ledger, account)).as("statement of %s", account).isEqualTo(balance.posted());
    }

    private static void checkAccount(Ledger ledger, FeedFold feed, Balance balance) {
        AccountId id = balance.account();
        long posted = feed.posted(id);
        long held = feed.sum(id, Part.LOT_RESERVED) + feed.sum(id, Part.OVERDRAFT_RESERVED);
        switch (feed.kind(id)) {
            case COUNTER -> {
                posted = feed.sum(id, Part.USED);
                held = feed.sum(id, Part.USE_RESERVED);
            }
            case WALLET -> checkWallet(ledger, feed, balance);
            default ->
                assertThat(balance.available()).as("available of %s", balance).isEqualTo(balance.posted());
        }
        assertThat(balance.posted().minor()).as("posted of %s", balance).isEqualTo(posted);
        assertThat(balance.held().minor()).as("held of %s", balance).isEqualTo(held);
        assertThat(balance.frozen().minor()).as("frozen of %s", balance).isEqualTo(feed.sum(id, Part.FROZEN));
        assertThat(balance.debt().minor()).as("debt of %s", balance).isEqualTo(feed.sum(id, Part.DEBT));
        assertThat(List.of(balance.held(), balance.frozen(), balance.debt()))
                .as("claims of %s", balance)
                .noneMatch(Amount::isNegative);
    }

    private static void checkWallet(Ledger ledger, FeedFold feed, Balance balance) {
        AccountId id = balance.account();
        List<Lot> lots = ledger.lots(id);
        assertThat(lots).as("lots of %s", balance).allSatisfy(lot -> {
            assertThat(lot.reserved().isNegative()).isFalse();
            assertThat(lot.reserved()).isLessThanOrEqualTo(lot.remaining());
            assertThat(lot.remaining().minor()).isPositive().isEqualTo(feed.lot(id, Part.LOT, lot.number()));
            assertThat(lot.reserved().minor()).isEqualTo(feed.lot(id, Part.LOT_RESERVED, lot.number()));
        });
        long credit = lots.stream().mapToLong(lot -> lot.remaining().minor()).sum();
        assertThat(credit).as("lots of %s", balance).isEqualTo(feed.sum(id, Part.LOT));
        long overdraft = feed.sum(id, Part.OVERDRAFT);
        long overdraftReserved = feed.sum(id, Part.OVERDRAFT_RESERVED);
        assertThat(List.of(overdraft, overdraftReserved))
                .as("use of the credit limit of %s", balance)
                .allMatch(minor -> minor >= 0);
        assertThat(balance.posted().minor())
                .as("posted of %s", balance)
                .isEqualTo(credit - overdraft - feed.sum(id, Part.DEBT));
        long most = balance.posted().minor()
                + feed.creditLimit(id)
                - balance.held().minor()
                - balance.frozen().minor();
        assertThat(balance.available().minor()).as("available of %s", balance).isBetween(0L, Math.max(0, most));
    }

    /** The sum of a statement, whose lines must say the balance after each. */
    private static Amount statement(Ledger ledger, Account account) {
        Amount sum = Amount.zero(account.unit());
        OptionalLong next = OptionalLong.of(1);
        while (next.isPresent()) {
            Statement page = ledger.statement(
                    account.id(), StatementPage.oldestFirst(PAGE).from(next.getAsLong()));
            for (StatementLine line : page.lines()) {
                sum = sum.plus(line.change());
                assertThat(line.balanceAfter()).as("%s", line).isEqualTo(sum);
            }
            next = page.next();
        }
        return sum;
    }
}
