// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import static io.weighhouse.gateway.payment.PayHouse.AT;
import static io.weighhouse.gateway.payment.PayHouse.credits;
import static io.weighhouse.gateway.payment.PayHouse.stripe;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.store.LedgerStoreException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A crash before and after every write of a story. */
class PaymentCrashTest {

    /** A refund before its payment, then a dispute that is lost: every kind of step but one. */
    private static final List<PaymentEvent> STORY = List.of(
            stripe("evt_1", "charge.refunded", AT + 1, StripeSamples.charge("pi_1", 100)),
            stripe("evt_2", "checkout.session.completed", AT, StripeSamples.session("pi_1", "cus_1", 500)),
            stripe(
                    "evt_3",
                    "charge.dispute.created",
                    AT + 2,
                    StripeSamples.dispute("pi_1", "dp_1", 200, "needs_response")),
            stripe("evt_4", "charge.dispute.closed", AT + 3, StripeSamples.dispute("pi_1", "dp_1", 200, "lost")),
            stripe("evt_5", "charge.dispute.closed", AT + 4, StripeSamples.dispute("pi_1", "dp_1", 200, "won")),
            stripe("evt_6", "invoice.paid", AT, StripeSamples.invoice("in_1", "sub_1", "cus_1", AT + 100)));

    @Test
    void resume_afterACrashAtAnyPoint_goesOnWithoutAnotherDelivery() {
        int points = points();
        for (int crash = 0; crash < points; crash++) {
            Flaky flaky = new Flaky();
            PayHouse house = new PayHouse(flaky.payments(), flaky.ledger()).open();
            int at = crash;
            flaky.fails(point -> point == at);
            for (PaymentEvent event : STORY) {
                try {
                    house.book().accept(event);
                } catch (PaymentStoreException | LedgerStoreException crashed) {
                    // Another process takes over; if the event is kept, nobody has to send it again.
                    PaymentBook next = house.book();
                    next.resume();
                    if (next.event(event.origin().key()).isEmpty()) {
                        next.accept(event);
                    }
                }
            }
            assertEnd(house, "crash at point " + crash);
        }
        System.out.println("payments: " + points + " points of a crash");
    }

    @Test
    void accept_afterACrashAtAnyPoint_goesOnWhenItIsDeliveredAgain() {
        int points = points();
        for (int crash = 0; crash < points; crash++) {
            Flaky flaky = new Flaky();
            PayHouse house = new PayHouse(flaky.payments(), flaky.ledger()).open();
            int at = crash;
            flaky.fails(point -> point == at);
            for (PaymentEvent event : STORY) {
                try {
                    house.book().accept(event);
                } catch (PaymentStoreException | LedgerStoreException crashed) {
                    house.book().accept(event);
                }
            }
            house.book().resume();
            assertEnd(house, "crash at point " + crash);
        }
    }

    /** The payment store is lost and all events come again: the ledger alone knows what was credited. */
    @Test
    void accept_withAnEmptyPaymentStore_creditsNothingAgain() {
        PayHouse house = new PayHouse().open();
        STORY.subList(0, 2).forEach(house.book()::accept);
        PaymentBook amnesiac = house.book(builder -> builder.store(PaymentStore.inMemory()));
        STORY.subList(0, 2).forEach(amnesiac::accept);
        assertThat(house.balance(1).posted()).isEqualTo(credits("4000"));
    }

    private static int points() {
        Flaky flaky = new Flaky();
        PayHouse house = new PayHouse(flaky.payments(), flaky.ledger()).open();
        flaky.fails(point -> false);
        STORY.forEach(event -> house.book().accept(event));
        assertEnd(house, "no crash");
        return flaky.points();
    }

    private static void assertEnd(PayHouse house, String when) {
        assertThat(house.balance(1).posted()).as(when).isEqualTo(credits("4000"));
        assertThat(house.balance(1).available()).as(when).isEqualTo(credits("4000"));
        assertThat(house.balance(1).frozen()).as(when).isEqualTo(credits("0"));
        assertThat(house.book().parked("", 10)).as(when).isEmpty();
        assertThat(house.book().events("", 10)).as(when).hasSize(STORY.size());
        assertThat(house.subscription("sub_1")).as(when).isPresent();
        assertThat(house.ledger.verify().clean()).as(when).isTrue();
    }
}
