// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import static io.weighhouse.metering.usage.Trade.ACME;
import static io.weighhouse.metering.usage.Trade.ALICE;
import static io.weighhouse.metering.usage.Trade.MINI;
import static io.weighhouse.metering.usage.Trade.credits;
import static io.weighhouse.metering.usage.Trade.receipt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BudgetNoticesTest {

    private static final AccountId NOVEMBER = ACME.account("budget:red:2026-11");
    private static final AccountId DECEMBER = ACME.account("budget:red:2026-12");

    private final Trade trade = new Trade();
    private final BudgetNotices notices = BudgetNotices.at(100, 50, 80);
    private int calls;

    @BeforeEach
    void open() {
        trade.topUp("pi_1", ALICE, "1000", "10.00");
        for (AccountId counter : List.of(NOVEMBER, DECEMBER)) {
            trade.ledger
                    .open(Account.of(counter, AccountKind.COUNTER, Trade.CREDIT))
                    .orThrow();
        }
    }

    /** Tokens in, of which ten are a credit. */
    private List<BudgetNotice> use(AccountId counter, long credits, String limit) {
        calls++;
        OperationId id = ACME.operation("c-" + calls);
        Amount amount = credits(String.valueOf(credits));
        trade.ledger
                .hold(PlaceHold.of(id, ALICE, amount).limit(new LimitLeg(counter, amount, credits(limit))))
                .orThrow();
        assertThat(news()).as("what is reserved is not used").isEmpty();
        trade.settle(id, receipt(id.value(), MINI, Usage.tokens(10 * credits, 0), ""), Map.of());
        return news();
    }

    private List<BudgetNotice> news() {
        return notices.accept(trade.ledger.events(notices.next(), 1000));
    }

    @Test
    void accept_thresholdReached_isToldOnce() {
        assertThat(use(NOVEMBER, 99, "200")).isEmpty();
        List<BudgetNotice> half = use(NOVEMBER, 1, "200");
        assertThat(half).extracting(BudgetNotice::id).containsExactly("acme/budget:red:2026-11@50");
        assertThat(half.get(0).used()).isEqualTo(credits("100"));
        assertThat(half.get(0).limit()).isEqualTo(credits("200"));
        assertThat(half.get(0).at()).isEqualTo(trade.now);
        assertThat(use(NOVEMBER, 10, "200")).isEmpty();
        assertThat(use(NOVEMBER, 89, "400")).as("the limit was raised").isEmpty();
    }

    @Test
    void accept_severalThresholdsAtOnce_tellsTheHighest() {
        assertThat(use(NOVEMBER, 90, "100")).extracting(BudgetNotice::percent).containsExactly(80);
    }

    @Test
    void accept_anotherMonth_beginsAnew() {
        assertThat(use(NOVEMBER, 100, "100")).extracting(BudgetNotice::percent).containsExactly(100);
        assertThat(use(DECEMBER, 60, "100")).extracting(BudgetNotice::percent).containsExactly(50);
    }

    @Test
    void accept_fromTheBeginning_tellsTheSameIds() {
        List<String> first = new ArrayList<>();
        use(NOVEMBER, 60, "200").forEach(notice -> first.add(notice.id()));
        use(NOVEMBER, 60, "200").forEach(notice -> first.add(notice.id()));
        use(NOVEMBER, 60, "200").forEach(notice -> first.add(notice.id()));
        BudgetNotices again = BudgetNotices.at(50, 80, 100);
        assertThat(again.accept(trade.ledger.events(1, 1000)))
                .extracting(BudgetNotice::id)
                .isEqualTo(first)
                .containsExactly("acme/budget:red:2026-11@50", "acme/budget:red:2026-11@80");
        assertThat(again.accept(trade.ledger.events(1, 1000))).isEmpty();
    }

    @Test
    void at_badThresholds_areMistakes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BudgetNotices.at(0))
                .withMessage("must be 1 to 100: percent=0");
        assertThatIllegalArgumentException()
                .isThrownBy(BudgetNotices::at)
                .withMessage("must be at least one: percents");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> notices.accept(trade.ledger.events(2, 1)))
                .withMessage("must be without a gap after 0: sequence=2");
    }
}
