// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.products;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.payment.Accepted;
import io.weighhouse.gateway.payment.Accepted.Credited;
import io.weighhouse.gateway.payment.Accepted.Parked;
import io.weighhouse.gateway.payment.Currencies;
import io.weighhouse.gateway.payment.Customer;
import io.weighhouse.gateway.payment.CustomerAccount;
import io.weighhouse.gateway.payment.CustomerDirectory;
import io.weighhouse.gateway.payment.KeptEvent;
import io.weighhouse.gateway.payment.KeyClaims;
import io.weighhouse.gateway.payment.KeyClaims.Claimed;
import io.weighhouse.gateway.payment.ParkedReason;
import io.weighhouse.gateway.payment.PaymentBook;
import io.weighhouse.gateway.payment.PaymentEvent.Origin;
import io.weighhouse.gateway.payment.PaymentEvent.Paid;
import io.weighhouse.gateway.payment.PaymentRef;
import io.weighhouse.gateway.payment.PaymentStore;
import io.weighhouse.gateway.payment.PriceList;
import io.weighhouse.gateway.payment.Purchase;
import io.weighhouse.gateway.payment.Resolution;
import io.weighhouse.gateway.payment.WebhookAnswer;
import io.weighhouse.gateway.payment.WebhookAnswer.Forged;
import io.weighhouse.gateway.payment.WebhookAnswer.Taken;
import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanPrice;
import io.weighhouse.gateway.plan.Plans;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.gateway.plan.SubscriptionAccounts;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.SubscriptionState;
import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.gateway.plan.Subscriptions;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.webhook.StripeSignatures;
import io.weighhouse.keyvault.webhook.WebhookSignatures;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Payments of three products, as their providers' webhooks tell of them. */
class PaymentsTest {

    private static final Unit CREDIT = Unit.of("CREDIT", 0);
    private static final Unit USD = Currencies.of("usd");
    private static final TenantId TENANT = TenantId.of("acme");
    private static final AccountId WALLET = TENANT.account("wallet:u-42");
    private static final AccountId CLEARING = TENANT.account("payments");
    private static final AccountId REVENUE = TENANT.account("revenue");
    private static final CustomerAccount ACCOUNT = CustomerAccount.of(WALLET, CLEARING);
    private static final Owner OWNER = Owner.tenant("acme").user("u-42");
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final long AT = NOW.getEpochSecond();
    private static final Secret SECRET = Secret.ofText("whsec_of_a_test_0123456789");

    private final Ledger ledger = Ledger.builder().clock(() -> NOW).build();
    private final KeyRegistry keys = KeyRegistry.builder(
                    ApiKeyFormat.parse("wh_sk_{b62:32}{crc}"), KeyRecordStore.inMemory())
            .clock(() -> NOW)
            .build();
    private final StripeSignatures signatures =
            WebhookSignatures.stripe(SECRET).clock(() -> NOW).build();
    private final Subscriptions subscriptions = Subscriptions.of(
            SubscriptionStore.inMemory(),
            Plans.of(Plan.named("professional")
                    .charging(Payer.PLATFORM, Markup.into(CREDIT).creditPrice("0.01"))
                    .priced(PlanPrice.monthly(usd("49.00")))
                    .build()),
            () -> NOW);
    private final PaymentStore store = PaymentStore.inMemory();

    PaymentsTest() {
        ledger.open(Account.wallet(WALLET, CREDIT)).orThrow();
        ledger.open(Account.of(CLEARING, AccountKind.CLEARING, CREDIT)).orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
    }

    private PaymentBook book(CustomerDirectory directory) {
        PriceList prices = PriceList.builder(CREDIT)
                .credits(usd("50.00"), "5000")
                .plan("price_professional", "professional")
                .build();
        return PaymentBook.builder(ledger, prices)
                .store(store)
                .directory(directory)
                .subscriptions(subscriptions)
                .newcomers(newcomer -> Optional.of(NewSubscription.of(
                        newcomer.id(), OWNER, SubscriptionAccounts.of(WALLET, REVENUE), newcomer.plan())))
                .stripe(signatures)
                .clock(() -> NOW)
                .build();
    }

