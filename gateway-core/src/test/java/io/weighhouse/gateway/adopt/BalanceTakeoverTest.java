// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CloseAccount;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BalanceTakeoverTest {

    private static final Unit CREDIT = Unit.of("CREDIT", 0);
    private static final TenantId ACME = TenantId.of("acme");
    private static final AccountId RUN = ACME.account("takeover:autumn");

    private final Ledger ledger = Ledger.inMemory();
    private final List<TakeoverRow> rows = new ArrayList<>();

    private static Optional<AccountId> wallet(String reference) {
        return reference.startsWith("cus_") ? Optional.of(ACME.account("wallet:" + reference)) : Optional.empty();
    }

    /** A hundred credits a dollar, whole credits, rounded down. */
    private static BalanceTakeover.Builder autumn(Ledger ledger) {
        return BalanceTakeover.builder(ledger, "autumn")
                .into(CREDIT)
                .wallets(BalanceTakeoverTest::wallet)
                .rate("100")
                .rounding(RoundingMode.DOWN);
    }

    private static Iterator<OldBalance> rows(String... referencesAndBalances) {
        List<OldBalance> rows = new ArrayList<>();
        for (int i = 0; i < referencesAndBalances.length; i += 2) {
            rows.add(new OldBalance(referencesAndBalances[i], referencesAndBalances[i + 1]));
        }
        return rows.iterator();
    }

    private TakeoverTotals run(String... referencesAndBalances) {
        rows.clear();
        return autumn(ledger).build().run(rows(referencesAndBalances), rows::add);
    }

    private static Amount credits(long credits) {
        return Amount.ofMinor(credits, CREDIT);
    }

    private Amount posted(String reference) {
        return ledger.balance(wallet(reference).orElseThrow()).orElseThrow().posted();
    }

    private List<TakeoverResult> results() {
        return rows.stream().map(TakeoverRow::result).toList();
    }

    @Test
    void run_balances_areBookedRoundedAndReconciled() {
        TakeoverTotals totals = run("cus_1", "12.505", "cus_2", "0.999", "cus_3", "0");
        assertThat(results()).containsOnly(TakeoverResult.TAKEN);
        assertThat(posted("cus_1")).isEqualTo(credits(1250));
        assertThat(posted("cus_2")).isEqualTo(credits(99));
        assertThat(posted("cus_3")).isEqualTo(credits(0));
        assertThat(rows.get(0).rounding()).isEqualByComparingTo("0.5");
        assertThat(totals.exact()).isEqualByComparingTo("1350.4");
        assertThat(totals.booked()).isEqualTo(credits(1349));
        assertThat(totals.rest().rounding()).isEqualByComparingTo("1.4");
        assertThat(totals.inLedger()).isEqualTo(credits(1349));
        assertThat(totals.reconciles()).isTrue();
        assertThat(rows.get(0).toCsv()).isEqualTo("cus_1,12.505,acme/wallet:cus_1,TAKEN,1250,1250.5,0.5\r\n");
    }

    @Test
    void run_again_changesNothing() {
        TakeoverTotals first = run("cus_1", "12.5", "cus_2", "3");
        long events = ledger.events(1, 1000).size();
        TakeoverTotals second = run("cus_1", "12.5", "cus_2", "3");
        assertThat(results()).containsOnly(TakeoverResult.TAKEN_BEFORE);
        assertThat(ledger.events(1, 1000)).hasSize((int) events);
        assertThat(second.booked()).isEqualTo(first.booked());
        assertThat(second.reconciles()).isTrue();
    }

    @Test
    void run_whatCannotBeTaken_isLeftOutWithItsReason() {
        ledger.open(Account.of(wallet("cus_revenue").orElseThrow(), AccountKind.REVENUE, CREDIT))
                .orThrow();
        ledger.open(Account.wallet(wallet("cus_usd").orElseThrow(), Unit.of("USD", 2)))
                .orThrow();
        AccountId closed = wallet("cus_closed").orElseThrow();
        ledger.open(Account.wallet(closed, CREDIT)).orThrow();
        ledger.close(CloseAccount.of(closed)).orThrow();
        TakeoverTotals totals = run(
                "cus_1", "-0.01", //
                "cus_2", "NaN",
                "cus_3", "",
                "cus_4", "Infinity",
                "cus_5", "1.0000000000000000001",
                "cus_6", "0".repeat(41),
                "cus_7", "1e30",
                "cus_8", "1e999999999",
                "stranger", "5",
                "cus_9", "5",
                "cus_9", "5",
                "cus_revenue", "5",
                "cus_usd", "5",
                "cus_closed", "5",
                "cus_10", "1e-999999999");
        assertThat(results())
                .containsExactly(
                        TakeoverResult.NEGATIVE,
                        TakeoverResult.NOT_A_NUMBER,
                        TakeoverResult.NOT_A_NUMBER,
                        TakeoverResult.NOT_A_NUMBER,
                        TakeoverResult.TOO_MANY_DIGITS,
                        TakeoverResult.TOO_MANY_DIGITS,
                        TakeoverResult.TOO_LARGE,
                        TakeoverResult.TOO_LARGE,
                        TakeoverResult.UNKNOWN_CUSTOMER,
                        TakeoverResult.TAKEN,
                        TakeoverResult.DUPLICATE,
                        TakeoverResult.WALLET_UNUSABLE,
                        TakeoverResult.WALLET_UNUSABLE,
                        TakeoverResult.WALLET_UNUSABLE,
                        TakeoverResult.TOO_MANY_DIGITS);
        assertThat(totals.booked()).isEqualTo(credits(500));
        assertThat(totals.count(TakeoverResult.WALLET_UNUSABLE)).isEqualTo(3);
        assertThat(totals.count(TakeoverResult.CHANGED)).isZero();
        assertThat(totals.reconciles()).isTrue();
    }

    @Test
    void run_fractionWithoutARoundingRule_isLeftOut() {
        BalanceTakeover strict = BalanceTakeover.builder(ledger, "strict")
                .into(CREDIT)
                .wallets(BalanceTakeoverTest::wallet)
                .build();
        TakeoverTotals totals = strict.run(rows("cus_1", "12.5", "cus_2", "12.0"), rows::add);
        assertThat(results()).containsExactly(TakeoverResult.NOT_EXACT, TakeoverResult.TAKEN);
        assertThat(totals.rest().skipped()).isEqualByComparingTo("12.5");
        assertThat(totals.reconciles()).isTrue();
    }

    @Test
    void run_roundedUp_saysThatItAdded() {
        BalanceTakeover up = autumn(ledger).rounding(RoundingMode.UP).build();
        TakeoverTotals totals = up.run(rows("cus_1", "0.001"), rows::add);
        assertThat(totals.booked()).isEqualTo(credits(1));
        assertThat(totals.rest().rounding()).isEqualByComparingTo("-0.9");
        assertThat(totals.reconciles()).isTrue();
    }

    @Test
    void run_oldSystemHasMovedOn_keepsWhatWasBooked() {
        run("cus_1", "10", "cus_2", "20", "cus_3", "30");
        TakeoverTotals totals = run("cus_1", "9", "cus_2", "0", "cus_3", "30");
        assertThat(results())
                .containsExactly(TakeoverResult.CHANGED, TakeoverResult.CHANGED, TakeoverResult.TAKEN_BEFORE);
        assertThat(rows.get(0).booked()).isEqualTo(credits(1000));
        assertThat(posted("cus_1")).isEqualTo(credits(1000));
        assertThat(totals.rest().changed()).isEqualTo(credits(3000));
        assertThat(totals.rest().skipped()).isEqualByComparingTo("900");
        assertThat(totals.reconciles()).isTrue();
    }

    @Test
    void run_rowOfAnEarlierStartIsMissing_doesNotReconcile() {
        run("cus_1", "10", "cus_2", "20");
        assertThat(run("cus_1", "10").reconciles()).isFalse();
    }

    @Test
    void run_brokenOff_isFinishedByTheNextStart(@TempDir Path folder) {
        String[] all = IntStream.range(0, 600)
                .boxed()
                .flatMap(i -> List.of("cus_" + i, "1." + i).stream())
                .toArray(String[]::new);
        JournalOptions options = JournalOptions.usual();
        try (Ledger first =
                Ledger.builder().store(JournalStore.open(folder, options)).build()) {
            Iterator<OldBalance> breaks = new Iterator<>() {
                private final Iterator<OldBalance> rows = rows(all);
                private int left = 400;

                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public OldBalance next() {
                    if (left-- == 0) {
                        throw new IllegalStateException("connection lost");
                    }
                    return rows.next();
                }
            };
            assertThatIllegalStateException()
                    .isThrownBy(() -> autumn(first).build().run(breaks, row -> {}))
                    .withMessage("connection lost");
        }
        try (Ledger second =
                Ledger.builder().store(JournalStore.open(folder, options)).build()) {
            TakeoverTotals totals = autumn(second).build().run(rows(all), rows::add);
            assertThat(totals.count(TakeoverResult.TAKEN_BEFORE)).isEqualTo(400);
            assertThat(totals.count(TakeoverResult.TAKEN)).isEqualTo(200);
            assertThat(totals.reconciles()).isTrue();
            assertThat(rows).extracting(row -> row.old().reference()).startsWith("cus_0", "cus_1", "cus_2");
        }
    }

    @Test
    void run_termsAndWorth_standOnTheLots() {
        LotTerms terms = LotTerms.USUAL.priority(900);
        Unit usd = Unit.of("USD", 2);
        BalanceTakeover run = autumn(ledger).terms(terms).worth("0.01", usd).build();
        run.run(rows("cus_1", "12.5"), rows::add);
        assertThat(ledger.lots(wallet("cus_1").orElseThrow())).hasSize(1).allSatisfy(lot -> {
            assertThat(lot.paid()).isTrue();
            assertThat(lot.terms()).isEqualTo(terms.costBasis(Amount.of("12.50", usd)));
        });
        BalanceTakeover gift = BalanceTakeover.builder(ledger, "gift")
                .into(CREDIT)
                .wallets(BalanceTakeoverTest::wallet)
                .promotional()
                .build();
        gift.run(rows("cus_2", "5"), rows::add);
        assertThat(ledger.lots(wallet("cus_2").orElseThrow()).get(0).paid()).isFalse();
    }

    @Test
    void drift_bothSystems_tellsWhoDiffers() {
        run("cus_1", "10", "cus_2", "20.001", "cus_3", "-5");
        ledger.open(Account.of(ACME.account("revenue"), AccountKind.REVENUE, CREDIT))
                .orThrow();
        ledger.post(PostTransaction.of(
                        ACME.operation("use"),
                        new Posting(wallet("cus_1").orElseThrow(), ACME.account("revenue"), credits(30))))
                .orThrow();
        List<DriftRow> drift = new ArrayList<>();
        long events = ledger.events(1, 1000).size();
        DriftTotals totals = autumn(ledger)
                .build()
                .drift(
                        rows("cus_1", "9.80", "cus_2", "20.001", "cus_3", "-5", "stranger", "1", "cus_4", "x"),
                        credits(1),
                        drift::add);
        assertThat(drift)
                .extracting(DriftRow::toCsv)
                .containsExactly("cus_1,acme/wallet:cus_1,980,970,-10\r\n", "cus_3,acme/wallet:cus_3,-500,0,500\r\n");
        assertThat(totals).isEqualTo(new DriftTotals(3, 2, 2, new BigDecimal("489.9"), new BigDecimal("500")));
        assertThat(ledger.events(1, 1000)).as("nothing was booked").hasSize((int) events);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> autumn(ledger).build().drift(rows(), credits(-1), drift::add))
                .withMessage("must be >= 0 CREDIT/0: allowed=-1 CREDIT");
    }

    @Test
    void builder_badRules_areMistakes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BalanceTakeover.builder(ledger, "Autumn 2026"))
                .withMessage("must be 1 to 40 of a-z, 0-9 and -: run has 11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> autumn(ledger).rate("0"))
                .withMessage("must be > 0: rate=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> autumn(ledger).worth("-1", CREDIT))
                .withMessage("must be >= 0: worth=-1");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        BalanceTakeover.builder(ledger, "autumn").into(CREDIT).build());
    }

    @Test
    void run_sourceAccount_isTheRunsOwn() {
        run("cus_1", "10");
        assertThat(ledger.balance(RUN).orElseThrow().posted()).isEqualTo(credits(-1000));
    }
}
