// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.CallMeter;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.ProviderApi;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.ManualClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cuts streams as docs/guides/providers.md does, and compares what is charged. */
class CutStreamTest {

    private static final Unit CREDIT = Unit.of("CREDIT", 0);
    private static final String TEXT = "x".repeat(40);

    private final TenantId acme = TenantId.of("acme");
    private final AccountId wallet = acme.account("wallet");
    private final AccountId gifts = acme.account("gifts");
    private final AccountId revenue = acme.account("revenue");
    private final Ledger ledger = Ledger.builder().clock(new ManualClock()).build();
    private final CallMeter meter = CallMeter.of(ledger, RateLimiter.local().build());

    private final PinnedCard prices = PinnedCard.of(
            "1",
            RateCard.builder(Sku.of("acme", "large"))
                    .currency("CREDIT")
                    .rate(Rate.of(Meter.INPUT_TOKENS, "1"))
                    .rate(Rate.of(Meter.OUTPUT_TOKENS, "2"))
                    .build(),
            Markup.none(CREDIT));

    private record Came(ProviderApi api, String event) {}

    @BeforeEach
    void openAccounts() {
        ledger.open(Account.wallet(wallet, CREDIT)).orThrow();
        ledger.open(Account.of(gifts, AccountKind.PROMOTION, CREDIT)).orThrow();
        ledger.open(Account.of(revenue, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.grant(GrantCredit.of(acme.operation("g"), gifts, wallet, Amount.of("10000", CREDIT)))
                .orThrow();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void page_cutStreams_areChargedAsItSays() {
        Map<String, Came> came = new LinkedHashMap<>();
        came.put("usage: 9 in, 4 out", chat("{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}"));
        came.put(
                "usage so far: 9 in, and 40 bytes of text",
                new Came(
                        ProviderApi.ANTHROPIC_MESSAGES,
                        "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}\n\n"
                                + "data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"" + TEXT + "\"}}"));
        came.put(
                "counts that contradict each other: 11 of 9 tokens cached, 4 out",
                chat("{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":11}}}"));
        came.put(
                "usage without a price: 3 searches",
                chat("{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,\"num_search_queries\":3}}"));
        came.put("40 bytes of text, no usage", chat("{\"choices\":[{\"delta\":{\"content\":\"" + TEXT + "\"}}]}"));
        came.put("an error, no text", chat("{\"error\":{\"code\":\"overloaded\"}}"));
        came.put("nothing", chat("{\"choices\":[]}"));

        List<DocPage.Row> table = DocPage.at("docs/guides/providers.md").table("## Streams that are cut");
        assertThat(table).extracting(row -> row.get("what has come")).containsExactlyElementsOf(came.keySet());
        assertThat(table).allSatisfy(row -> {
            String what = row.get("what has come");
            assertThat(charged(what + " settled", Objects.requireNonNull(came.get(what)), false))
                    .isEqualTo(row.get("settle"));
            assertThat(charged(what + " aborted", Objects.requireNonNull(came.get(what)), true))
                    .isEqualTo(row.get("abort"));
        });
    }

    private String charged(String id, Came came, boolean aborted) {
        Call call = Call.of(acme.operation(id), wallet)
                .paying(revenue)
                .priced(prices)
                .caps(Usage.tokens(100, 50))
                .expectedInput(20)
                .reader(came.api.reader())
                .build();
        try (MeteredCall open = ((Opening.Opened) meter.open(call)).call()) {
            open.event(("data: " + came.event + "\n\n").getBytes(UTF_8));
            Settlement end = aborted ? open.abort(AbortCause.CLIENT_GONE) : open.settle();
            return "`" + end.receipt().basis() + "` " + end.charged().minor();
        }
    }

    private static Came chat(String event) {
        return new Came(ProviderApi.OPENAI_CHAT, event);
    }
}
