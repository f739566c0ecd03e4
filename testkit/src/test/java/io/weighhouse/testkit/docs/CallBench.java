// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.CallMeter;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.ManualClock;
import io.weighhouse.testkit.ManualTicker;
import java.util.Locale;

/** The call of the pages about calls: 100 tokens in at 1 credit and 50 out at 2 at most, 20 in expected. */
final class CallBench implements AutoCloseable {

    static final Unit CREDIT = Unit.of("CREDIT", 0);
    static final TenantId ACME = TenantId.of("acme");

    final ManualClock clock = new ManualClock();

    /** Moves the clock with it. */
    final ManualTicker ticker = new ManualTicker(clock);

    final Ledger ledger = Ledger.builder().clock(clock).build();
    final CallMeter meter = CallMeter.builder(ledger, RateLimiter.local().build())
            .clock(clock)
            .ticker(ticker)
            .build();
    final AccountId wallet = ACME.account("wallet");
    final AccountId revenue = ACME.account("revenue");
    final PinnedCard prices = prices("large", "1", "2");

    CallBench(long funds) {
        AccountId gifts = ACME.account("gifts");
        ledger.open(Account.wallet(wallet, CREDIT)).orThrow();
        ledger.open(Account.of(gifts, AccountKind.PROMOTION, CREDIT)).orThrow();
        ledger.open(Account.of(revenue, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.grant(GrantCredit.of(ACME.operation("g"), gifts, wallet, Amount.ofMinor(funds, CREDIT)))
                .orThrow();
    }

    static PinnedCard prices(String model, String in, String out) {
        RateCard card = RateCard.builder(Sku.of("acme", model))
                .currency("CREDIT")
                .rate(Rate.of(Meter.INPUT_TOKENS, in))
                .rate(Rate.of(Meter.OUTPUT_TOKENS, out))
                .build();
        return PinnedCard.of("1", card, Markup.none(CREDIT));
    }

    Call.Builder call(String id) {
        return Call.of(ACME.operation(id), wallet)
                .paying(revenue)
                .priced(prices)
                .caps(Usage.tokens(100, 50))
                .expectedInput(20);
    }

    MeteredCall opened(Call.Builder call) {
        return ((Opening.Opened) meter.open(call.build())).call();
    }

    /** So many bytes of text in one piece. */
    static byte[] text(int bytes) {
        return event("{\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(bytes) + "\"}}]}");
    }

    static byte[] usage(int in, int out) {
        return event("{\"choices\":[],\"usage\":{\"prompt_tokens\":" + in + ",\"completion_tokens\":" + out + "}}");
    }

    static byte[] event(String json) {
        return ("data: " + json + "\n\n").getBytes(UTF_8);
    }

    static String number(Amount amount) {
        return String.format(Locale.ROOT, "%,d", amount.minor());
    }

    @Override
    public void close() {
        ledger.close();
    }
}
