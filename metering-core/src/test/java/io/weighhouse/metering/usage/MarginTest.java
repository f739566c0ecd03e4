// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import static io.weighhouse.metering.usage.Trade.ACME;
import static io.weighhouse.metering.usage.Trade.ALICE;
import static io.weighhouse.metering.usage.Trade.CREDIT;
import static io.weighhouse.metering.usage.Trade.MINI;
import static io.weighhouse.metering.usage.Trade.OPUS;
import static io.weighhouse.metering.usage.Trade.USD;
import static io.weighhouse.metering.usage.Trade.credits;
import static io.weighhouse.metering.usage.Trade.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.Rollover;
import io.weighhouse.ledger.SetCreditLimit;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarginTest {

    private static final UsageQuestion ALL = UsageQuestion.of(ACME);

    private final Trade trade = new Trade();

    private MarginReport.Margin margin() {
        return trade.log().margin(ALL).total();
    }

    @Test
    void margin_spendOfAPaidLot_earnsItsPartOfWhatWasPaid() {
        trade.topUp("pi_1", ALICE, "500", "19.99");
        trade.call("c-1", ALICE, MINI, 1000, key("k-1"));
        assertThat(margin().earned("USD")).isEqualByComparingTo("3.998");
        assertThat(margin().cost("USD")).isEqualByComparingTo("1");
        assertThat(margin().margin("USD")).contains(new BigDecimal("0.749874"));
    }

    @Test
    void margin_allSpendsOfALot_earnExactlyWhatWasPaid() {
        trade.topUp("pi_1", ALICE, "7", "1.00");
        for (int i = 0; i < 7; i++) {
            trade.call("c-" + i, ALICE, MINI, 10, key("k-" + i));
        }
        MarginReport report = trade.log().margin(ALL.by(Dimension.label("key")));
        assertThat(report.rows())
                .extracting(row -> row.margin().earned("USD").toPlainString())
                .as("a seventh of a dollar each, to a billionth of a cent")
                .containsOnly("0.14285714285", "0.14285714286");
        assertThat(report.total().earned("USD")).isEqualByComparingTo("1");
    }

    @Test
    void margin_promotionalCredit_earnsNothing() {
        trade.gift("gift", ALICE, "5");
        trade.topUp("pi_1", ALICE, "10", "1.00");
        trade.call("c-1", ALICE, MINI, 80, key("k-1"));
        assertThat(margin().promotional()).containsExactly(Map.entry(CREDIT, credits("5")));
        assertThat(margin().earned("USD")).isEqualByComparingTo("0.3");
        assertThat(margin().unvalued()).isEmpty();
    }

    @Test
    void margin_creditOfUnknownWorth_isSaidToBe() {
        trade.grant("pi_1", "payments", ALICE, "10", LotTerms.USUAL);
        trade.ledger
                .post(PostTransaction.of(
                        ACME.operation("plain"), new Posting(ACME.account("payments"), ALICE, credits("10"))))
                .orThrow();
        trade.call("c-1", ALICE, MINI, 150, key("k-1"));
        assertThat(margin().unvalued()).containsExactly(Map.entry(CREDIT, credits("15")));
        assertThat(margin().earned()).isEmpty();
        assertThat(margin().margin("USD")).isEmpty();
    }

    @Test
    void margin_creditLimit_isEarnedWhenItIsRepaid() {
        trade.ledger
                .setCreditLimit(new SetCreditLimit(ACME.operation("limit"), ALICE, credits("100"), Note.NONE))
                .orThrow();
        trade.call("c-1", ALICE, MINI, 300, key("k-1"));
        assertThat(margin().unvalued()).containsExactly(Map.entry(CREDIT, credits("30")));
        trade.topUp("pi_1", ALICE, "50", "5.00");
        assertThat(margin().unvalued()).isEmpty();
        assertThat(margin().earned("USD")).isEqualByComparingTo("3");
        assertThat(trade.log().margin(ALL.where(Dimension.SKU, "")).total().earned("USD"))
                .as("of no sku: the wallet repaid")
                .isEqualByComparingTo("3");
    }

    @Test
    void margin_refundOfUse_earnsLess() {
        trade.topUp("pi_1", ALICE, "100", "10.00");
        Transaction use = trade.call("c-1", ALICE, MINI, 500, key("k-1"));
        trade.refund("r-1", use, "20");
        assertThat(margin().earned("USD")).isEqualByComparingTo("3");
        trade.call("c-2", ALICE, MINI, 700, key("k-1"));
        assertThat(margin().earned("USD")).as("the lot is spent").isEqualByComparingTo("10");
    }

    @Test
    void margin_lotThatExpires_isBreakageAndNotRevenue() {
        LotExpiry expiry = new LotExpiry(
                trade.now.plus(Duration.ofDays(30)), ACME.account("breakage"), Rollover.NONE, Duration.ZERO);
        trade.grant(
                "pi_1",
                "payments",
                ALICE,
                "100",
                LotTerms.USUAL.costBasis(Amount.of("10.00", USD)).expiry(expiry));
        trade.call("c-1", ALICE, MINI, 250, key("k-1"));
        trade.after(Duration.ofDays(31));
        trade.ledger.expireDue(10);
        assertThat(margin().earned("USD")).isEqualByComparingTo("2.5");
        assertThat(margin().breakage()).containsOnlyKeys("USD");
        assertThat(margin().breakage().get("USD")).isEqualByComparingTo("7.5");
    }

    @Test
    void margin_paymentTakenBack_earnsWhatWasUsed() {
        Transaction payment = trade.topUp("pi_1", ALICE, "100", "10.00");
        trade.call("c-1", ALICE, MINI, 250, key("k-1"));
        trade.ledger
                .reverse(ReverseTransaction.of(ACME.operation("re_1"), payment.sequence())
                        .extent(ReverseTransaction.Extent.UNSPENT))
                .orThrow();
        assertThat(margin().earned("USD")).isEqualByComparingTo("2.5");
        assertThat(margin().breakage()).isEmpty();
    }

    /** At $0.02 a credit a request that costs $0.1575 and is charged one credit loses money: 0.02 - 0.1575. */
    @Test
    void margin_dearCallAtAFlatPrice_isNegative() {
        trade.topUp("pi_1", ALICE, "5000", "99.99");
        trade.call("c-1", ALICE, OPUS, 10, key("k-1"));
        assertThat(margin().margin("USD").orElseThrow()).isPositive();
        MarginReport.Margin dear = new MarginReport.Margin(
                Map.of("USD", new BigDecimal("0.02")),
                Map.of(),
                Map.of("USD", new BigDecimal("0.1575")),
                Map.of(),
                Map.of());
        assertThat(dear.margin("USD")).contains(new BigDecimal("-6.875000"));
    }
}
