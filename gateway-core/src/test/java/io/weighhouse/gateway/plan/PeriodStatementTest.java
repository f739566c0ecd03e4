// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import static io.weighhouse.gateway.plan.PlanHouse.ACME;
import static io.weighhouse.gateway.plan.PlanHouse.OPS;
import static io.weighhouse.gateway.plan.PlanHouse.WALLET;
import static io.weighhouse.gateway.plan.PlanHouse.credits;
import static io.weighhouse.gateway.plan.PlanHouse.monthly;
import static io.weighhouse.gateway.plan.PlanHouse.plan;
import static io.weighhouse.gateway.plan.PlanHouse.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.Taking;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeriodStatementTest {

    private static final Usage CALL = Usage.tokens(100, 50);

    private final PlanHouse house = new PlanHouse(plan("starter")
            .granting(monthly("10"))
            .including(Included.calls(2).then(Overage.charged(credits("0.5"))))
            .build());

    @Test
    void of_month_hasEverythingAndAddsUp() {
        Subscription subscription = aMonthOfEverything();
        PeriodStatement statement = PeriodStatement.of(house.ledger, subscription, month(0));
        assertThat(statement.toCsv()).isEqualTo("""
                        section,item,count,amount,unit
                        OPENING,,,0.000000,CREDIT/6
                        GRANT,month,1,10.000000,CREDIT/6
                        PURCHASE,,1,100.000000,CREDIT/6
                        BONUS,,1,5.000000,CREDIT/6
                        INCLUDED,doc/scan,2,0.000000,CREDIT/6
                        USAGE,openai/gpt,1,-3.000000,CREDIT/6
                        OVERAGE,doc/scan,1,-0.500000,CREDIT/6
                        REFUND,,1,1.000000,CREDIT/6
                        REVERSAL,,1,-40.000000,CREDIT/6
                        ALLOWANCE,calls,2,,
                        CLOSING,,,72.500000,CREDIT/6
                        """.replace("\n", "\r\n"));
        assertThat(statement.toJson())
                .startsWith("{\"tenant\":\"acme\",\"subscription\":\"sub_1\",\"from\":\"2026-01-31T12:00:00Z\","
                        + "\"until\":\"2026-02-28T12:00:00Z\",\"unit\":\"CREDIT/6\",\"opening\":\"0.000000\",")
                .contains("{\"section\":\"OVERAGE\",\"item\":\"doc/scan\",\"count\":1,\"amount\":\"-0.500000\"}")
                .endsWith("\"allowances\":[{\"name\":\"calls\",\"included\":2,\"used\":2,\"overage\":1}],"
                        + "\"closing\":\"72.500000\"}");
        assertAddsUp(statement);
    }

    @Test
    void of_passedMonth_isTheSameWheneverItIsAsked() {
        Subscription subscription = aMonthOfEverything();
        house.at("2026-02-28T12:00:00Z");
        PeriodStatement first = PeriodStatement.of(house.ledger, subscription, month(0));
        house.touch();
        call("later", "doc/scan", house.touch().charging(CALL), "0");
        house.at("2026-05-01T00:00:00Z").touch();
        PeriodStatement again = PeriodStatement.of(house.ledger, house.subscription(), month(0));
        assertThat(again.toCsv()).isEqualTo(first.toCsv());
        assertThat(again.toJson()).isEqualTo(first.toJson());
    }

    @Test
    void of_monthsInARow_eachOpensWithWhatTheLastClosedWith() {
        aMonthOfEverything();
        house.at("2026-03-10T00:00:00Z").touch();
        call("second", "doc/scan", house.touch().charging(CALL), "0");
        house.at("2026-05-10T00:00:00Z").touch();
        Amount opening = credits("0");
        for (int month = 0; month < 5; month++) {
            PeriodStatement statement = PeriodStatement.of(house.ledger, house.subscription(), month(month));
            assertThat(statement.balances().opening()).as("month %d", month).isEqualTo(opening);
            assertAddsUp(statement);
            opening = statement.balances().closing();
        }
        assertThat(house.ledger.balance(WALLET).orElseThrow().posted()).isEqualTo(opening);
    }

    @Test
    void of_callWithCheckpoints_countsOnce() {
        house.subscriptions.subscribe(to("starter"), OPS).orThrow();
        house.touch();
        Note note = Note.NONE.reference("openai/gpt");
        house.ledger
                .hold(PlaceHold.of(ACME.operation("c"), WALLET, credits("4")))
                .orThrow();
        for (int step = 1; step <= 2; step++) {
            house.ledger
                    .capture(new CaptureHold(
                            ACME.operation("c"),
                            new Taking(PlanHouse.REVENUE, credits(Integer.toString(step)), Overrun.DEBT),
                            step,
                            List.of(),
                            note))
                    .orThrow();
        }
        house.ledger
                .capture(CaptureHold.of(ACME.operation("c"), PlanHouse.REVENUE, credits("1.5"))
                        .note(note))
                .orThrow();
        PeriodStatement statement = PeriodStatement.of(house.ledger, house.subscription(), month(0));
        assertThat(statement.lines())
                .contains(new PeriodStatement.Line(PeriodStatement.Section.USAGE, "openai/gpt", 1, credits("-1.5")));
        assertAddsUp(statement);
    }

    @Test
    void of_moreThanAPageOfBookings_addsUp() {
        house.subscriptions.subscribe(to("starter"), OPS).orThrow();
        house.touch();
        for (int i = 0; i < 2_500; i++) {
            house.spend("c" + i, "0.001");
        }
        PeriodStatement statement = PeriodStatement.of(house.ledger, house.subscription(), month(0));
        assertThat(statement.lines())
                .contains(new PeriodStatement.Line(PeriodStatement.Section.USAGE, "", 2_500, credits("-2.5")));
        assertAddsUp(statement);
    }

    @Test
    void of_walletThatIsNotThere_isAMistake() {
        Subscription nobody =
                new Subscription(ACME.account("nobody"), house.plans.require("starter"), PlanHouse.REVENUE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PeriodStatement.of(house.ledger, nobody, Anchor.CALENDAR.month(0)))
                .withMessage("must be open: wallet=acme/nobody");
    }

    private Subscription aMonthOfEverything() {
        house.subscriptions.subscribe(to("starter"), OPS).orThrow();
        OpenPeriod open = house.touch();
        Transaction bought = house.ledger
                .grant(GrantCredit.of(ACME.operation("pi_1"), PlanHouse.PAYMENTS, WALLET, credits("100")))
                .orThrow();
        house.ledger
                .grant(GrantCredit.of(ACME.operation("gift"), PlanHouse.GIFTS, WALLET, credits("5")))
                .orThrow();
        house.at("2026-02-05T00:00:00Z");
        call("scan-1", "doc/scan", open.charging(CALL), "0");
        call("scan-2", "doc/scan", open.charging(CALL), "0");
        Charging included = open.charging(CALL);
        call(
                "scan-3",
                "doc/scan",
                open.beyond(included, included.allowances().get(0).counter()).orElseThrow(),
                "0.5");
        Transaction used = call("chat-1", "openai/gpt", open.charging(Usage.empty()), "3");
        house.ledger
                .reverse(ReverseTransaction.of(ACME.operation("refund-1"), used.sequence())
                        .extent(ReverseTransaction.Extent.part(credits("1"))))
                .orThrow();
        house.ledger
                .reverse(ReverseTransaction.of(ACME.operation("refund-2"), bought.sequence())
                        .extent(ReverseTransaction.Extent.part(credits("40"))))
                .orThrow();
        return house.subscription();
    }

    private Transaction call(String id, String sku, Charging charging, String price) {
        boolean counts = !charging.label().isEmpty() && !charging.caps.isEmpty();
        if (counts) {
            house.hold(id, charging, price).orThrow();
        } else {
            house.ledger
                    .hold(PlaceHold.of(ACME.operation(id), WALLET, credits(price)))
                    .orThrow();
        }
        Note note = Note.NONE.reference(sku);
        return house.ledger
                .capture(CaptureHold.of(ACME.operation(id), PlanHouse.REVENUE, credits(price))
                        .note(counts ? note.label(Charging.LABEL, charging.label()) : note))
                .orThrow();
    }

    private Period month(long index) {
        return house.subscription().record().term().anchor().month(index);
    }

    /** The wallet's own statement is the outside judge. */
    private void assertAddsUp(PeriodStatement statement) {
        Amount sum = statement.lines().stream()
                .map(PeriodStatement.Line::amount)
                .reduce(statement.balances().opening(), Amount::plus);
        assertThat(sum).isEqualTo(statement.balances().closing());
        house.ledger
                .statement(
                        WALLET,
                        StatementPage.newestFirst(1)
                                .between(
                                        statement.period().start(),
                                        statement.period().end()))
                .lines()
                .forEach(last -> assertThat(last.balanceAfter()).isEqualTo(sum));
    }
}
