// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.start;

// [first-call]
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
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;

public final class FirstCall {

    public static void main(String[] args) {
        // Who: a tenant with a wallet, and the accounts that credits come from and go to.
        Unit credit = Unit.of("CREDIT", 6);
        TenantId acme = TenantId.of("acme");
        AccountId wallet = acme.account("wallet:alice");
        AccountId promotion = acme.account("promotion");
        AccountId revenue = acme.account("revenue");
        Ledger ledger = Ledger.inMemory();
        ledger.open(Account.wallet(wallet, credit)).orThrow();
        ledger.open(Account.of(promotion, AccountKind.PROMOTION, credit)).orThrow();
        ledger.open(Account.of(revenue, AccountKind.REVENUE, credit)).orThrow();
        ledger.grant(GrantCredit.of(acme.operation("welcome"), promotion, wallet, Amount.of("10", credit)))
                .orThrow();

        // What: a model's prices in dollars, sold at 1.8 times the cost, a cent a credit.
        RateCard card = RateCard.builder(Sku.of("openai", "gpt-4o-mini"))
                .currency("USD")
                .perMillion(Meter.INPUT_TOKENS, "0.15")
                .perMillion(Meter.OUTPUT_TOKENS, "0.60")
                .build();
        Markup markup = Markup.into(credit).multiplier("1.8").creditPrice("0.01");

        // The call: at most 1,000 tokens in and 500 out, at most 60 a minute.
        CallMeter meter = CallMeter.of(ledger, RateLimiter.local().build());
        Call call = Call.of(acme.operation("call-1"), wallet)
                .paying(revenue)
                .priced(PinnedCard.of("2026-11", card, markup))
                .caps(Usage.tokens(1_000, 500))
                .limited(Subjects.of("acme/alice", Quota.of(Limit.requests("per-minute", 60, Duration.ofMinutes(1)))))
                .build();
        Opening opening = meter.open(call);
        if (!(opening instanceof Opening.Opened opened)) {
            System.out.println("Not opened: " + opening);
            return;
        }
        try (MeteredCall open = opened.call()) {
            System.out.println("Held " + open.hold().amount());
            open.response(upstream()); // for a stream: open.event(chunk), as often as chunks come
            Settlement settlement = open.settle();
            System.out.println("Charged " + settlement.charged() + ", basis "
                    + settlement.receipt().basis());
        }
        System.out.println("Left " + ledger.balance(wallet).orElseThrow().available());
    }

    /** Stands for the provider's answer. */
    private static byte[] upstream() {
        return """
                {"choices":[{"message":{"role":"assistant","content":"Every load was weighed."}}],
                 "usage":{"prompt_tokens":120,"completion_tokens":80,"total_tokens":200}}""".getBytes(UTF_8);
    }
}
// [/first-call]
