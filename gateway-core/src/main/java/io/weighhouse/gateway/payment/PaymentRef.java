// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a payment is known by.
 *
 * <p>The id is the payment object itself, of which there is one however often it is reported: Stripe's payment intent {@code
 * pi_...} for a one-off payment, the invoice {@code in_...} for a subscription. Aliases are other names under which refunds and
 * disputes may come: the charge, the checkout session, the intent that paid an invoice.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id 1 to 120 visible ASCII characters
 * @param aliases at most 16, each of 1 to 120 visible ASCII characters, without the id
 */
public record PaymentRef(String id, Set<String> aliases) {

    private static final int MAX_ALIASES = 16;

    /**
     * Checks the names and copies the aliases.
     *
     * @param id 1 to 120 visible ASCII characters
     * @param aliases at most 16, each of 1 to 120 visible ASCII characters; the id is left out
     * @throws IllegalArgumentException if a name is out of range
     */
    public PaymentRef {
        Texts.id("payment", id);
        Set<String> others = new LinkedHashSet<>(aliases);
        others.remove(id);
        if (others.size() > MAX_ALIASES) {
            throw new IllegalArgumentException("must be at most 16: aliases=" + others.size());
        }
        others.forEach(alias -> Texts.id("alias", alias));
        aliases = Set.copyOf(others);
    }

    /**
     * A payment that is known by one name.
     *
     * @param id 1 to 120 visible ASCII characters
     * @return the payment
     * @throws IllegalArgumentException if the name is out of range
     */
    public static PaymentRef of(String id) {
        return new PaymentRef(id, Set.of());
    }

    /**
     * The same payment with one alias more; an empty one is passed over.
     *
     * @param alias another name of it
     * @return the payment
     * @throws IllegalArgumentException if the name is out of range, or the aliases are more than 16
     */
    public PaymentRef alias(String alias) {
        if (alias.isEmpty()) {
            return this;
        }
        Set<String> more = new LinkedHashSet<>(aliases);
        more.add(alias);
        return new PaymentRef(id, more);
    }
}
