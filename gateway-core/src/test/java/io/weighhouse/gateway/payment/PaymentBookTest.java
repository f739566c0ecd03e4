// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import static io.weighhouse.gateway.payment.PayHouse.AT;
import static io.weighhouse.gateway.payment.PayHouse.credits;
import static io.weighhouse.gateway.payment.PayHouse.dollars;
import static io.weighhouse.gateway.payment.PayHouse.stripe;
import static io.weighhouse.gateway.payment.PayHouse.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.weighhouse.gateway.payment.Accepted.Credited;
import io.weighhouse.gateway.payment.Accepted.Frozen;
import io.weighhouse.gateway.payment.Accepted.Linked;
import io.weighhouse.gateway.payment.Accepted.Nothing;
import io.weighhouse.gateway.payment.Accepted.Parked;
import io.weighhouse.gateway.payment.Accepted.Reversed;
import io.weighhouse.gateway.payment.Accepted.SubscriptionUpdated;
import io.weighhouse.gateway.payment.Accepted.Unfrozen;
import io.weighhouse.gateway.payment.PaymentEvent.DisputeChanged;
import io.weighhouse.gateway.payment.PaymentEvent.Origin;
import io.weighhouse.gateway.payment.PaymentEvent.Paid;
import io.weighhouse.gateway.payment.PaymentEvent.PaymentLinked;
import io.weighhouse.gateway.payment.PaymentEvent.Refunded;
import io.weighhouse.gateway.plan.SubscriptionState;
import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaymentBookTest {

    private final PayHouse house = new PayHouse().open();
    private final PaymentBook book = house.book();

    @Test
    void accept_paidSession_creditsOnceUnderEveryEvent() {
        assertThat(accept("evt_1", "checkout.session.completed", StripeSamples.session("pi_1", "cus_1", 500)))
                .isEqualTo(new Credited(view("5000", "0", "0"), false));
        assertThat(accept("evt_1", "checkout.session.completed", StripeSamples.session("pi_1", "cus_1", 500)))
                .isEqualTo(new Credited(view("5000", "0", "0"), true));
        accept("evt_2", "checkout.session.async_payment_succeeded", StripeSamples.session("pi_1", "cus_1", 500));
        assertThat(house.balance(1).posted()).isEqualTo(credits("5000"));
        assertThat(book.payment("cs_pi_1")).contains(view("5000", "0", "0"));
        assertThat(house.ledger.lots(wallet(1)).get(0).terms().costBasis()).contains(dollars("5.00"));
    }

    @ParameterizedTest
    @CsvSource({
        "payment, unpaid, AWAITING_PAYMENT",
        "payment, no_payment_required, NOTHING_PAID",
        "setup, no_payment_required, SETUP_ONLY",
        "setup, paid, SETUP_ONLY"
    })
    void accept_sessionWithoutMoney_creditsNothing(String mode, String status, NothingReason why) {
        assertThat(accept(
                        "evt_1",
                        "checkout.session.completed",
                        StripeSamples.session("pi_1", mode, status, "cus_1", 500)))
                .isEqualTo(new Nothing(why));
        assertThat(house.balance(1).posted()).isEqualTo(credits("0"));
    }

    @Test
    void accept_unpaidSessionThatIsPaidLater_creditsThen() {
        accept("evt_1", "checkout.session.completed", StripeSamples.session("pi_1", "payment", "unpaid", "cus_1", 500));
        accept("evt_2", "checkout.session.async_payment_succeeded", StripeSamples.session("pi_1", "cus_1", 500));
        assertThat(house.balance(1).posted()).isEqualTo(credits("5000"));
    }

    @Test
    void accept_amountThatIsNotOnTheList_isParkedWhateverTheMetadataSays() {
        String session = StripeSamples.session("pi_1", "cus_1", 1)
                .replace("\"metadata\":{}", "\"metadata\":{\"credits\":\"5000\"}");
        assertThat(accept("evt_1", "checkout.session.completed", session))
                .isEqualTo(new Parked("stripe:evt_1", ParkedReason.PRICE_UNKNOWN, ""));
        assertThat(book.resolve("stripe:evt_1", new Resolution.Credit("ops", credits("10"))))
                .isEqualTo(new Credited(view("10", "0", "0"), false));
        assertThat(book.parked("", 10)).isEmpty();
        assertThat(book.event("stripe:evt_1").orElseThrow().history())
                .extracting(KeptEvent.Entry::actor, KeptEvent.Entry::what)
                .contains(tuple("ops", "credits 10.000000 CREDIT"));
    }

    @ParameterizedTest
    @CsvSource({"5000, true", "5000.000000, true", "50000, false", "1e9, false", "lots, false"})
    void accept_promise_mustBeWhatTheListSells(String promise, boolean credited) {
        String session = StripeSamples.session("pi_1", "cus_1", 500)
                .replace("\"metadata\":{}", "\"metadata\":{\"credits\":\"" + promise + "\"}");
        Accepted accepted = accept("evt_1", "checkout.session.completed", session);
        assertThat(accepted instanceof Credited).isEqualTo(credited);
        if (!credited) {
            assertThat(accepted).isEqualTo(new Parked("stripe:evt_1", ParkedReason.CLAIM_MISMATCH, ""));
        }
    }

    @Test
    void accept_refunds_areTakenAsTotals() {
        pay();
        assertThat(accept("evt_2", "charge.refunded", StripeSamples.charge("pi_1", 200)))
                .isEqualTo(new Reversed(view("5000", "2000", "0")));
        accept("evt_3", "refund.created", StripeSamples.refund("pi_1", "re_1", 200, AT, "succeeded"));
        assertThat(house.balance(1).posted()).isEqualTo(credits("3000"));
        house.now = house.now.plusSeconds(60);
        accept("evt_4", "charge.refunded", StripeSamples.charge("pi_1", 500));
        assertThat(house.balance(1).posted()).isEqualTo(credits("0"));
    }

    @Test
    void accept_refundThatFails_givesBackWhatWasTaken() {
        pay();
        accept("evt_2", "charge.refunded", StripeSamples.charge("pi_1", 200));
        PaymentEvent failed =
                stripe("evt_3", "refund.failed", AT + 9, StripeSamples.refund("pi_1", "re_1", 200, AT, "failed"));
        assertThat(book.accept(failed)).isEqualTo(new Reversed(view("5000", "0", "0")));
        assertThat(house.balance(1).posted()).isEqualTo(credits("5000"));
    }

    @Test
    void accept_refundBeforeItsPayment_isRememberedAndParkedUntilThen() {
        assertThat(accept("evt_1", "charge.refunded", StripeSamples.charge("pi_1", 200)))
                .isEqualTo(new Parked("stripe:evt_1", ParkedReason.PAYMENT_UNKNOWN, ""));
        assertThat(book.parked("", 10)).hasSize(1);
        assertThat(accept("evt_2", "checkout.session.completed", StripeSamples.session("pi_1", "cus_1", 500)))
                .isEqualTo(new Credited(view("5000", "2000", "0"), false));
        assertThat(book.parked("", 10)).isEmpty();
        assertThat(house.balance(1).posted()).isEqualTo(credits("3000"));
    }

    @Test
    void accept_disputeThatIsLostAfterTheCreditsAreSpent_leavesDebt() {
        pay();
        house.spend(1, credits("4000"));
        assertThat(accept("evt_2", "charge.dispute.created", dispute("needs_response")))
                .isEqualTo(new Frozen(view("5000", "0", "5000")));
        assertThat(house.balance(1).available()).isEqualTo(credits("0"));
        later();
        assertThat(accept("evt_3", "charge.dispute.closed", dispute("lost")))
                .isEqualTo(new Reversed(view("5000", "5000", "0")));
        assertThat(house.balance(1).debt()).isEqualTo(credits("4000"));
        assertThat(house.balance(1).frozen()).isEqualTo(credits("0"));
        later();
        assertThat(accept("evt_4", "charge.dispute.closed", dispute("won")))
                .isEqualTo(new Unfrozen(view("5000", "0", "0")));
        assertThat(house.balance(1).available()).isEqualTo(credits("1000"));
        assertThat(house.balance(1).debt()).isEqualTo(credits("0"));
    }

    @Test
    void accept_endOfADisputeBeforeItsBeginning_leavesTheEnd() {
        pay();
        book.accept(stripe("evt_3", "charge.dispute.closed", AT + 9, dispute("won")));
        assertThat(accept("evt_2", "charge.dispute.created", dispute("needs_response")))
                .isEqualTo(new Unfrozen(view("5000", "0", "0")));
        assertThat(house.balance(1).available()).isEqualTo(credits("5000"));
    }

    @Test
    void accept_disputeThatIsWonAndLostInOneSecond_staysFrozenAndIsParked() {
        pay();
        book.accept(stripe("evt_2", "charge.dispute.closed", AT + 9, dispute("won")));
        assertThat(book.accept(stripe("evt_3", "charge.dispute.closed", AT + 9, dispute("lost"))))
                .isEqualTo(new Parked("stripe:evt_3", ParkedReason.TIE, ""));
        assertThat(house.balance(1).frozen()).isEqualTo(credits("5000"));
        book.accept(new DisputeChanged(
                new Origin("admin", "1", "dispute", PayHouse.NOW.plusSeconds(10)),
                PaymentRef.of("pi_1"),
                new PaymentEvent.Dispute("dp_1", dollars("5.00"), PaymentEvent.Dispute.Standing.LOST)));
        assertThat(house.balance(1).posted()).isEqualTo(credits("0"));
        assertThat(house.balance(1).frozen()).isEqualTo(credits("0"));
        assertThat(book.parked("", 10)).isEmpty();
    }

    @Test
    void accept_tieThatTheProviderDecides_isNotParked() {
        PaymentBook asking = house.book(builder ->
                builder.fetch(wanted -> CompletableFuture.completedFuture(List.of(StripeEvents.object(
                        dispute("lost").getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        PayHouse.NOW.plusSeconds(60))))));
        pay();
        asking.accept(stripe("evt_2", "charge.dispute.closed", AT + 9, dispute("won")));
        assertThat(asking.accept(stripe("evt_3", "charge.dispute.closed", AT + 9, dispute("lost"))))
                .isEqualTo(new Reversed(view("5000", "5000", "0")));
        assertThat(asking.parked("", 10)).isEmpty();
    }

    @Test
    void accept_unknownCustomer_isParkedAndGoesOnWhenBound() {
        String session = StripeSamples.session("pi_1", "cus_new", 500);
        assertThat(accept("evt_1", "checkout.session.completed", session))
                .isEqualTo(new Parked("stripe:evt_1", ParkedReason.CUSTOMER_UNKNOWN, ""));
        assertThat(book.bind("ops", Customer.of("cus_new"), PayHouse.account(2)))
                .isEqualTo(1);
        assertThat(house.balance(2).posted()).isEqualTo(credits("5000"));
        accept("evt_2", "checkout.session.completed", StripeSamples.session("pi_2", "cus_new", 1000));
        assertThat(house.balance(2).posted()).isEqualTo(credits("15000"));
    }

    @Test
    void accept_linkedCustomer_isFoundByEitherName() {
        PaymentBook byReference = house.book(builder -> builder.directory(CustomerDirectory.of(customer ->
                customer.reference().equals("user_42") ? Optional.of(PayHouse.account(3)) : Optional.empty())));
        String session = StripeSamples.session("in_x", "subscription", "paid", "cus_new", 1999)
                .replace("\"client_reference_id\":null", "\"client_reference_id\":\"user_42\"");
        assertThat(byReference.accept(stripe("evt_1", "checkout.session.completed", AT, session)))
                .isEqualTo(new Linked("cus_new"));
        byReference.accept(
                stripe("evt_2", "checkout.session.completed", AT, StripeSamples.session("pi_1", "cus_new", 500)));
        assertThat(house.balance(3).posted()).isEqualTo(credits("5000"));
    }

    @Test
    void accept_referenceOfSomebodyElse_isNeverLearntFromACustomer() {
        book.bind("ops", Customer.of("cus_evil"), PayHouse.account(0));
        String session = StripeSamples.session("pi_1", "cus_evil", 500)
                .replace("\"client_reference_id\":null", "\"client_reference_id\":\"victim\"");
        accept("evt_1", "checkout.session.completed", session);
        String victims = StripeSamples.session("pi_2", "cus_victim", 500)
                .replace("\"client_reference_id\":null", "\"client_reference_id\":\"victim\"");
        assertThat(accept("evt_2", "checkout.session.completed", victims)).isInstanceOf(Parked.class);
        assertThat(house.balance(0).posted()).isEqualTo(credits("5000"));
    }

    @Test
    void accept_invoice_extendsItsSubscriptionOnceUnderBothEvents() {
        String invoice = StripeSamples.invoice("in_1", "sub_1", "cus_1", AT + 1000);
        assertThat(accept("evt_1", "invoice.paid", invoice)).isEqualTo(new SubscriptionUpdated("acme/sub_1"));
        accept("evt_2", "invoice.payment_succeeded", invoice);
        assertThat(house.subscription("sub_1")
                        .orElseThrow()
                        .record()
                        .term()
                        .ends()
                        .paidUntil())
                .contains(Instant.ofEpochSecond(AT + 1000));
        assertThat(house.balance(1).posted()).isEqualTo(credits("0"));
        assertThat(accept("evt_3", "charge.refunded", StripeSamples.charge("pi_9", 1999)))
                .isEqualTo(new Parked("stripe:evt_3", ParkedReason.PAYMENT_UNKNOWN, ""));
        book.accept(new PaymentLinked(
                new Origin("stripe", "evt_4", "invoice_payment.paid", PayHouse.NOW),
                PaymentRef.of("in_1").alias("pi_9")));
        assertThat(book.parked("", 10)).isEmpty();
    }

    @Test
    void accept_subscription_takesItsLatestState() {
        accept(
                "evt_1",
                "customer.subscription.created",
                StripeSamples.subscription("sub_1", "cus_1", "active", AT + 50));
        book.accept(stripe(
                "evt_3",
                "customer.subscription.updated",
                AT + 20,
                StripeSamples.subscription("sub_1", "cus_1", "past_due", AT + 50)));
        assertThat(book.accept(stripe(
                        "evt_2",
                        "customer.subscription.updated",
                        AT + 10,
                        StripeSamples.subscription("sub_1", "cus_1", "active", AT + 50))))
                .isEqualTo(new Nothing(NothingReason.OUTDATED));
        assertThat(house.subscription("sub_1")
                        .orElseThrow()
                        .record()
                        .term()
                        .state()
                        .state())
                .isEqualTo(SubscriptionState.PAST_DUE);
        assertThat(book.accept(stripe(
                        "evt_4",
                        "customer.subscription.updated",
                        AT + 20,
                        StripeSamples.subscription("sub_1", "cus_1", "active", AT + 50))))
                .isEqualTo(new Parked("stripe:evt_4", ParkedReason.TIE, ""));
        book.accept(stripe(
                "evt_5",
                "customer.subscription.deleted",
                AT + 20,
                StripeSamples.subscription("sub_1", "cus_1", "canceled", AT + 50)));
        assertThat(house.subscription("sub_1")
                        .orElseThrow()
                        .record()
                        .term()
                        .state()
                        .state())
                .isEqualTo(SubscriptionState.CANCELED);
        assertThat(book.parked("", 10))
                .as("what is outdated needs nobody to decide it")
                .isEmpty();
    }

    @Test
    void accept_handMadePayment_goesThroughTheSameDoor() {
        Paid topUp = new Paid(
                new Origin("admin", "17", "top-up", PayHouse.NOW),
                PaymentRef.of("manual_17"),
                Customer.of("cus_2"),
                Purchase.of(Amount.of("800", Currencies.of("jpy"))));
        assertThat(book.accept(topUp)).isInstanceOf(Credited.class);
        book.accept(new Refunded(
                new Origin("admin", "18", "refund", PayHouse.NOW),
                PaymentRef.of("manual_17"),
                Amount.of("200", Currencies.of("jpy"))));
        assertThat(house.balance(2).posted()).isEqualTo(credits("3750"));
    }

    @Test
    void accept_refundInAnotherCurrency_isParked() {
        pay();
        assertThat(book.accept(new Refunded(
                        new Origin("admin", "18", "refund", PayHouse.NOW),
                        PaymentRef.of("pi_1"),
                        Amount.of("200", Currencies.of("jpy")))))
                .isEqualTo(new Parked("admin:18", ParkedReason.CURRENCY_MISMATCH, ""));
        assertThat(house.balance(1).posted()).isEqualTo(credits("5000"));
    }

    @Test
    void accept_samePaymentForAnotherWallet_isParked() {
        pay();
        assertThat(accept("evt_2", "checkout.session.completed", StripeSamples.session("pi_1", "cus_2", 500)))
                .isEqualTo(
                        new Parked("stripe:evt_2", ParkedReason.PAYMENT_CONFLICT, "credited before to another wallet"));
        assertThat(house.balance(2).posted()).isEqualTo(credits("0"));
    }

    @Test
    void accept_samePaymentAfterThePriceHasChanged_isTheSamePayment() {
        pay();
        PaymentBook dearer = PaymentBook.builder(
                        house.ledger, PriceList.builder(PayHouse.CREDIT).build())
                .store(house.store)
                .directory(CustomerDirectory.of(PayHouse::accountOf))
                .build();
        assertThat(dearer.accept(stripe(
                        "evt_2",
                        "checkout.session.async_payment_succeeded",
                        AT,
                        StripeSamples.session("pi_1", "cus_1", 500))))
                .isEqualTo(new Credited(view("5000", "0", "0"), false));
        assertThat(house.balance(1).posted()).isEqualTo(credits("5000"));
    }

    @Test
    void accept_walletThatIsNotOpen_isParkedAndGoesOnWhenItIs() {
        PayHouse closed = new PayHouse();
        PaymentBook late = closed.book();
        PaymentEvent paid =
                stripe("evt_1", "checkout.session.completed", AT, StripeSamples.session("pi_1", "cus_1", 500));
        assertThat(late.accept(paid))
                .isEqualTo(new Parked("stripe:evt_1", ParkedReason.LEDGER_DECLINED, "ACCOUNT_UNKNOWN"));
        closed.open();
        assertThat(late.resume()).isEqualTo(1);
        assertThat(closed.balance(1).posted()).isEqualTo(credits("5000"));
    }

    @Test
    void resolve_dismissedEvent_staysDismissedWhenItComesAgain() {
        accept("evt_1", "checkout.session.completed", StripeSamples.session("pi_1", "cus_1", 1));
        assertThat(book.resolve("stripe:evt_1", new Resolution.Dismiss("ops", "a test")))
                .isEqualTo(new Nothing(NothingReason.DISMISSED));
        assertThat(accept("evt_1", "checkout.session.completed", StripeSamples.session("pi_1", "cus_1", 1)))
                .isEqualTo(new Nothing(NothingReason.DISMISSED));
        assertThat(book.resolve("stripe:evt_1", new Resolution.Retry("ops")))
                .isEqualTo(new Nothing(NothingReason.NOT_PARKED));
    }

    @Test
    void resolve_link_saysWhichPaymentARefundIsOf() {
        pay();
        accept("evt_2", "charge.refunded", StripeSamples.charge("pi_other", 500));
        assertThat(book.resolve("stripe:evt_2", new Resolution.Link("ops", "pi_1")))
                .isEqualTo(new Reversed(view("5000", "5000", "0")));
        assertThat(book.payment("ch_pi_other")).contains(view("5000", "5000", "0"));
    }

    @Test
    void resolve_creditsOfAnotherUnit_isAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> book.resolve("stripe:evt_1", new Resolution.Credit("ops", dollars("1"))))
                .withMessageContaining("CREDIT/6");
    }

    @Test
    void accept_unknownType_isKeptAndDoesNothing() {
        assertThat(accept("evt_1", "customer.tax_id.created", "{\"id\":\"txi_1\"}"))
                .isEqualTo(new Nothing(NothingReason.UNKNOWN_TYPE));
        assertThat(book.events("", 10)).extracting(KeptEvent::id).containsExactly("stripe:evt_1");
        assertThat(book.forgetEvents(house.now.plusSeconds(1))).isEqualTo(1);
        assertThat(book.events("", 10)).isEmpty();
    }

    private Accepted accept(String id, String type, String object) {
        return book.accept(stripe(id, type, house.now.getEpochSecond(), object));
    }

    private void pay() {
        accept("evt_1", "checkout.session.completed", StripeSamples.session("pi_1", "cus_1", 500));
    }

    private void later() {
        house.now = house.now.plusSeconds(60);
    }

    private static String dispute(String status) {
        return StripeSamples.dispute("pi_1", "dp_1", 500, status);
    }

    private static PaymentView view(String credits, String reversed, String frozen) {
        return new PaymentView("pi_1", wallet(1), credits(credits), credits(reversed), credits(frozen));
    }
}
