// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.EventFile.Order;
import io.weighhouse.gateway.payment.KeptEvent.Entry;
import io.weighhouse.gateway.payment.KeptEvent.Standing;
import io.weighhouse.gateway.payment.KeptEvent.State;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A parked event with what an actor has decided about it, and who is bound to which account by that. */
record Resolving(EventFile file, Entry by, @Nullable CustomerAccount bound) {

    static Resolving of(EventFile file, Resolution resolution, Instant now) {
        String actor = resolution.actor();
        Order order = file.order();
        if (resolution instanceof Resolution.Dismiss dismiss) {
            Entry by = new Entry(now, actor, "dismissed: " + dismiss.reason());
            Standing done = new Standing(State.DONE, NothingReason.DISMISSED.name(), "", dismiss.reason());
            EventFile told = file.ordered(order, by);
            return new Resolving(
                    new EventFile(told.event(), done, told.order(), told.history(), told.kept()), by, null);
        }
        if (resolution instanceof Resolution.Bind bind) {
            Entry by = new Entry(now, actor, "bound to " + bind.account().wallet());
            Order next = new Order(bind.account(), order.credits(), order.payment());
            return new Resolving(file.ordered(next, by), by, bind.account());
        }
        if (resolution instanceof Resolution.Credit credit) {
            Entry by = new Entry(now, actor, "credits " + credit.credits());
            return new Resolving(
                    file.ordered(new Order(order.account(), credit.credits(), order.payment()), by), by, null);
        }
        if (resolution instanceof Resolution.Link link) {
            Entry by = new Entry(now, actor, "linked to " + link.payment());
            return new Resolving(
                    file.ordered(new Order(order.account(), order.credits(), link.payment()), by), by, null);
        }
        Entry by = new Entry(now, actor, "tried again");
        return new Resolving(file.ordered(order, by), by, null);
    }

    /** Whose names are bound, if any are. */
    Optional<Customer> customer() {
        return bound == null
                ? Optional.empty()
                : customerOf(file.event())
                        .filter(customer -> !customer.id().isEmpty()
                                || !customer.reference().isEmpty());
    }

    CustomerAccount account() {
        if (bound == null) {
            throw new IllegalStateException("must bind");
        }
        return bound;
    }

    static Optional<Customer> customerOf(PaymentEvent event) {
        if (event instanceof PaymentEvent.Paid paid) {
            return Optional.of(paid.customer());
        }
        if (event instanceof PaymentEvent.InvoicePaid paid) {
            return Optional.of(paid.customer());
        }
        if (event instanceof PaymentEvent.SubscriptionChanged changed) {
            return Optional.of(changed.customer());
        }
        return event instanceof PaymentEvent.CustomerLinked linked ? Optional.of(linked.customer()) : Optional.empty();
    }

    /** Whether two are known by one name. */
    static boolean isSame(Customer one, Customer other) {
        String reference = Customers.referenceKey(one);
        return (!one.id().isEmpty() && one.id().equals(other.id()))
                || (!reference.isEmpty() && reference.equals(Customers.referenceKey(other)));
    }
}