    @Test
    void b5_checkoutWithAKeyInItsMetadata_addsTheCreditsOnceIfThePaidAmountBuysThem() {
        IssuedKey issued = keys.issue(NewKey.of(OWNER, "marketplace"));
        PaymentBook book = book(CustomerDirectory.ofKeys(
                keys, record -> record.owner().equals(OWNER) ? Optional.of(ACCOUNT) : Optional.empty()));
        String key = issued.key().reveal();
        byte[] paid = checkout("evt_1", "pi_1", 5000, metadata(key, "5000"));
        assertThat(accepted(book.receive(signed(paid), paid))).isInstanceOf(Credited.class);
        assertThat(accepted(book.receive(signed(paid), paid)))
                .isInstanceOfSatisfying(
                        Credited.class, again -> assertThat(again.replayed()).isTrue());
        assertThat(balance()).isEqualTo(credits("5000"));

        byte[] cheap = checkout("evt_2", "pi_2", 100, metadata(key, "5000"));
        assertThat(accepted(book.receive(signed(cheap), cheap)))
                .isInstanceOfSatisfying(
                        Parked.class, parked -> assertThat(parked.why()).isEqualTo(ParkedReason.PRICE_UNKNOWN));
        byte[] greedy = checkout("evt_3", "pi_3", 5000, metadata(key, "500000"));
        assertThat(accepted(book.receive(signed(greedy), greedy)))
                .isInstanceOfSatisfying(
                        Parked.class, parked -> assertThat(parked.why()).isEqualTo(ParkedReason.CLAIM_MISMATCH));
        byte[] strange = checkout("evt_4", "pi_4", 5000, metadata("wh_sk_nobody", "5000"));
        assertThat(accepted(book.receive(signed(strange), strange))).isInstanceOf(Parked.class);
        assertThat(book.receive(signed(paid), checkout("evt_5", "pi_5", 5000, metadata(key, "5000"))))
                .isInstanceOf(Forged.class);
        assertThat(balance()).isEqualTo(credits("5000"));

        String byId = "acme/" + issued.record().id().value();
        byte[] named = checkout("evt_6", "pi_6", 5000, metadata(byId, "5000"));
        assertThat(accepted(book.receive(signed(named), named))).isInstanceOf(Credited.class);
        assertThat(balance()).isEqualTo(credits("10000"));
        assertThat(book.events("", 100).toString() + book.parked("", 100)).doesNotContain(key);
    }

    @Test
    void b5_paymentFromElsewhere_goesThroughTheSameDoor() {
        PaymentBook book = book(CustomerDirectory.of(
                customer -> customer.reference().equals("u-42") ? Optional.of(ACCOUNT) : Optional.empty()));
        Paid paypal = new Paid(
                new Origin("paypal", "WH-7", "PAYMENT.CAPTURE.COMPLETED", NOW),
                PaymentRef.of("paypal_capture_3C679366HH908993F"),
                Customer.of("payer_7").reference("u-42"),
                Purchase.of(usd("50.00")));
        assertThat(book.accept(paypal)).isInstanceOf(Credited.class);
        assertThat(book.accept(paypal)).isInstanceOf(Credited.class);
        Paid byHand = new Paid(
                new Origin("manual", "transfer-17", "bank transfer", NOW),
                PaymentRef.of("transfer-17"),
                Customer.UNKNOWN.reference("u-42"),
                Purchase.of(usd("12.34")));
        assertThat(book.accept(byHand)).isInstanceOf(Parked.class);
        book.resolve("manual:transfer-17", new Resolution.Credit("admin-7", credits("1234")));
        assertThat(balance()).isEqualTo(credits("6234"));
        assertThat(book.event("manual:transfer-17").orElseThrow().history())
                .extracting(KeptEvent.Entry::actor)
                .contains("admin-7");
    }

