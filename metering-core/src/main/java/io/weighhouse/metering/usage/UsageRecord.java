// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/**
 * One call, as the books tell it.
 *
 * <p>Call {@code c-7} of key {@code k-1}: {@code openai/gpt-4o-mini}, 500 tokens in and 2,000 out, cost 0.002 USD, price 1 credit,
 * REPORTED, OK, 1,350 ms.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param sequence the number of the event that ended the call, by which records are ordered and paged
 * @param call which call it was
 * @param sku what was sold, as in {@code openai/gpt-4o-mini}; empty if the books do not say, as for a hold that ran out
 * @param money what was used, what it cost, what was charged
 * @param ending how it ended
 */
public record UsageRecord(long sequence, CallOf call, String sku, Money money, Ending ending) {

    /**
     * Which call it was.
     *
     * @param id its id
     * @param wallet who paid
     * @param labels its labels, such as {@code key}, {@code plan}, {@code payer}, {@code endpoint}
     */
    public record CallOf(OperationId id, AccountId wallet, Map<String, String> labels) {

        /**
         * Copies the labels.
         *
         * @param id its id
         * @param wallet who paid
         * @param labels its labels
         */
        public CallOf {
            labels = Map.copyOf(labels);
        }

        /**
         * A label's value.
         *
         * @param name such as {@code key}
         * @return the value, empty if there is none
         */
        public String label(String name) {
            return labels.getOrDefault(name, "");
        }
    }

    /**
     * What was used, what it cost, what was charged.
     *
     * @param usage the quantities, empty if nothing is known
     * @param cost what the provider takes, in {@code currency}
     * @param currency of the cost; empty if there is no receipt
     * @param price what was taken from the wallet in all, before refunds
     * @param refunded what was given back since
     */
    public record Money(Usage usage, BigDecimal cost, String currency, Amount price, Amount refunded) {}

    /**
     * How it ended.
     *
     * @param status in one word
     * @param basis how the usage is known
     * @param cause the receipt's cause, empty if it was settled as reported
     * @param endedAt when it was booked
     * @param latencyMillis from the hold to the end, or what the label {@code latency-millis} says; 0 or more
     */
    public record Ending(UsageStatus status, Basis basis, String cause, Instant endedAt, long latencyMillis) {}

    /** The same, after that much more was given back. */
    UsageRecord refunded(Amount more) {
        Money before = money;
        return new UsageRecord(
                sequence,
                call,
                sku,
                new Money(before.usage, before.cost, before.currency, before.price, before.refunded.plus(more)),
                ending);
    }

    /** {@return the id of the call} */
    public OperationId id() {
        return call.id();
    }

    /** {@return how it ended, in one word} */
    public UsageStatus status() {
        return ending.status();
    }

    /** {@return what was taken from the wallet, less what was given back} */
    public Amount netPrice() {
        return money.price().minus(money.refunded());
    }
}
