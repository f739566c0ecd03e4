// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.KeptEvent.Standing;
import io.weighhouse.gateway.payment.KeptEvent.State;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came of an event: how it stands now, what that lets others go on that wait, and what is still to be written with it.
 *
 * @param standing how it stands
 * @param view the payment, if it is about one that is credited
 * @param wakes what others may wait for that is there now
 * @param rows what is written together with the event
 */
record Verdict(Standing standing, @Nullable PaymentView view, Set<String> wakes, List<PaymentRow> rows) {

    /** The answer's code when credits are in the wallet, and when they were before. */
    static final String CREDITED = "CREDITED";

    static final String REVERSED = "REVERSED";
    static final String FROZEN = "FROZEN";
    static final String UNFROZEN = "UNFROZEN";
    static final String SUBSCRIPTION_UPDATED = "SUBSCRIPTION_UPDATED";
    static final String LINKED = "LINKED";

    static Verdict nothing(NothingReason why) {
        return done(why.name(), "");
    }

    static Verdict done(String code, String subject) {
        return new Verdict(new Standing(State.DONE, code, subject, ""), null, Set.of(), List.of());
    }

    static Verdict parked(ParkedReason why, String waitsFor) {
        return parked(why, waitsFor, "");
    }

    static Verdict parked(ParkedReason why, String waitsFor, String detail) {
        return new Verdict(new Standing(State.PARKED, why.name(), waitsFor, detail), null, Set.of(), List.of());
    }

    Verdict view(@Nullable PaymentView payment) {
        return new Verdict(standing, payment, wakes, rows);
    }

    Verdict waking(Set<String> others) {
        return new Verdict(standing, view, others, rows);
    }

    Verdict with(List<PaymentRow> more) {
        return new Verdict(standing, view, wakes, more);
    }

    boolean isParked() {
        return standing.state() == State.PARKED;
    }

    boolean isParked(ParkedReason why) {
        return isParked() && standing.code().equals(why.name());
    }

    /** Whom to wake: what is parked itself has brought a payment no further, only perhaps a customer. */
    List<String> names() {
        return wakes.stream()
                .filter(name ->
                        !isParked() || (name.startsWith(Customers.CUSTOMER) && !name.equals(standing.subject())))
                .toList();
    }

    /** The answer; whether a payment was credited before is for the caller to say. */
    Accepted answer(String event, boolean replayed) {
        if (isParked()) {
            return new Accepted.Parked(event, ParkedReason.valueOf(standing.code()), standing.detail());
        }
        PaymentView payment = view;
        return switch (standing.code()) {
            case CREDITED -> new Accepted.Credited(known(payment), replayed);
            case REVERSED -> new Accepted.Reversed(known(payment));
            case FROZEN -> new Accepted.Frozen(known(payment));
            case UNFROZEN -> new Accepted.Unfrozen(known(payment));
            case SUBSCRIPTION_UPDATED -> new Accepted.SubscriptionUpdated(standing.subject());
            case LINKED -> new Accepted.Linked(standing.subject());
            default -> new Accepted.Nothing(NothingReason.valueOf(standing.code()));
        };
    }

    private static PaymentView known(@Nullable PaymentView payment) {
        if (payment == null) {
            throw new IllegalStateException("must be about a credited payment");
        }
        return payment;
    }
}
