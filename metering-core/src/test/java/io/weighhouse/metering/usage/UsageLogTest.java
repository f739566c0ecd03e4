// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import static io.weighhouse.metering.usage.Trade.ACME;
import static io.weighhouse.metering.usage.Trade.ALICE;
import static io.weighhouse.metering.usage.Trade.BOB;
import static io.weighhouse.metering.usage.Trade.CREDIT;
import static io.weighhouse.metering.usage.Trade.GLOBEX;
import static io.weighhouse.metering.usage.Trade.MINI;
import static io.weighhouse.metering.usage.Trade.OPUS;
import static io.weighhouse.metering.usage.Trade.credits;
import static io.weighhouse.metering.usage.Trade.key;
import static io.weighhouse.metering.usage.Trade.receipt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageLogTest {

    private static final UsageQuestion ALL = UsageQuestion.of(ACME);
    private static final Dimension KEY = Dimension.label("key");

    private final Trade trade = new Trade();

    @BeforeEach
    void fund() {
        trade.topUp("pi_1", ALICE, "1000", "10.00");
        trade.topUp("pi_2", BOB, "1000", "10.00");
        trade.topUp("pi_3", GLOBEX.account("wallet:alice"), "1000", "10.00");
    }

    private UsageTotals total(UsageQuestion question) {
        return trade.log().summary(question).total();
    }

    private List<UsageRecord> records() {
        return trade.log().page(ALL, Long.MAX_VALUE, 100).records();
    }

    @Test
    void accept_settledCall_isARecordWithWhatTheReceiptSays() {
        Transaction use = trade.call("c-1", ALICE, MINI, 500, key("k-1"));
        UsageRecord record = records().get(0);
        assertThat(record.id()).isEqualTo(ACME.operation("c-1"));
        assertThat(record.sequence()).isEqualTo(use.sequence());
        assertThat(record.call().wallet()).isEqualTo(ALICE);
        assertThat(record.call().label("key")).isEqualTo("k-1");
        assertThat(record.call().label("team")).isEmpty();
        assertThat(record.sku()).isEqualTo(MINI);
        assertThat(record.money().usage()).isEqualTo(Usage.tokens(500, 0));
        assertThat(record.money().cost()).isEqualByComparingTo("0.5");
        assertThat(record.money().currency()).isEqualTo("USD");
        assertThat(record.netPrice()).isEqualTo(credits("50"));
        assertThat(record.ending())
                .isEqualTo(new UsageRecord.Ending(UsageStatus.OK, Basis.REPORTED, "", use.bookedAt(), 1500));
    }

    @Test
    void summary_byKeySkuAndDay_hasARowForEach() {
        trade.call("c-1", ALICE, MINI, 100, key("k-1"));
        trade.call("c-2", ALICE, MINI, 200, key("k-1"));
        trade.call("c-3", ALICE, OPUS, 300, key("k-2"));
        trade.after(Duration.ofDays(1));
        trade.call("c-4", ALICE, MINI, 400, key("k-1"));
        UsageSummary summary = trade.log().summary(ALL.by(Dimension.DAY, KEY, Dimension.SKU));
        assertThat(summary.rows())
                .extracting(row -> row.value(Dimension.DAY)
                        + ' '
                        + row.value(KEY)
                        + ' '
                        + row.value(Dimension.SKU)
                        + ' '
                        + row.totals().calls()
                        + ' '
                        + row.totals().price(CREDIT)
                        + ' '
                        + row.totals().quantity(Meter.INPUT_TOKENS)
                        + ' '
                        + row.totals().cost("USD"))
                .containsExactly(
                        "2026-11-26 k-1 openai/gpt-4o-mini 2 30.00 CREDIT 300 0.3",
                        "2026-11-26 k-2 anthropic/claude-opus-4-5 1 30.00 CREDIT 300 0.3",
                        "2026-11-27 k-1 openai/gpt-4o-mini 1 40.00 CREDIT 400 0.4");
        assertThat(summary.total().calls()).isEqualTo(4);
        assertThat(summary.total().price(CREDIT)).isEqualTo(credits("100"));
        assertThat(summary.total().latencyMillis()).isEqualTo(6000);
    }

    @Test
    void summary_ofAKeyAndSomeDays_leavesTheRestOut() {
        trade.call("c-1", ALICE, MINI, 100, key("k-1"));
        trade.after(Duration.ofDays(1));
        trade.call("c-2", ALICE, MINI, 200, key("k-1"));
        trade.call("c-3", ALICE, MINI, 300, key("k-2"));
        trade.after(Duration.ofDays(1));
        trade.call("c-4", ALICE, MINI, 400, key("k-1"));
        UsageQuestion question =
                ALL.where(KEY, "k-1").from(LocalDate.parse("2026-11-27")).until(LocalDate.parse("2026-11-28"));
        assertThat(total(question).price(CREDIT)).isEqualTo(credits("20"));
        assertThat(trade.log().page(question, Long.MAX_VALUE, 10).records())
                .extracting(record -> record.id().value())
                .containsExactly("c-2");
    }

    @Test
    void read_ofOneTenant_neverShowsAnother() {
        trade.call("c-1", ALICE, MINI, 100, key("k-1"));
        trade.call("c-1", GLOBEX.account("wallet:alice"), MINI, 900, key("k-1"));
        UsageLog log = trade.log();
        assertThat(log.summary(ALL).total().price(CREDIT)).isEqualTo(credits("10"));
        assertThat(log.page(ALL, Long.MAX_VALUE, 10).records()).hasSize(1);
        assertThat(log.margin(ALL).total().earned("USD")).isEqualByComparingTo("0.10");
        assertThat(log.summary(ALL.where(Dimension.TENANT, "globex")).rows()).isEmpty();
        assertThat(log.page(ALL.where(Dimension.TENANT, "globex"), Long.MAX_VALUE, 10)
                        .records())
                .isEmpty();
        assertThat(log.summary(UsageQuestion.ofEveryTenant().by(Dimension.TENANT))
                        .rows())
                .extracting(
                        row -> row.value(Dimension.TENANT) + ' ' + row.totals().calls())
                .containsExactly("acme 1", "globex 1");
    }

    @Test
    void accept_checkpoints_countMoneyWhenItMovesAndTheCallOnce() {
        OperationId call = trade.open("c-1", ALICE, "100");
        trade.checkpoint(call, 1, receipt("c-1", MINI, Usage.tokens(100, 0), "CHECKPOINT"), key("k-1"));
        assertThat(total(ALL).calls()).isZero();
        assertThat(total(ALL).price(CREDIT)).isEqualTo(credits("10"));
        assertThat(records()).isEmpty();
        trade.after(Duration.ofHours(16)); // past midnight, and past the hold
        trade.settle(call, receipt("c-1", MINI, Usage.tokens(100, 50), ""), key("k-1"));
        UsageSummary days = trade.log().summary(ALL.by(Dimension.DAY));
        assertThat(days.rows())
                .extracting(row -> row.value(Dimension.DAY)
                        + ' '
                        + row.totals().calls()
                        + ' '
                        + row.totals().price(CREDIT)
                        + ' '
                        + row.totals().quantity(Meter.INPUT_TOKENS)
                        + ' '
                        + row.totals().quantity(Meter.OUTPUT_TOKENS)
                        + ' '
                        + row.totals().cost("USD"))
                .containsExactly("2026-11-26 0 10.00 CREDIT 100 0 0.1", "2026-11-27 1 10.00 CREDIT 0 50 0.1");
        assertThat(records()).hasSize(1);
        assertThat(records().get(0).netPrice()).isEqualTo(credits("20"));
        assertThat(records().get(0).money().usage()).isEqualTo(Usage.tokens(100, 50));
    }

    @Test
    void accept_captureBelowItsCheckpoints_takesBackWhatWasTooMuch() {
        OperationId call = trade.open("c-1", ALICE, "100");
        trade.checkpoint(call, 1, receipt("c-1", MINI, Usage.tokens(300, 0), "CHECKPOINT"), key("k-1"));
        trade.settle(call, receipt("c-1", MINI, Usage.tokens(100, 0), ""), key("k-1"));
        assertThat(total(ALL).price(CREDIT)).isEqualTo(credits("10"));
        assertThat(total(ALL).quantity(Meter.INPUT_TOKENS)).isEqualTo(100);
        assertThat(total(ALL).cost("USD")).isEqualByComparingTo("0.1");
        assertThat(total(ALL).calls()).isEqualTo(1);
    }

    @Test
    void accept_abortedCalls_haveTheirStatus() {
        OperationId gone = trade.open("c-1", ALICE, "100");
        trade.settle(gone, receipt("c-1", MINI, Usage.tokens(10, 0), "CLIENT_GONE"), key("k-1"));
        trade.release(trade.open("c-2", ALICE, "100"), MINI, "UPSTREAM_ERROR");
        trade.release(trade.open("c-3", ALICE, "100"), MINI, "SHUTDOWN");
        OperationId estimated = trade.open("c-4", ALICE, "100");
        trade.settle(estimated, receipt("c-4", MINI, Usage.tokens(10, 0), "USAGE_MISSING"), key("k-1"));
        assertThat(records())
                .extracting(UsageRecord::status)
                .containsExactly(
                        UsageStatus.OK, UsageStatus.SHUTDOWN, UsageStatus.UPSTREAM_ERROR, UsageStatus.CLIENT_GONE);
        assertThat(records().get(0).ending().cause()).isEqualTo("USAGE_MISSING");
        assertThat(total(ALL.where(KEY, "k-1")).counts()).isEqualTo(new UsageTotals.Counts(4, 1, 2, 0));
    }

    @Test
    void accept_holdThatRanOut_isACallOfNobodyUntilItIsSettledLate() {
        OperationId call =
                trade.open("c-1", ALICE, "100", new ExpiryAction.CaptureFloor(ACME.account("revenue"), credits("5")));
        trade.after(Duration.ofMinutes(16));
        trade.ledger.expireDue(10);
        UsageSummary before = trade.log().summary(ALL.by(KEY));
        assertThat(before.rows()).hasSize(1);
        assertThat(before.rows().get(0).value(KEY)).isEmpty();
        assertThat(before.total().counts()).isEqualTo(new UsageTotals.Counts(1, 0, 0, 1));
        assertThat(before.total().price(CREDIT)).isEqualTo(credits("5"));
        assertThat(records()).extracting(UsageRecord::status).containsExactly(UsageStatus.EXPIRED);
        trade.after(Duration.ofDays(1));
        trade.settle(call, receipt("c-1", MINI, Usage.tokens(300, 0), ""), key("k-1"));
        UsageSummary after = trade.log().summary(ALL.by(Dimension.DAY, KEY));
        assertThat(after.rows())
                .extracting(row -> row.value(Dimension.DAY)
                        + ' '
                        + row.value(KEY)
                        + ' '
                        + row.totals().counts()
                        + ' '
                        + row.totals().price(CREDIT))
                .containsExactly(
                        "2026-11-26 k-1 " + new UsageTotals.Counts(0, 0, 0, 0) + " 5.00 CREDIT",
                        "2026-11-27 k-1 " + new UsageTotals.Counts(1, 0, 0, 0) + " 25.00 CREDIT");
        assertThat(records()).extracting(UsageRecord::status).containsExactly(UsageStatus.OK);
        assertThat(records().get(0).netPrice()).isEqualTo(credits("30"));
    }

    @Test
    void accept_expiryAfterACheckpoint_knowsWhoseCallItWas() {
        OperationId call = trade.open("c-1", ALICE, "100", new ExpiryAction.CaptureAll(ACME.account("revenue")));
        trade.checkpoint(call, 1, receipt("c-1", MINI, Usage.tokens(100, 0), "CHECKPOINT"), key("k-1"));
        trade.after(Duration.ofMinutes(16));
        trade.ledger.expireDue(10);
        assertThat(total(ALL.where(KEY, "k-1").where(Dimension.SKU, MINI)).price(CREDIT))
                .isEqualTo(credits("100"));
        assertThat(total(ALL.where(KEY, "k-1")).counts().expired()).isEqualTo(1);
        assertThat(records().get(0).call().label("key")).isEqualTo("k-1");
    }

    @Test
    void accept_refund_lowersTheSumsWhereTheUseWasCounted() {
        Transaction use = trade.call("c-1", ALICE, MINI, 500, key("k-1"));
        trade.after(Duration.ofDays(1));
        Transaction refund = trade.refund("r-1", use, "20");
        UsageTotals total = total(ALL.where(KEY, "k-1").where(Dimension.SKU, MINI));
        assertThat(total.price(CREDIT)).isEqualTo(credits("30"));
        assertThat(total.refunded(CREDIT)).isEqualTo(credits("20"));
        assertThat(total.calls()).isEqualTo(1);
        assertThat(total.quantity(Meter.INPUT_TOKENS)).as("tokens stay used").isEqualTo(500);
        assertThat(records().get(0).money().refunded()).isEqualTo(credits("20"));
        assertThat(records().get(0).netPrice()).isEqualTo(credits("30"));
        assertThat(total(ALL.from(LocalDate.parse("2026-11-27"))).price(CREDIT)).isEqualTo(credits("-20"));
        trade.ledger
                .reverse(ReverseTransaction.of(ACME.operation("r-2"), refund.sequence()))
                .orThrow();
        assertThat(total(ALL.where(KEY, "k-1")).price(CREDIT)).isEqualTo(credits("50"));
        assertThat(total(ALL.where(KEY, "k-1")).refunded(CREDIT)).isEqualTo(credits("0"));
    }

    @Test
    void accept_paymentTakenBack_isNoUse() {
        Transaction payment = trade.topUp("pi_9", ALICE, "10", "1.00");
        trade.ledger
                .reverse(ReverseTransaction.of(ACME.operation("re_9"), payment.sequence()))
                .orThrow();
        assertThat(total(ALL)).isEqualTo(UsageTotals.NOTHING);
    }

    @Test
    void accept_customersKey_costsTheCustomerAndNotUs() {
        trade.call("c-1", ALICE, MINI, 100, Map.of("key", "k-1", "payer", "CUSTOMER"));
        assertThat(total(ALL).cost("USD")).isZero();
        assertThat(total(ALL).money().shadowCost()).containsOnlyKeys("USD");
        assertThat(total(ALL).money().shadowCost().get("USD")).isEqualByComparingTo("0.1");
        assertThat(trade.log().margin(ALL).total().cost("USD")).isZero();
    }

    @Test
    void accept_latencyThatTheGatewayMeasured_countsInstead() {
        trade.call("c-1", ALICE, MINI, 100, Map.of("latency-millis", "77"));
        trade.call("c-2", ALICE, MINI, 100, Map.of("latency-millis", "soon"));
        assertThat(records())
                .extracting(record -> record.ending().latencyMillis())
                .containsExactly(1500L, 77L);
    }

    @Test
    void accept_receiptOfSomebodyElse_countsTheMoneyAndSaysSo() {
        OperationId call = trade.open("c-1", ALICE, "100");
        Note note = new Note("", "", MINI, key("k-1"), "{\"total\":7}");
        trade.ledger
                .capture(CaptureHold.of(call, ACME.account("revenue"), credits("7"))
                        .note(note))
                .orThrow();
        UsageLog log = trade.log();
        assertThat(log.summary(ALL.where(Dimension.SKU, MINI)).total().price(CREDIT))
                .isEqualTo(credits("7"));
        assertThat(log.losses()).isEqualTo(new UsageLog.Losses(0, 0, 0, 1));
    }

    @Test
    void accept_eventsTwice_countsThemOnce() {
        trade.call("c-1", ALICE, MINI, 100, key("k-1"));
        UsageLog log = trade.log();
        List<LedgerEvent> events = trade.ledger.events(1, 1000);
        log.accept(events);
        log.accept(events.subList(3, 9));
        assertThat(log.summary(ALL).total().calls()).isEqualTo(1);
        assertThat(log.next()).isEqualTo(events.size() + 1);
    }

    @Test
    void accept_gap_isAMistake() {
        UsageLog log = UsageLog.builder().build();
        List<LedgerEvent> events = trade.ledger.events(1, 1000);
        log.accept(events.subList(0, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.accept(events.subList(3, 4)))
                .withMessage("must be without a gap after 2: sequence=4");
        assertThat(log.next()).isEqualTo(3);
    }

    @Test
    void page_inSteps_givesEveryRecordOnceNewestFirst() {
        for (int i = 1; i <= 5; i++) {
            trade.call("c-" + i, i % 2 == 0 ? ALICE : BOB, MINI, 10, key("k-" + i));
        }
        UsageLog log = trade.log();
        UsagePage first = log.page(ALL, Long.MAX_VALUE, 2);
        UsagePage second = log.page(ALL, first.next().orElseThrow(), 2);
        UsagePage third = log.page(ALL, second.next().orElseThrow(), 2);
        assertThat(List.of(first, second, third))
                .extracting(page ->
                        page.records().stream().map(each -> each.id().value()).toList())
                .containsExactly(List.of("c-5", "c-4"), List.of("c-3", "c-2"), List.of("c-1"));
        assertThat(third.next()).isEmpty();
        assertThat(log.page(ALL.where(Dimension.WALLET, "wallet:alice"), Long.MAX_VALUE, 10)
                        .records())
                .extracting(record -> record.id().value())
                .containsExactly("c-4", "c-2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.page(ALL, Long.MAX_VALUE, 0))
                .withMessage("must be 1 to 1000: limit=0");
    }

    @Test
    void zone_decidesWhichDayItIs() {
        trade.call("c-1", ALICE, MINI, 10, key("k-1"));
        UsageLog log = trade.fold(
                UsageLog.builder().zone(ZoneId.of("Pacific/Kiritimati")).build());
        trade.after(Duration.ofHours(3));
        trade.call("c-2", ALICE, MINI, 10, key("k-1"));
        assertThat(trade.fold(log).summary(ALL.by(Dimension.DAY)).rows())
                .extracting(row -> row.value(Dimension.DAY))
                .containsExactly("2026-11-26", "2026-11-27");
    }

    @Test
    void bounds_reached_dropTheOldestAndSaySo() {
        AccountId alice = ALICE;
        UsageLog log = UsageLog.builder()
                .bounds(new UsageLog.Bounds(2, 3, 2, 3, 1))
                .labels(Set.of("key"))
                .build();
        for (int i = 1; i <= 5; i++) {
            trade.call("c-" + i, alice, MINI, 10, key("k-" + i));
        }
        trade.fold(log);
        assertThat(log.page(ALL, Long.MAX_VALUE, 10).records()).hasSize(2);
        UsageSummary crowded = log.summary(ALL.by(KEY));
        assertThat(crowded.rows()).extracting(row -> row.value(KEY)).containsExactly("", "k-1", "k-2", "k-3");
        assertThat(crowded.total().calls()).as("none is lost").isEqualTo(5);
        assertThat(log.losses().crowdedOut()).isEqualTo(4);
        assertThat(log.losses().forgottenLots()).isEqualTo(2);
        trade.after(Duration.ofDays(2));
        trade.call("c-6", alice, MINI, 10, key("k-6"));
        trade.fold(log);
        assertThat(log.summary(ALL).total().calls()).as("two days are kept").isEqualTo(1);
        assertThat(log.losses().none()).isFalse();
    }
}
