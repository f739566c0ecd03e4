// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
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
import java.util.ArrayList;
import java.util.List;

/** A meter over a wallet of some credits: a token in costs 1, a token out 2, and a call may use 100 in and 50 out. */
final class CallDesk implements AutoCloseable {

    static final Unit CREDIT = Unit.of("CREDIT", 0);
    static final Unit CALL = Unit.of("CALL", 0);
    static final TenantId ACME = TenantId.of("acme");
    static final AccountId WALLET = ACME.account("wallet");
    static final AccountId REVENUE = ACME.account("revenue");
    static final AccountId CALLS = ACME.account("calls:2026-11");
    static final Usage CAPS = Usage.tokens(100, 50);

    /** What the caps cost. */
    static final long WORST = 200;

    final ManualClock clock = new ManualClock();
    final Ledger ledger = Ledger.builder().clock(clock).build();
    final CallMeter meter = CallMeter.of(ledger, RateLimiter.local().build());

    CallDesk(long funds) {
        AccountId gifts = ACME.account("gifts");
        ledger.open(Account.wallet(WALLET, CREDIT)).orThrow();
        ledger.open(Account.of(gifts, AccountKind.PROMOTION, CREDIT)).orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.open(Account.of(CALLS, AccountKind.COUNTER, CALL)).orThrow();
        ledger.grant(GrantCredit.of(ACME.operation("grant"), gifts, WALLET, credits(funds)))
                .orThrow();
    }

    static Amount credits(long count) {
        return Amount.ofMinor(count, CREDIT);
    }

    static PinnedCard card(String model, int in, int out) {
        RateCard card = RateCard.builder(Sku.of("acme", model))
                .currency("CREDIT")
                .rate(Rate.of(Meter.INPUT_TOKENS, Integer.toString(in)))
                .rate(Rate.of(Meter.OUTPUT_TOKENS, Integer.toString(out)))
                .build();
        return PinnedCard.of("1", card, Markup.none(CREDIT));
    }

    static Call.Builder call(String id) {
        return Call.of(ACME.operation(id), WALLET)
                .paying(REVENUE)
                .priced(card("large", 1, 2))
                .caps(CAPS)
                .expectedInput(20);
    }

    MeteredCall opened(Call.Builder call) {
        return ((Opening.Opened) meter.open(call.build())).call();
    }

    /** A piece of a stream that is estimated at one token. */
    static byte[] token() {
        return "data: {\"choices\":[{\"delta\":{\"content\":\"word\"}}]}\n\n".getBytes(UTF_8);
    }

    static byte[] usage(long in, long out) {
        return ("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":" + in + ",\"completion_tokens\":" + out + "}}\n\n")
                .getBytes(UTF_8);
    }

    /** The whole feed. */
    List<LedgerEvent> events() {
        List<LedgerEvent> all = new ArrayList<>();
        List<LedgerEvent> page;
        do {
            page = ledger.events(all.size() + 1, 1_000);
            all.addAll(page);
        } while (!page.isEmpty());
        return all;
    }

    @Override
    public void close() {
        ledger.close();
    }
}
