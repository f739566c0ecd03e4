// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.Statement;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.Transaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

abstract class LedgerStatementBehaviour extends LedgerBehaviour {

    /** Seven grants to Alice, each after one to Bob, so that her sequence numbers have gaps. */
    private List<Transaction> grantSeven() {
        List<Transaction> hers = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            grant(BOB, "0.00000" + i);
            hers.add(grant(ALICE, String.valueOf(i)));
        }
        return hers;
    }

    private List<Transaction> readAll(StatementPage first) {
        List<Transaction> transactions = new ArrayList<>();
        Statement page = ledger.statement(ALICE, first);
        assertThat(page.account()).isEqualTo(ALICE);
        page.lines().forEach(line -> transactions.add(line.transaction()));
        while (page.next().isPresent()) {
            page = ledger.statement(ALICE, first.from(page.next().getAsLong()));
            assertThat(page.lines()).isNotEmpty().hasSizeLessThanOrEqualTo(first.limit());
            page.lines().forEach(line -> transactions.add(line.transaction()));
        }
        return transactions;
    }

    @Test
    void statement_pagesOfAnySize_showEachTransactionOnce_inBothOrders() {
        List<Transaction> hers = grantSeven();
        List<Transaction> reversed = new ArrayList<>(hers);
        Collections.reverse(reversed);
        for (int limit = 1; limit <= 8; limit++) {
            assertThat(readAll(StatementPage.oldestFirst(limit))).isEqualTo(hers);
            assertThat(readAll(StatementPage.newestFirst(limit))).isEqualTo(reversed);
        }
    }

    @Test
    void statement_line_showsChangeAndBalance() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        Transaction usage = done(capture("call", "3"));
        assertThat(ledger.statement(ALICE, StatementPage.newestFirst(1)).lines())
                .containsExactly(new StatementLine(usage, credits("-3"), credits("7")));
        assertThat(ledger.statement(REVENUE, StatementPage.newestFirst(1)).lines())
                .containsExactly(new StatementLine(usage, credits("3"), credits("3")));
    }

    @Test
    void statement_transactionThatTouchesAnAccountTwice_isOneLine() {
        grant(ALICE, "10");
        Transaction fix = done(ledger.post(PostTransaction.of(
                op("fix"),
                new Posting(ALICE, BOB, credits("4")),
                new Posting(GIFTS, ALICE, credits("1")),
                new Posting(GIFTS, BOB, credits("1")))));
        assertThat(ledger.statement(ALICE, StatementPage.newestFirst(10)).lines())
                .hasSize(2)
                .first()
                .isEqualTo(new StatementLine(fix, credits("-3"), credits("7")));
        assertThat(ledger.statement(GIFTS, StatementPage.newestFirst(10)).lines())
                .containsExactly(new StatementLine(fix, credits("-2"), credits("-2")));
    }

    @Test
    void statement_cursorStaysGood_whileMoreIsBooked() {
        List<Transaction> hers = grantSeven();
        Statement newest = ledger.statement(ALICE, StatementPage.newestFirst(3));
        Statement oldest = ledger.statement(ALICE, StatementPage.oldestFirst(3));
        Transaction eighth = grant(ALICE, "8");
        assertThat(ledger.statement(
                                ALICE,
                                StatementPage.newestFirst(10).from(newest.next().getAsLong()))
                        .lines())
                .extracting(StatementLine::transaction)
                .containsExactly(hers.get(3), hers.get(2), hers.get(1), hers.get(0));
        assertThat(ledger.statement(
                                ALICE,
                                StatementPage.oldestFirst(10).from(oldest.next().getAsLong()))
                        .lines())
                .extracting(StatementLine::transaction)
                .containsExactly(hers.get(3), hers.get(4), hers.get(5), hers.get(6), eighth);
    }

    @Test
    void statement_cursorBetweenOrBeyondTheLines_startsAtTheNextOne() {
        List<Transaction> hers = grantSeven();
        long between = hers.get(3).sequence() + 1;
        assertThat(ledger.statement(ALICE, StatementPage.oldestFirst(1).from(between))
                        .lines())
                .extracting(StatementLine::transaction)
                .containsExactly(hers.get(4));
        assertThat(ledger.statement(ALICE, StatementPage.newestFirst(1).from(between))
                        .lines())
                .extracting(StatementLine::transaction)
                .containsExactly(hers.get(3));
        assertThat(ledger.statement(ALICE, StatementPage.oldestFirst(1).from(Long.MAX_VALUE)))
                .isEqualTo(new Statement(ALICE, List.of(), OptionalLong.empty()));
        assertThat(ledger.statement(ALICE, StatementPage.newestFirst(1).from(1)))
                .isEqualTo(new Statement(ALICE, List.of(), OptionalLong.empty()));
    }
}
