// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import static io.weighhouse.gateway.payment.PayHouse.AT;
import static io.weighhouse.gateway.payment.PayHouse.credits;
import static io.weighhouse.gateway.payment.PayHouse.dollars;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.payment.KeyClaims.Claimed;
import io.weighhouse.gateway.payment.PaymentEvent.Origin;
import io.weighhouse.gateway.payment.PaymentEvent.Paid;
import io.weighhouse.gateway.payment.PaymentEvent.Refunded;
import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.webhook.StripeSignatures;
import io.weighhouse.keyvault.webhook.WebhookSignatures;
import io.weighhouse.ledger.Balance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets and the tables of docs/guides/stripe.md. */
class StripeGuideTest {

    private static final Pattern EVENT_ROW = Pattern.compile("\\| `([a-z_.]+)`(?:, (.*?))? \\| `(\\w+)` \\| .*");
    private static final Pattern STORY_ROW =
            Pattern.compile("\\| (.+) \\| (-?\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|");

    @TempDir
    private Path folder;

    private final PayHouse house = new PayHouse().open();

    @Test
    void guide_aBook_takesWebhooks() {
        Secret secret = Secret.ofText("whsec_of_a_test_0123456789");
        StripeSignatures sender = WebhookSignatures.stripe(secret).build();
        byte[] body = StripeSamples.event(
                "evt_1", "checkout.session.completed", AT, StripeSamples.session("pi_1", "cus_1", 500));
        String header = sender.sign(body);
        Function<String, @Nullable List<String>> headers = name -> List.of(header);

        // [prices]
        PriceList prices = PriceList.builder(PayHouse.CREDIT)
                .credits(dollars("5.00"), "5000") // whoever pays five dollars gets 5,000 credits
                .credits("price_big", dollars("40.00"), "50000") // a price that checkouts name in their metadata
                .rate(dollars("100.00"), dollars("1000.00"), "1500") // any amount from 100 to 1,000 dollars
                .plan("price_pro", "pro") // a subscription's price
                .build();
        // [/prices]
        PaymentStore store;
        // [book]
        store = PaymentStore.file(StoreFile.at(folder.resolve("payments.log")));
        PaymentBook book = PaymentBook.builder(house.ledger, prices)
                .store(store)
                .directory(CustomerDirectory.of(customer -> accountOf(customer)))
                .subscriptions(house.subscriptions)
                .newcomers(newcomer -> subscriptionFor(newcomer))
                .stripe(WebhookSignatures.stripe(secret).build())
                .build();
        book.resume(); // goes on with what a crash has interrupted

        WebhookAnswer answer = book.receive(headers, body);
        int status = answer.httpStatus(); // 200, also for what is parked; an exception is a 500
        // [/book]
        assertThat(status).isEqualTo(200);
        assertThat(house.balance(1).posted()).isEqualTo(credits("5000"));
        ((FilePaymentStore) store).close();
    }

    private static Optional<CustomerAccount> accountOf(Customer customer) {
        return PayHouse.accountOf(customer);
    }

    private static Optional<io.weighhouse.gateway.plan.NewSubscription> subscriptionFor(Newcomer newcomer) {
        return PayHouse.subscription(newcomer);
    }

    @Test
    void guide_everyEvent_becomesWhatTheTableSays() throws IOException {
        TreeSet<String> types = new TreeSet<>();
        for (String line : page()) {
            Matcher row = EVENT_ROW.matcher(line);
            if (row.matches()) {
                String type = row.group(1);
                String object = sample(type, row.group(2) == null ? "" : row.group(2));
                assertThat(PayHouse.stripe("evt_1", type, AT, object).getClass().getSimpleName())
                        .as(line)
                        .isEqualTo(row.group(3));
                types.add(type);
            }
        }
        assertThat(types).hasSizeGreaterThan(15);
    }

    private static String sample(String type, String which) {
        if (type.startsWith("checkout")) {
            String mode = Stream.of("setup", "subscription")
                    .filter(which::contains)
                    .findFirst()
                    .orElse("payment");
            String status = which.contains("unpaid") ? "unpaid" : "paid";
            return StripeSamples.session("pi_1", mode, status, "cus_1", 500);
        }
        if (type.startsWith("invoice_payment")) {
            return "{\"invoice\":\"in_1\",\"payment\":{\"payment_intent\":\"pi_1\"}}";
        }
        if (type.startsWith("invoice")) {
            return StripeSamples.invoice("in_1", "sub_1", "cus_1", AT);
        }
        if (type.startsWith("customer.subscription")) {
            return StripeSamples.subscription("sub_1", "cus_1", "active", AT);
        }
        if (type.startsWith("charge.dispute")) {
            return StripeSamples.dispute("pi_1", "dp_1", 500, "needs_response");
        }
        return type.equals("charge.refunded")
                ? StripeSamples.charge("pi_1", 200)
                : StripeSamples.refund("pi_1", "re_1", 200, AT, "succeeded");
    }

