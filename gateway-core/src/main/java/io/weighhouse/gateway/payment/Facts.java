// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.PaymentEvent.Dispute.Standing;
import io.weighhouse.gateway.payment.PaymentEvent.Refund;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one payment.
 *
 * <p>Facts are only ever joined: of two reports of one thing the later one holds, and of two of one moment the one that says
 * more. Joining is commutative, associative and idempotent, which is why neither the order of events matters nor how often one
 * comes; {@link #target} depends on the facts alone.
 *
 * @param credit what it bought; empty until it is reported as paid
 * @param total the latest total of refunds that was reported
 * @param refunds single refunds by their ids
 * @param disputes disputes by their ids
 */
record Facts(
        Optional<Credit> credit,
        Optional<Total> total,
        Map<String, RefundFact> refunds,
        Map<String, DisputeFact> disputes) {

    static final Facts NONE = new Facts(Optional.empty(), Optional.empty(), Map.of(), Map.of());

    /** What a payment bought, once and for all. The name is that of the payment object that the ledger's ids are made of. */
    record Credit(String name, Accounts accounts, Amount credits, Bought bought) {

        /** Whether it is the same payment by the same payer; what it bought was decided when it came first. */
        boolean agrees(Credit other) {
            return accounts.wallet().equals(other.accounts.wallet())
                    && bought.paid().equals(other.bought.paid());
        }
    }

    /** Between which accounts the credit moves. */
    record Accounts(AccountId wallet, AccountId clearing) {}

    /** What was paid, with and without tax, and when. */
    record Bought(Amount paid, Amount net, Instant at) {}

    /** A total of refunds as of a moment. */
    record Total(Instant at, Amount total) {

        Total join(Total other) {
            if (!at.equals(other.at)) {
                return at.isAfter(other.at) ? this : other;
            }
            return new Total(at, larger(total, other.total));
        }
    }

    /** One refund; null as long as it has not failed. */
    record RefundFact(
            Amount amount, Instant createdAt, @Nullable Instant failedAt) {

        RefundFact join(RefundFact other) {
            Instant failed = failedAt;
            if (failed == null || (other.failedAt != null && other.failedAt.isBefore(failed))) {
                failed = other.failedAt;
            }
            Instant created = createdAt.isBefore(other.createdAt) ? createdAt : other.createdAt;
            return new RefundFact(larger(amount, other.amount), created, failed);
        }

        boolean hasFailed() {
            return failedAt != null;
        }
    }

    /** One dispute as of a moment; contested if two reports of that moment say that it is won and that it is lost. */
    record DisputeFact(Amount amount, Standing standing, Instant at, boolean contested) {

        DisputeFact join(DisputeFact other) {
            if (!at.equals(other.at)) {
                return at.isAfter(other.at) ? this : other;
            }
            Amount most = larger(amount, other.amount);
            boolean both = standing != Standing.OPEN && other.standing != Standing.OPEN && standing != other.standing;
            // Open comes before its end, so that the end holds. Won and lost at once: nobody knows, so it stays frozen.
            Standing end = standing == Standing.OPEN ? other.standing : standing;
            boolean nobodyKnows = contested || other.contested || both;
            return new DisputeFact(most, nobodyKnows ? Standing.OPEN : end, at, nobodyKnows);
        }
    }

    /** How many credits shall be taken back and frozen, in smallest parts. */
    record Target(long reversed, long frozen) {

        static final Target NOTHING = new Target(0, 0);
    }

    Facts credited(Credit value) {
        return credit.isPresent() ? this : new Facts(Optional.of(value), total, refunds, disputes);
    }

    Facts refunded(Total value) {
        return new Facts(credit, Optional.of(total.map(value::join).orElse(value)), refunds, disputes);
    }

    Facts refund(Refund refund, Instant at) {
        RefundFact fact = new RefundFact(refund.amount(), refund.createdAt(), refund.failed() ? at : null);
        return new Facts(credit, total, with(refunds, refund.id(), fact, RefundFact::join), disputes);
    }

    Facts dispute(PaymentEvent.Dispute dispute, Instant at) {
        DisputeFact fact = new DisputeFact(dispute.amount(), dispute.standing(), at, false);
        return new Facts(credit, total, refunds, with(disputes, dispute.id(), fact, DisputeFact::join));
    }

    /** What is known of a payment that turns out to be this one; only one of both may be credited. */
    Facts join(Facts other) {
        Facts joined = new Facts(credit.or(other::credit), total, refunds, disputes);
        if (other.total.isPresent()) {
            joined = joined.refunded(other.total.get());
        }
        Map<String, RefundFact> allRefunds = joined.refunds;
        for (Map.Entry<String, RefundFact> one : other.refunds.entrySet()) {
            allRefunds = with(allRefunds, one.getKey(), one.getValue(), RefundFact::join);
        }
        Map<String, DisputeFact> allDisputes = joined.disputes;
        for (Map.Entry<String, DisputeFact> one : other.disputes.entrySet()) {
            allDisputes = with(allDisputes, one.getKey(), one.getValue(), DisputeFact::join);
        }
        return new Facts(joined.credit, joined.total, allRefunds, allDisputes);
    }

    /** How many refunds and disputes are known. */
    int size() {
        return refunds.size() + disputes.size();
    }

    /** Whether a refund has failed in the very second of the total, so that nobody can say whether the total contains it. */
    boolean refundContested(String id) {
        RefundFact fact = refunds.get(id);
        return fact != null
                && total.isPresent()
                && !fact.createdAt.isAfter(total.get().at())
                && total.get().at().equals(fact.failedAt);
    }

    /** What the ledger shall show, by the facts. */
    Target target() {
        if (credit.isEmpty()) {
            return Target.NOTHING;
        }
        long paid = credit.get().bought().paid().minor();
        if (paid == 0) {
            return Target.NOTHING;
        }
        BigInteger back = refundedMoney().add(disputed(Standing.LOST)).min(BigInteger.valueOf(paid));
        BigInteger aside = back.add(disputed(Standing.OPEN)).min(BigInteger.valueOf(paid));
        long reversed = share(back, paid);
        return new Target(reversed, share(aside, paid) - reversed);
    }

    /** The credits that a part of the money bought, cut to the smallest part; all of the money bought all of them. */
    private long share(BigInteger money, long paid) {
        long credits = credit.orElseThrow().credits().minor();
        return BigInteger.valueOf(credits)
                .multiply(money)
                .divide(BigInteger.valueOf(paid))
                .longValueExact();
    }

    private BigInteger disputed(Standing standing) {
        return disputes.values().stream()
                .filter(dispute -> dispute.standing == standing && counts(dispute.amount))
                .map(dispute -> BigInteger.valueOf(dispute.amount.minor()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /**
     * What is refunded: the latest total, without what has failed since and with what was made since; and never less than the
     * refunds that are known one by one.
     */
    private BigInteger refundedMoney() {
        BigInteger single = BigInteger.ZERO;
        BigInteger since = BigInteger.ZERO;
        Instant at = total.filter(one -> counts(one.total)).map(Total::at).orElse(null);
        for (RefundFact refund : refunds.values()) {
            if (counts(refund.amount)) {
                BigInteger money = BigInteger.valueOf(refund.amount.minor());
                single = refund.hasFailed() ? single : single.add(money);
                boolean contained = at != null && !refund.createdAt.isAfter(at);
                if (contained && refund.failedAt != null && refund.failedAt.isAfter(at)) {
                    since = since.subtract(money);
                } else if (!contained && !refund.hasFailed()) {
                    since = since.add(money);
                }
            }
        }
        BigInteger known = at == null
                ? BigInteger.ZERO
                : BigInteger.valueOf(total.orElseThrow().total().minor());
        return known.add(since).max(single);
    }

    /** Money in another currency than that of the payment is no part of it. */
    boolean counts(Amount amount) {
        return credit.isEmpty() || unit().equals(amount.unit());
    }

    /** The larger of two amounts, in whatever order they come; of two currencies, the one that comes later in the alphabet. */
    private static Amount larger(Amount one, Amount other) {
        int order = one.unit().equals(other.unit())
                ? one.compareTo(other)
                : one.unit().toString().compareTo(other.unit().toString());
        return order >= 0 ? one : other;
    }

    private Unit unit() {
        return credit.orElseThrow().bought().paid().unit();
    }

    private static <T> Map<String, T> with(Map<String, T> facts, String id, T fact, BinaryOperator<T> join) {
        Map<String, T> more = new TreeMap<>(facts);
        more.merge(id, fact, join);
        return Map.copyOf(more);
    }
}