    @Test
    void d4_subscriptionEvents_inAnyOrder_areKeptAndLeaveTheLastState() {
        List<byte[]> bodies = List.of(
                event(
                        "evt_1",
                        "checkout.session.completed",
                        AT,
                        "{'id':'cs_1','object':'checkout.session',"
                                + "'mode':'subscription','payment_status':'paid','customer':'cus_1','client_reference_id':'auth0|u-42',"
                                + "'customer_details':{'email':'jo@example.com'},'subscription':'sub_1','invoice':'in_1'}"),
                event("evt_2", "customer.subscription.created", AT, subscription("incomplete", AT)),
                event("evt_3", "customer.subscription.updated", AT, subscription("active", AT + 100)),
                event("evt_4", "invoice.payment_succeeded", AT, invoice("in_1", AT + 100)),
                event("evt_5", "invoice.paid", AT, invoice("in_1", AT + 100)),
                event("evt_6", "invoice.payment_failed", AT + 100, invoice("in_2", AT + 200)),
                event("evt_7", "customer.subscription.updated", AT + 100, subscription("past_due", AT + 200)),
                event("evt_8", "customer.subscription.deleted", AT + 150, subscription("canceled", AT + 200)));
        PaymentBook book = book(CustomerDirectory.of(
                customer -> customer.reference().equals("auth0|u-42") ? Optional.of(ACCOUNT) : Optional.empty()));
        List<byte[]> shuffled = new ArrayList<>(bodies);
        Collections.shuffle(shuffled, new Random(4));
        shuffled.addAll(bodies);
        shuffled.forEach(body ->
                assertThat(book.receive(signed(body), body).httpStatus()).isEqualTo(200));

        Subscription subscription =
                subscriptions.find(new SubscriptionId(TENANT, "sub_1")).orElseThrow();
        assertThat(subscription.record().term().state().state()).isEqualTo(SubscriptionState.CANCELED);
        assertThat(subscription.record().term().state().periodEnd()).contains(Instant.ofEpochSecond(AT + 200));
        assertThat(subscription.record().term().ends().paidUntil()).contains(Instant.ofEpochSecond(AT + 100));
        assertThat(book.parked("", 10)).isEmpty();
        assertThat(book.events("", 100)).hasSize(8).allSatisfy(event -> {
            assertThat(event.body()).contains("\"type\":\"" + event.origin().type() + "\"");
            assertThat(event.body()).doesNotContain("jo@example.com");
        });
    }

    @Test
    void d4_customerWithoutAnAccount_waitsVisiblyUntilItIsBound() {
        PaymentBook book = book(CustomerDirectory.NOBODY);
        byte[] invoice = event("evt_1", "invoice.paid", AT, invoice("in_1", AT + 100));
        assertThat(accepted(book.receive(signed(invoice), invoice)))
                .isEqualTo(new Parked("stripe:evt_1", ParkedReason.CUSTOMER_UNKNOWN, ""));
        assertThat(book.parked("", 10)).extracting(KeptEvent::id).containsExactly("stripe:evt_1");
        assertThat(book.bind("admin-7", Customer.of("cus_1"), ACCOUNT)).isEqualTo(1);
        assertThat(subscriptions.find(new SubscriptionId(TENANT, "sub_1"))).isPresent();
    }

