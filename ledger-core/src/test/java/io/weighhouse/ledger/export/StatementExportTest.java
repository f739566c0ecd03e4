// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.StatementPage.Range;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatementExportTest {

    private static final Range FIRST_DAY = new Range(Books.NOON, Books.NOON.plus(Duration.ofHours(12)));
    private static final Range LATER = new Range(Books.NOON.plus(Duration.ofHours(12)), Instant.MAX);

    private final Books books = Books.mixed();

    private String csv(AccountId account, Range range) throws IOException {
        StringBuilder out = new StringBuilder();
        StatementExport.writeCsv(books.ledger, account, range, out);
        return out.toString();
    }

    private String json(AccountId account, Range range) throws IOException {
        StringBuilder out = new StringBuilder();
        StatementExport.writeJson(books.ledger, account, range, out);
        return out.toString();
    }

    @Test
    void csv_ofADay_hasItsLinesOldestFirst() throws IOException {
        assertThat(csv(Books.ALICE, FIRST_DAY)).isEqualTo("""
                        sequence,booked_at,effective_at,kind,operation,change,balance_after,unit,late,reverses,actor,reason,reference,labels
                        14,2026-01-01T12:00:00.000000013Z,2026-01-01T12:00:00Z,TOPUP,pi_1,10.000000,10.000000,CREDIT/6,false,,"ops, at [2020-02-30] ;date:x","  first
                        top-up, 100%  ","'=HYPERLINK(""x"")","{""cost centre:1"":""über \\u2028 0\\u00a0"",""date"":""no date""}"
                        20,2026-01-01T12:00:00.000000019Z,2026-01-01T12:00:00Z,USAGE,call-1,-3.000000,7.000000,CREDIT/6,false,,,,,
                        24,2026-01-01T12:00:00.000000023Z,2026-01-01T12:00:00Z,USAGE,call-3,-9.500000,-2.500000,CREDIT/6,false,,,,,
                        26,2026-01-01T12:00:00.000000025Z,2026-01-01T12:00:00Z,MEMO,call-4,0.000000,-2.500000,CREDIT/6,false,,,,,
                        """.replace("\n", "\r\n")
                .replace("first\r\n", "first\n")
                .replace("\\u00a0", "\u00a0"));
    }

    @Test
    void json_ofTheRest_beginsWhereTheDayEnded() throws IOException {
        assertThat(json(Books.ALICE, LATER)).isEqualTo("""
                        {"tenant":"acme","account":"alice","unit":"CREDIT/6","from":"2026-01-02T00:00:00Z","until":null,"opening":"-2.500000","lines":[
                        {"sequence":29,"bookedAt":"2026-01-02T12:00:00.000000002Z","effectiveAt":"2026-01-02T12:00:00Z","kind":"REFUND","operation":"oops","change":"1.000000","balanceAfter":"-1.500000","late":false,"reverses":20,"actor":"","reason":"","reference":"","labels":{}},
                        {"sequence":33,"bookedAt":"2026-01-03T19:00:00Z","effectiveAt":"2026-01-03T19:00:00Z","kind":"ADJUSTMENT","operation":"adjust","change":"8.500000","balanceAfter":"7.000000","late":false,"reverses":null,"actor":"","reason":"","reference":"","labels":{}}
                        ],"closing":"7.000000"}
                        """);
    }

    @Test
    void bothForms_askedTwice_giveTheSame() throws IOException {
        String csv = csv(Books.ALICE, FIRST_DAY);
        String json = json(Books.ALICE, FIRST_DAY);
        books.advance(Duration.ofDays(100));
        books.ledger
                .post(PostTransaction.of(
                        Books.ACME.operation("more"), new Posting(Books.PAYMENTS, Books.ALICE, Books.credits("1"))))
                .orThrow();
        assertThat(csv(Books.ALICE, FIRST_DAY)).isEqualTo(csv);
        assertThat(json(Books.ALICE, FIRST_DAY)).isEqualTo(json);
    }

    @Test
    void unknownAccount_hasNoLines() throws IOException {
        AccountId nobody = Books.ACME.account("nobody");
        assertThat(csv(nobody, Range.ALL)).startsWith("sequence,").hasLineCount(1);
        assertThat(json(nobody, Range.ALL))
                .isEqualTo("{\"tenant\":\"acme\",\"account\":\"nobody\",\"unit\":null,\"from\":null,\"until\":null,"
                        + "\"opening\":null,\"lines\":[\n],\"closing\":null}\n");
    }

    @Test
    void moreThanAPage_comesInOrderAndOnce() throws IOException {
        Books many = new Books();
        many.open();
        StringBuilder numbers = new StringBuilder();
        for (int i = 0; i < 2_345; i++) {
            long sequence = many.ledger
                    .post(PostTransaction.of(
                            Books.ACME.operation("p" + i),
                            new Posting(Books.PAYMENTS, Books.ALICE, Books.credits("1"))))
                    .orThrow()
                    .sequence();
            numbers.append(sequence).append('\n');
        }
        StringBuilder out = new StringBuilder();
        assertThat(StatementExport.writeCsv(many.ledger, Books.ALICE, Range.ALL, out))
                .isEqualTo(2_345);
        StringBuilder found = new StringBuilder();
        out.toString()
                .lines()
                .skip(1)
                .forEach(line -> found.append(line.split(",", 2)[0]).append('\n'));
        assertThat(found).hasToString(numbers.toString());
        assertThat(StatementExport.writeJson(many.ledger, Books.ALICE, Range.ALL, new StringBuilder()))
                .isEqualTo(2_345);
    }
}
