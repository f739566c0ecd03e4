// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static io.weighhouse.testkit.docs.CallBench.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.CallMeter;
import io.weighhouse.metering.call.HoldPolicy;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.money.Amount;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Works out what docs/concepts/metered-call.md says. */
class MeteredCallPageTest {

    private static final DocPage PAGE = DocPage.at("docs/concepts/metered-call.md");

    private final CallBench bench = new CallBench(1_000);
    private final TenantId acme = CallBench.ACME;
    private final AccountId wallet = bench.wallet;
    private final AccountId revenue = bench.revenue;
    private final PinnedCard prices = bench.prices;
    private final CallMeter meter = bench.meter;

    @AfterEach
    void close() {
        bench.close();
    }

    private Settlement run(List<byte[]> upstream) {
        // [call]
        Call call = Call.of(acme.operation("request-1"), wallet)
                .paying(revenue)
                .priced(prices)
                .caps(Usage.tokens(100, 50))
                .expectedInput(20)
                .build();
        if (meter.open(call) instanceof Opening.Opened opened) {
            try (MeteredCall open = opened.call()) { // 200 are held
                for (byte[] event : upstream) {
                    open.event(event);
                }
                return open.settle(); // 28 are taken, the rest comes free
            }
        }
        // [/call]
        throw new AssertionError("the wallet has enough");
    }

    @Test
    void page_oneCall_takesWhatTheCommentsSay() {
        Settlement settlement = run(List.of(CallBench.text(16), CallBench.usage(20, 4)));
        assertThat(number(settlement.held())).isEqualTo("200");
        assertThat(number(settlement.charged())).isEqualTo("28");
        assertThat(number(bench.ledger.balance(wallet).orElseThrow().available()))
                .isEqualTo("972");
    }

    @Test
    void page_fourAnswers_areTheTypes() {
        assertThat(PAGE.column("## The four answers", "answer"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Opening.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    @Test
    void page_holdPolicies_holdAndChargeAsTheTableSays() {
        Map<String, HoldPolicy> policies = Map.of(
                "HoldPolicy.worstCase()", HoldPolicy.worstCase(),
                "HoldPolicy.typical(25)", HoldPolicy.typical(25),
                "HoldPolicy.flat(30)", HoldPolicy.flat(Amount.ofMinor(30, CallBench.CREDIT)));
        List<DocPage.Row> table = PAGE.table("## How much is held");
        assertThat(table).hasSameSizeAs(policies.keySet());
        for (DocPage.Row row : table) {
            HoldPolicy policy = Objects.requireNonNull(policies.get(row.get("policy")));
            Settlement little = settled(row.get("policy") + " 28", policy, CallBench.usage(20, 4));
            Settlement all = settled(row.get("policy") + " 200", policy, CallBench.usage(100, 50));
            assertThat(number(little.held())).isEqualTo(row.get("held"));
            assertThat(number(little.charged())).isEqualTo(row.get("what 28 used cost"));
            String above = all.overrun().isZero() ? "" : ", of which " + number(all.overrun()) + " above the hold";
            assertThat(number(all.charged()) + above).isEqualTo(row.get("what 200 used cost"));
        }
    }

    private Settlement settled(String id, HoldPolicy policy, byte[] usage) {
        MeteredCall open = bench.opened(bench.call(id).holding(policy));
        open.event(usage);
        return open.settle();
    }

    @Test
    void page_clampedCalls_getTheCapsOfTheTable() {
        for (DocPage.Row row : PAGE.table("## How much is held", 1)) {
            try (CallBench other =
                    new CallBench(Long.parseLong(row.get("wallet").replace(",", "")))) {
                long output = Long.parseLong(row.get("caps that were asked for").replaceAll("100 in, | out", ""));
                Opening opening = other.meter.open(other.call("c")
                        .caps(Usage.tokens(100, output))
                        .holding(HoldPolicy.worstCase().clampedTo(50))
                        .build());
                if (opening instanceof Opening.Opened opened) {
                    Usage caps = opened.call().caps();
                    assertThat(row.get("caps of the call"))
                            .isEqualTo("100 in, " + caps.quantity(Meter.OUTPUT_TOKENS) + " out");
                    assertThat(row.get("held"))
                            .isEqualTo(number(opened.call().hold().amount()));
                    assertThat(opened.call().clamped())
                            .isEqualTo(!row.get("caps of the call").equals(row.get("caps that were asked for")));
                } else {
                    assertThat(row.get("caps of the call")).startsWith("refused");
                }
            }
        }
    }

    @Test
    void page_bases_haveTheBoundsOfTheTable() {
        List<DocPage.Row> table = PAGE.table("## What the charge rests on");
        assertThat(table)
                .extracting(row -> row.get("basis"))
                .containsExactlyElementsOf(
                        Arrays.stream(Basis.values()).map(Basis::name).toList());
        for (DocPage.Row row : table) {
            MeteredCall open = bench.opened(bench.call(row.get("basis")));
            Settlement end = switch (row.get("basis")) {
                case "ESTIMATED" -> ended(open, CallBench.text(40));
                case "FLOOR" -> open.settle();
                case "NOTHING" -> open.abort(AbortCause.UPSTREAM_ERROR);
                default -> ended(open, CallBench.usage(20, 4));
            };
            assertThat(end.receipt().bound().map(CallBench::number).orElse("–"))
                    .as(row.get("basis"))
                    .isEqualTo(row.get("bound on the receipt"));
        }
    }

    private static Settlement ended(MeteredCall open, byte[] event) {
        open.event(event);
        return open.settle();
    }

    @Test
    void page_ownKey_holdsAndTakesNothing() {
        PinnedCard own =
                PinnedCard.of("1", prices.card(), Markup.into(CallBench.CREDIT).multiplier("0"));
        Settlement end = settled("own", HoldPolicy.worstCase(), own);
        assertThat(number(end.held())).isEqualTo("0");
        assertThat(number(end.charged())).isEqualTo("0");
        assertThat(end.receipt().cost()).isEqualByComparingTo("28");
    }

    private Settlement settled(String id, HoldPolicy policy, PinnedCard card) {
        MeteredCall open = bench.opened(bench.call(id).priced(card).holding(policy));
        open.event(CallBench.usage(20, 4));
        return open.settle();
    }
}
