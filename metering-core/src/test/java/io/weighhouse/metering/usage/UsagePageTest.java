// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import static io.weighhouse.metering.usage.Trade.ACME;
import static io.weighhouse.metering.usage.Trade.ALICE;
import static io.weighhouse.metering.usage.Trade.MINI;
import static io.weighhouse.metering.usage.Trade.OPUS;
import static io.weighhouse.metering.usage.Trade.credits;
import static io.weighhouse.metering.usage.Trade.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.feed.LedgerFeed;
import io.weighhouse.ledger.feed.LowBalance;
import io.weighhouse.metering.estimate.Estimate;
import io.weighhouse.metering.estimate.TokenEstimator;
import io.weighhouse.metering.price.Sku;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Does what docs/guides/usage.md says. */
class UsagePageTest {

    private final Trade trade = new Trade();
    private final Ledger ledger = trade.ledger;
    private final Executor executor = Runnable::run;
    private final InstantSource clock = () -> trade.now;
    private final TenantId tenant = ACME;
    private final AccountId wallet = ALICE;

    @Test
    void page_log_answersWhatItSays() {
        trade.topUp("pi_1", ALICE, "500", "19.99");
        trade.call("c-1", ALICE, MINI, 500, key("k-1"));
        trade.call("c-2", ALICE, OPUS, 1000, key("k-2"));
        // [log]
        UsageLog log = UsageLog.builder().build();
        LedgerFeed feed = LedgerFeed.from(ledger, log.next());
        feed.forEachPage(executor, log::accept); // from the first event on, and then as it comes
        // [/log]
        LocalDate november = LocalDate.parse("2026-11-01");
        // [questions]
        UsageQuestion all = UsageQuestion.of(tenant); // never another tenant's

        UsagePage newest = log.page(all.where(Dimension.label("key"), "k-1"), Long.MAX_VALUE, 50);
        UsageSummary byModelAndDay = log.summary(all.from(november).by(Dimension.DAY, Dimension.SKU));
        MarginReport margin = log.margin(all.from(november).by(Dimension.SKU));
        String csv = margin.toCsv();
        // [/questions]
        feed.close();
        assertThat(newest.records()).hasSize(1);
        assertThat(byModelAndDay.toCsv())
                .isEqualTo(String.join(
                        "\r\n",
                        "day,sku,calls,errors,aborted,expired,latency_millis,quantities,price,refunded,cost,shadow_cost",
                        "2026-11-26,anthropic/claude-opus-4-5,1,0,0,0,1500,input_tokens=1000,CREDIT/2=100.00,,USD=1,",
                        "2026-11-26,openai/gpt-4o-mini,1,0,0,0,1500,input_tokens=500,CREDIT/2=50.00,,USD=0.5,",
                        ""));
        assertThat(csv)
                .isEqualTo(String.join(
                        "\r\n",
                        "sku,earned,breakage,cost,margin,promotional,unvalued",
                        "anthropic/claude-opus-4-5,USD=3.998,,USD=1,USD=0.749874,,",
                        "openai/gpt-4o-mini,USD=1.999,,USD=0.5,USD=0.749874,,",
                        ""));
    }

    @Test
    void page_notices_areHandedToASender() {
        trade.topUp("pi_1", ALICE, "10", "1.00");
        List<BalanceNotice> posted = new ArrayList<>();
        // [notices]
        BalanceNotices notices = BalanceNotices.start(
                ledger, executor, new BalanceNotices.Rules(Duration.ofHours(1), BackOff.USUAL, clock));
        notices.watch(new LowBalance(wallet, credits("5"), credits("8"))); // low below 5, and again after 8
        // [/notices]
        trade.call("c-1", ALICE, MINI, 60, key("k-1"));
        // [sender]
        for (BalanceNotice notice : notices.due(100)) { // every second or so, by a thread of yours
            if (post(posted, notice)) {
                notices.sent(notice);
            } else {
                notices.failed(notice); // again after 10 s, 20 s, 40 s ...
            }
        }
        // [/sender]
        notices.close();
        assertThat(posted).extracting(BalanceNotice::available).containsExactly(credits("4"));
        assertThat(notices.waiting()).isZero();
    }

    private static boolean post(List<BalanceNotice> posted, BalanceNotice notice) {
        return posted.add(notice);
    }

    @Test
    void page_budgets_areToldOncePerThreshold() {
        List<LedgerEvent> events = ledger.events(1, 1000);
        // [budgets]
        BudgetNotices budgets = BudgetNotices.at(80, 100);
        List<BudgetNotice> reached = budgets.accept(events); // of the same feed
        // [/budgets]
        assertThat(reached).isEmpty();
        assertThat(budgets.next()).isEqualTo(events.size() + 1);
    }

    @Test
    void page_refusals_areCounted() {
        RefusalCounters refusals = RefusalCounters.of(clock);
        // [refusals]
        refusals.refused("acme", "RATE_LIMITED", Map.of("plan", "pro", "endpoint", "/v1/embeddings"));
        Map<String, Long> codes = refusals.byCode(UsageQuestion.of(tenant).where(Dimension.label("plan"), "pro"));
        // [/refusals]
        assertThat(codes).isEqualTo(Map.of("RATE_LIMITED", 1L));
    }

    @Test
    void page_estimate_hasBounds() {
        // [estimate]
        TokenEstimator estimator = TokenEstimator.heuristic(); // or JTokkitEstimator.create()
        Estimate estimate = estimator.estimate(Sku.of("openai", "gpt-4o"), "Weighed and found wanting.");
        // [/estimate]
        assertThat(estimate).isEqualTo(new Estimate(7, 1, 26));
    }
}
