// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static io.weighhouse.testkit.docs.CallBench.CREDIT;
import static io.weighhouse.testkit.docs.CallBench.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.call.Refusal;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Works out what docs/guides/budgets.md says. */
class BudgetsPageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/budgets.md");
    private static final Unit CALL = Unit.of("CALL", 0);

    private final CallBench bench = new CallBench(10_000);
    private final AccountId budget = CallBench.ACME.account("budget:2026-11");
    private final AccountId calls = CallBench.ACME.account("calls:2026-11");

    @AfterEach
    void close() {
        bench.close();
    }

    private static Amount credits(long count) {
        return Amount.ofMinor(count, CREDIT);
    }

    private Opening open(String id) {
        Ledger ledger = bench.ledger;
        Call.Builder request = bench.call(id);
        // [count]
        ledger.open(Account.of(budget, AccountKind.COUNTER, CREDIT)).orThrow();
        ledger.open(Account.of(calls, AccountKind.COUNTER, CALL)).orThrow();
        Call call = request.counting(new Allowance(budget, Counted.money(CREDIT), credits(500)))
                .counting(new Allowance(calls, Counted.REQUESTS, Amount.of("3", CALL)))
                .build();
        // [/count]
        return bench.meter.open(call);
    }

    @Test
    void page_budgetAndAllowance_letPassWhatTheTextSays() {
        List<MeteredCall> open = new ArrayList<>();
        for (String id : List.of("c-1", "c-2")) {
            open.add(((Opening.Opened) open(id)).call());
        }
        assertThat(open("c-3"))
                .isInstanceOfSatisfying(
                        Opening.Refused.class,
                        refused -> assertThat(((Refusal.AllowanceUsedUp) refused.refusal())
                                        .limit()
                                        .counter())
                                .isEqualTo(budget));
        for (MeteredCall one : open) {
            one.event(CallBench.usage(20, 4));
            assertThat(number(one.settle().charged())).isEqualTo("28");
        }
        assertThat(open("c-3")).isInstanceOf(Opening.Opened.class);
        assertThat(open("c-4"))
                .isInstanceOfSatisfying(
                        Opening.Refused.class,
                        refused -> assertThat(((Refusal.AllowanceUsedUp) refused.refusal())
                                        .limit()
                                        .counter())
                                .isEqualTo(calls));
        assertThat(PAGE.says("when both have cost 28, two more fit")).isTrue();
        assertThat(500 - 2 * 28).isBetween(2 * 200, 3 * 200);
    }

    @Test
    void page_whatIsCounted_isReservedAndBookedAsTheTableSays() {
        Map<String, Counted> counted = Map.of(
                "Counted.money(CREDIT)", Counted.money(CREDIT),
                "Counted.REQUESTS", Counted.REQUESTS,
                "Counted.TOKENS", Counted.TOKENS,
                "Counted.INPUT_TOKENS", Counted.INPUT_TOKENS,
                "Counted.OUTPUT_TOKENS", Counted.OUTPUT_TOKENS,
                "Counted.named(\"output_tokens\")", Counted.named("output_tokens"));
        List<DocPage.Row> table = PAGE.table("## Count it");
        assertThat(table).hasSameSizeAs(counted.keySet());
        for (int i = 0; i < table.size(); i++) {
            DocPage.Row row = table.get(i);
            Counted what = Objects.requireNonNull(counted.get(row.get("what is counted")));
            AccountId counter = CallBench.ACME.account("counter-" + i);
            bench.ledger.open(Account.of(counter, AccountKind.COUNTER, CREDIT)).orThrow();
            MeteredCall open = bench.opened(bench.call("c-" + i).counting(Allowance.unlimited(counter, what, CREDIT)));
            assertThat(number(balance(counter).held())).isEqualTo(row.get("reserved when the call is opened"));
            open.event(CallBench.usage(20, 4));
            open.settle();
            assertThat(number(balance(counter).posted())).isEqualTo(row.get("booked when it has used 20 in and 4 out"));
            assertThat(number(balance(counter).held())).isEqualTo("0");
        }
    }

    private Balance balance(AccountId counter) {
        return bench.ledger.balance(counter).orElseThrow();
    }

    @Test
    void page_counterNeverOpened_isNoFreePass() {
        Opening opening = bench.meter.open(bench.call("c-1")
                .counting(new Allowance(budget, Counted.money(CREDIT), credits(500)))
                .build());
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo("ACCOUNT_UNKNOWN"));
    }
}