    @Test
    void guide_aPaymentsStory_isAsTheTableSays() throws IOException {
        PaymentBook book = house.book();
        List<Runnable> steps = List.of(
                () -> book.accept(
                        event("1", "checkout.session.completed", StripeSamples.session("pi_1", "cus_1", 500))),
                () -> house.spend(1, credits("4000")),
                () -> book.accept(event("2", "charge.refunded", StripeSamples.charge("pi_1", 200))),
                () -> book.accept(event("3", "charge.dispute.created", dispute("needs_response"))),
                () -> book.accept(event("4", "charge.dispute.closed", dispute("lost"))),
                () -> book.accept(event("5", "charge.dispute.closed", dispute("won"))));
        int step = 0;
        for (String line : page()) {
            Matcher row = STORY_ROW.matcher(line);
            if (row.matches()) {
                steps.get(step++).run();
                Balance balance = house.balance(1);
                assertThat(balance.posted()).as(line).isEqualTo(credits(row.group(2)));
                assertThat(balance.available()).as(line).isEqualTo(credits(row.group(3)));
                assertThat(balance.frozen()).as(line).isEqualTo(credits(row.group(4)));
                assertThat(balance.debt()).as(line).isEqualTo(credits(row.group(5)));
            }
        }
        assertThat(step).isEqualTo(steps.size());
    }

    private PaymentEvent event(String id, String type, String object) {
        return PayHouse.stripe("evt_" + id, type, AT + Long.parseLong(id), object);
    }

    private static String dispute(String status) {
        return StripeSamples.dispute("pi_1", "dp_1", 300, status);
    }

    @Test
    void guide_parkedEvents_areResolved() {
        PaymentBook book = house.book();
        book.accept(event("1", "checkout.session.completed", StripeSamples.session("pi_1", "cus_new", 500)));
        book.accept(event("2", "checkout.session.completed", StripeSamples.session("pi_2", "cus_1", 77)));
        // [parked]
        for (KeptEvent event : book.parked("", 100)) {
            switch (event.standing().code()) {
                case "CUSTOMER_UNKNOWN" ->
                    book.resolve(event.id(), new Resolution.Bind("ops-7", accountOfNewCustomer()));
                case "PRICE_UNKNOWN" -> book.resolve(event.id(), new Resolution.Credit("ops-7", credits("770")));
                default -> book.resolve(event.id(), new Resolution.Dismiss("ops-7", "a test of ours"));
            }
        }
        // [/parked]
        assertThat(book.parked("", 100)).isEmpty();
        assertThat(house.balance(2).posted()).isEqualTo(credits("5000"));
        assertThat(house.balance(1).posted()).isEqualTo(credits("770"));
    }

    private static CustomerAccount accountOfNewCustomer() {
        return PayHouse.account(2);
    }

    @Test
    void guide_paymentsOfOtherSources_areMadeByHand() {
        PaymentBook book = house.book();
        // [by-hand]
        book.accept(new Paid(
                new Origin("bank", "statement-2026-11-26/17", "transfer", PayHouse.NOW),
                PaymentRef.of("transfer-17"),
                Customer.of("cus_1"),
                Purchase.of(dollars("5.00"))));
        book.accept(new Refunded(
                new Origin("bank", "statement-2026-11-27/3", "transfer back", PayHouse.NOW.plusSeconds(86_400)),
                PaymentRef.of("transfer-17"),
                dollars("2.00"))); // in all, not on top
        // [/by-hand]
        assertThat(house.balance(1).posted()).isEqualTo(credits("3000"));
    }

    @Test
    void guide_key_isClaimed() {
        PaymentBook book = house.book();
        KeyRegistry keys = KeyRegistry.builder(ApiKeyFormat.parse("wh_sk_{b62:32}{crc}"), KeyRecordStore.inMemory())
                .build();
        book.accept(event("1", "checkout.session.completed", StripeSamples.session("pi_1", "cus_1", 500)));
        String session = "cs_pi_1";
        String shown = "";
        // [claim]
        KeyClaims claims = KeyClaims.of(book, house.store, keys);
        Claimed claimed = claims.claim(session, NewKey.of(Owner.tenant("acme").user("u-42"), "first key"));
        if (claimed instanceof Claimed.Issued issued) {
            shown = issued.key().key().reveal(); // this once
        }
        // [/claim]
        assertThat(shown).startsWith("wh_sk_");
        assertThat(claims.claim(session, NewKey.of(Owner.tenant("acme"), "again")))
                .isInstanceOf(Claimed.AlreadyClaimed.class);
    }

    private static List<String> page() throws IOException {
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Path page = above.resolve("docs/guides/stripe.md");
            if (Files.exists(page)) {
                return Files.readAllLines(page, StandardCharsets.UTF_8);
            }
        }
        return Objects.requireNonNull(null, "no docs/guides/stripe.md in any folder above");
    }
}