    @Test
    void d4_key_isIssuedOnTheFirstClaimAfterThePaymentAndOnce() {
        PaymentBook book = book(CustomerDirectory.of(customer -> Optional.of(ACCOUNT)));
        KeyClaims claims = KeyClaims.of(book, store, keys).clock(() -> NOW);
        NewKey wish = NewKey.of(OWNER, "first key").plan("professional");
        assertThat(claims.claim("cs_1", wish)).isInstanceOf(Claimed.NotPaid.class);
        byte[] session = event(
                "evt_1",
                "checkout.session.completed",
                AT,
                "{'id':'cs_1','object':'checkout.session',"
                        + "'mode':'subscription','payment_status':'paid','customer':'cus_1','subscription':'sub_1','invoice':'in_1'}");
        byte[] invoice = event("evt_2", "invoice.paid", AT, invoice("in_1", AT + 100));
        book.receive(signed(session), session);
        assertThat(claims.claim("cs_1", wish)).as("checked out, not paid").isInstanceOf(Claimed.NotPaid.class);
        book.receive(signed(invoice), invoice);
        assertThat(claims.claim("cs_1", wish)).isInstanceOf(Claimed.Issued.class);
        assertThat(claims.claim("cs_1", wish)).isInstanceOf(Claimed.AlreadyClaimed.class);
        assertThat(claims.claim("in_1", wish)).isInstanceOf(Claimed.AlreadyClaimed.class);
        List<KeyRecord> issued = keys.list("acme", KeyPage.first(10));
        assertThat(issued).hasSize(1);
        assertThat(issued.get(0).labels()).containsEntry(KeyClaims.LABEL, "in_1");
    }

    @Test
    void e4_topUp_isCreditedOnceHoweverManyReportItAtOnce() throws InterruptedException, ExecutionException {
        PaymentBook book = book(CustomerDirectory.of(customer -> Optional.of(ACCOUNT)));
        List<Callable<WebhookAnswer>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] body = checkout("evt_" + i % 10, "pi_1", 5000, "{}");
            calls.add(() -> book.receive(signed(body), body));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<WebhookAnswer> answer : threads.invokeAll(calls)) {
                assertThat(accepted(answer.get())).isInstanceOf(Credited.class);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(balance()).isEqualTo(credits("5000"));
        List<StatementLine> lines =
                ledger.statement(WALLET, StatementPage.oldestFirst(10)).lines();
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).transaction().kind()).isEqualTo(TransactionKind.TOPUP);
        assertThat(lines.get(0).transaction().note().reference()).isEqualTo("pi_1");
        assertThat(book.events("", 100)).hasSize(10);
    }

    private static String metadata(String key, String credits) {
        return "{'apiKey':'" + key + "','credits':'" + credits + "'}";
    }

    private static byte[] checkout(String id, String intent, long cents, String metadata) {
        return event(
                id,
                "checkout.session.completed",
                AT,
                "{'id':'cs_" + intent + "','object':'checkout.session',"
                        + "'mode':'payment','payment_status':'paid','payment_intent':'" + intent
                        + "','customer':'cus_1',"
                        + "'amount_total':" + cents + ",'currency':'usd','metadata':" + metadata + "}");
    }

    private static String subscription(String status, long end) {
        return "{'id':'sub_1','object':'subscription','customer':'cus_1','status':'" + status + "',"
                + "'items':{'data':[{'price':{'id':'price_professional'},'current_period_end':" + end + "}]}}";
    }

    private static String invoice(String id, long end) {
        return "{'id':'" + id + "','object':'invoice','customer':'cus_1','amount_paid':4900,'currency':'usd',"
                + "'parent':{'subscription_details':{'subscription':'sub_1'}},'lines':{'data':[{'parent':{"
                + "'type':'subscription_item_details'},'period':{'end':" + end + "},"
                + "'pricing':{'price_details':{'price':'price_professional'}}}]}}";
    }

    private static byte[] event(String id, String type, long at, String object) {
        return ("{'id':'" + id + "','object':'event','created':" + at + ",'type':'" + type + "','data':{'object':"
                        + object + "}}")
                .replace('\'', '"')
                .getBytes(UTF_8);
    }

    private java.util.function.Function<String, List<String>> signed(byte[] body) {
        String header = signatures.sign(body);
        return name -> List.of(header);
    }

    private static Accepted accepted(WebhookAnswer answer) {
        return ((Taken) answer).accepted();
    }

    private Amount balance() {
        return ledger.balance(WALLET).orElseThrow().posted();
    }

    private static Amount usd(String decimal) {
        return Amount.of(decimal, USD);
    }

    private static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }
}
