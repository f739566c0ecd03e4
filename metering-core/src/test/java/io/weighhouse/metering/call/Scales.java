// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A meter on a ledger with one wallet of 1 USD, in which time stands still until a test moves it.
 *
 * <p>An input token costs 0.001 USD, an output token 0.002, a picture 0.04. A call is capped at 100 in and 50 out, so that
 * it holds 0.200000 USD.
 */
final class Scales {

    static final Unit USD = Unit.of("USD", 6);
    static final Usage CAPS = Usage.tokens(100, 50);
    static final Quota QUOTA = Quota.of(
            Limit.requests("rpm", 10, Duration.ofMinutes(1)), Limit.tokens("tpm", 1_000, Duration.ofMinutes(1)));
    static final String SUBJECT = "acme/key-1";

    /** Two words and their usage: 9 tokens in, 2 out. */
    static final List<String> STREAM = List.of(
            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}],\"usage\":null}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"Weighed\"}}],\"usage\":null}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\" fairly\"}}],\"usage\":null}\n\n",
            "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n",
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\n",
            "data: [DONE]\n\n");

    static final TenantId TENANT = TenantId.of("acme");
    static final AccountId WALLET = TENANT.account("wallet:alice");
    static final AccountId OTHER_WALLET = TENANT.account("wallet:bob");
    static final AccountId REVENUE = TENANT.account("revenue");
    static final Unit CALL_UNIT = Unit.of("CALL", 0);
    static final AccountId CALLS = TENANT.account("calls:2027-01");
    static final AccountId BUDGET = TENANT.account("budget:team-1");
    static final AccountId CLEARING = TENANT.account("clearing");

    final AtomicLong epochMillis = new AtomicLong(1_800_000_000_000L);
    final FaultyStore store = new FaultyStore();
    final Ledger ledger = Ledger.builder()
            .store(store)
            .clock(() -> Instant.ofEpochMilli(epochMillis.get()))
            .build();
    final RateLimiter limiter = RateLimiter.local().ticker(() -> 0).build();
    final Heard heard = new Heard();
    final AtomicLong nanos = new AtomicLong();
    final CallMeter meter = CallMeter.builder(ledger, limiter)
            .signals(heard)
            .clock(() -> Instant.ofEpochMilli(epochMillis.get()))
            .ticker(nanos::get)
            .build();

    Scales() {
        ledger.open(Account.wallet(WALLET, USD)).orThrow();
        ledger.open(Account.wallet(OTHER_WALLET, USD)).orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, USD)).orThrow();
        ledger.open(Account.of(CLEARING, AccountKind.CLEARING, USD)).orThrow();
        ledger.open(Account.of(CALLS, AccountKind.COUNTER, CALL_UNIT)).orThrow();
        ledger.open(Account.of(BUDGET, AccountKind.COUNTER, USD)).orThrow();
        fund("1");
    }

    /** What a listener heard, each kind in its own words. */
    static final class Heard implements CallSignals {

        final Queue<String> news = new ConcurrentLinkedQueue<>();

        @Override
        public void opened() {
            news.add("opened");
        }

        @Override
        public void refused(String code) {
            news.add("refused " + code);
        }

        @Override
        public void settled(Basis basis, String cause) {
            news.add(("settled " + basis + ' ' + cause).strip());
        }

        @Override
        public void checkpointed(boolean taken) {
            news.add("checkpoint " + taken);
        }
    }

    static RateCard.Builder card() {
        return RateCard.builder(Sku.of("openai", "gpt-4o-mini"))
                .currency("USD")
                .rate(Rate.of(Meter.INPUT_TOKENS, "0.001"))
                .rate(Rate.of(Meter.OUTPUT_TOKENS, "0.002"))
                .rate(Rate.of(Meter.IMAGES, "0.04"));
    }

    static PinnedCard pinned(RateCard.Builder card) {
        return PinnedCard.of("2026-11", card.build(), Markup.none(USD));
    }

    /** A call on Alice's wallet with the caps and quota above. */
    static Call.Builder call(String id) {
        return call(id, WALLET);
    }

    static Call.Builder call(String id, AccountId wallet) {
        return Call.of(TENANT.operation(id), wallet)
                .paying(REVENUE)
                .priced(pinned(card()))
                .caps(CAPS)
                .expectedInput(20)
                .intent("body-1")
                .limited(Subjects.of(SUBJECT, QUOTA));
    }

    /** A piece of a stream with a text of so many bytes, which is a quarter as many tokens. */
    static byte[] text(int bytes) {
        return ("data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(bytes) + "\"}}],\"usage\":null}\n\n")
                .getBytes(UTF_8);
    }

    /** The last piece of a stream, with its usage. */
    static byte[] usage(long in, long out) {
        return ("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":" + in + ",\"completion_tokens\":" + out + "}}\n\n")
                .getBytes(UTF_8);
    }

    Refusal refused(Call.Builder call) {
        return ((Opening.Refused) meter.open(call.build())).refusal();
    }

    Hold hold(String id) {
        return ledger.findHold(TENANT.operation(id)).orElseThrow();
    }

    /** What a counter has used and reserved. */
    List<Amount> counted(AccountId counter) {
        Balance balance = ledger.balance(counter).orElseThrow();
        return List.of(balance.posted(), balance.held());
    }

    MeteredCall opened(Call.Builder call) {
        return ((Opening.Opened) meter.open(call.build())).call();
    }

    static void feed(MeteredCall call, List<String> events) {
        events.forEach(event -> call.event(event.getBytes(UTF_8)));
    }

    static byte[] answer(String usage) {
        return ("{\"choices\":[{\"message\":{\"content\":\"Weighed fairly\"}}]" + usage + '}').getBytes(UTF_8);
    }

    static Amount usd(String decimal) {
        return Amount.of(decimal, USD);
    }

    void fund(String amount) {
        String id = "grant-" + epochMillis.incrementAndGet();
        ledger.grant(GrantCredit.of(TENANT.operation(id), CLEARING, WALLET, usd(amount)))
                .orThrow();
    }

    void pass(Duration time) {
        epochMillis.addAndGet(time.toMillis());
    }

    Balance balance() {
        return ledger.balance(WALLET).orElseThrow();
    }

    /** What the limits of {@link #QUOTA} have left, in its order. */
    List<Long> remaining() {
        return limiter.peek(SUBJECT, QUOTA, Cost.request()).states().stream()
                .map(LimitState::remaining)
                .toList();
    }

    /** What was booked on the wallet beside the grants, oldest first. */
    List<StatementLine> booked() {
        return ledger.statement(WALLET, StatementPage.oldestFirst(1_000)).lines().stream()
                .filter(line -> line.transaction().kind() != TransactionKind.TOPUP)
                .toList();
    }

    List<String> news() {
        return List.copyOf(heard.news);
    }
}
