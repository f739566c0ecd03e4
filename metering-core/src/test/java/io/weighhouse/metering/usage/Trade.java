// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.ReverseTransaction.Extent;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A ledger in which calls are made by hand, and time stands still until a test moves it: from 2026-11-26T08:00:00Z.
 *
 * <p>A token in costs 0.001 USD and a token out 0.002; a credit is sold at 0.01 USD without markup, so that 10 tokens in are one
 * credit.
 */
final class Trade {

    static final Unit CREDIT = Unit.of("CREDIT", 2);
    static final Unit USD = Unit.of("USD", 2);
    static final TenantId ACME = TenantId.of("acme");
    static final TenantId GLOBEX = TenantId.of("globex");
    static final AccountId ALICE = ACME.account("wallet:alice");
    static final AccountId BOB = ACME.account("wallet:bob");
    static final String MINI = "openai/gpt-4o-mini";
    static final String OPUS = "anthropic/claude-opus-4-5";

    Instant now = Instant.parse("2026-11-26T08:00:00Z");
    final Ledger ledger = Ledger.builder().clock(() -> now).build();

    Trade() {
        for (TenantId tenant : List.of(ACME, GLOBEX)) {
            for (String wallet : List.of("wallet:alice", "wallet:bob")) {
                ledger.open(Account.wallet(tenant.account(wallet), CREDIT)).orThrow();
            }
            ledger.open(Account.of(tenant.account("revenue"), AccountKind.REVENUE, CREDIT))
                    .orThrow();
            ledger.open(Account.of(tenant.account("payments"), AccountKind.CLEARING, CREDIT))
                    .orThrow();
            ledger.open(Account.of(tenant.account("gifts"), AccountKind.PROMOTION, CREDIT))
                    .orThrow();
            ledger.open(Account.of(tenant.account("breakage"), AccountKind.BREAKAGE, CREDIT))
                    .orThrow();
        }
    }

    static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }

    void after(Duration step) {
        now = now.plus(step);
    }

    Transaction grant(String id, String source, AccountId wallet, String credits, LotTerms terms) {
        TenantId tenant = wallet.tenant();
        return ledger.grant(GrantCredit.of(tenant.operation(id), tenant.account(source), wallet, credits(credits))
                        .terms(terms))
                .orThrow();
    }

    Transaction topUp(String id, AccountId wallet, String credits, String paidUsd) {
        return grant(id, "payments", wallet, credits, LotTerms.USUAL.costBasis(Amount.of(paidUsd, USD)));
    }

    Transaction gift(String id, AccountId wallet, String credits) {
        return grant(id, "gifts", wallet, credits, LotTerms.USUAL.priority(1));
    }

    static PinnedCard card(String sku) {
        RateCard card = RateCard.builder(Sku.parse(sku))
                .currency("USD")
                .rate(Rate.of(Meter.INPUT_TOKENS, "0.001"))
                .rate(Rate.of(Meter.OUTPUT_TOKENS, "0.002"))
                .build();
        return PinnedCard.of("2026-11", card, Markup.into(CREDIT).creditPrice("0.01"));
    }

    static Receipt receipt(String call, String sku, Usage usage, String cause) {
        Basis basis = cause.isEmpty() ? Basis.REPORTED : Basis.ESTIMATED;
        return Receipt.of(call, basis, card(sku).rate(usage).chargeOrThrow()).because(cause);
    }

    static Map<String, String> key(String key) {
        return Map.of("key", key, "plan", "pro", "endpoint", "/v1/chat/completions");
    }

    static Note note(Receipt receipt, Map<String, String> labels) {
        return new Note("", "", receipt.sku().toString(), labels, receipt.toJson());
    }

    OperationId open(String id, AccountId wallet, String credits, ExpiryAction onExpiry) {
        OperationId call = wallet.tenant().operation(id);
        ledger.hold(PlaceHold.of(call, wallet, credits(credits)).onExpiry(onExpiry))
                .orThrow();
        return call;
    }

    OperationId open(String id, AccountId wallet, String credits) {
        return open(id, wallet, credits, ExpiryAction.RELEASE);
    }

    Transaction checkpoint(OperationId id, int step, Receipt receipt, Map<String, String> labels) {
        return capture(
                CaptureHold.of(id, id.tenant().account("revenue"), receipt.price())
                        .checkpoint(step),
                receipt,
                labels);
    }

    Transaction settle(OperationId id, Receipt receipt, Map<String, String> labels) {
        return capture(CaptureHold.of(id, id.tenant().account("revenue"), receipt.price()), receipt, labels);
    }

    private Transaction capture(CaptureHold capture, Receipt receipt, Map<String, String> labels) {
        return ledger.capture(capture.overrun(Overrun.DEBT).note(note(receipt, labels)))
                .orThrow();
    }

    /** A call that takes 1.5 seconds and uses that many tokens in, and none out. */
    Transaction call(String id, AccountId wallet, String sku, long tokensIn, Map<String, String> labels) {
        Receipt receipt = receipt(id, sku, Usage.tokens(tokensIn, 0), "");
        OperationId call = open(id, wallet, receipt.price().toDecimal().toPlainString());
        after(Duration.ofMillis(1500));
        return settle(call, receipt, labels);
    }

    void release(OperationId id, String sku, String cause) {
        Receipt nothing = Receipt.nothing(id.value(), card(sku), cause);
        ledger.release(new ReleaseHold(id, note(nothing, key("k-1")))).orThrow();
    }

    Transaction refund(String id, Transaction use, String credits) {
        return ledger.reverse(ReverseTransaction.of(use.operation().tenant().operation(id), use.sequence())
                        .extent(Extent.part(credits(credits))))
                .orThrow();
    }

    UsageLog log() {
        return fold(UsageLog.builder().build());
    }

    UsageLog fold(UsageLog log) {
        List<LedgerEvent> events = ledger.events(log.next(), 1000);
        while (!events.isEmpty()) {
            log.accept(events);
            events = ledger.events(log.next(), 1000);
        }
        return log;
    }
}
