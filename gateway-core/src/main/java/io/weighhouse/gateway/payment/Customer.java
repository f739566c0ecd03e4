// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

/**
 * By which names a payer is known; each may be empty.
 *
 * <p>{@code Customer.of("cus_1").reference("user_42")} says that the provider's customer {@code cus_1} is the application's
 * {@code user_42}. No name is an e-mail address, or the name of a person.
 *
 * <p>The API key is that of whoever may name one in a checkout's metadata. It is never stored, logged or shown: {@link
 * #toString()} masks it.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id the provider's name, such as {@code cus_...}, at most 120 visible ASCII characters
 * @param reference the application's own name, such as Stripe's {@code client_reference_id} or the id at an identity provider,
 *     at most 120 visible ASCII characters
 * @param apiKey an API key, the id of one or its display form, at most 256 characters
 */
public record Customer(String id, String reference, String apiKey) {

    /** Nobody is named. */
    public static final Customer UNKNOWN = new Customer("", "", "");

    private static final int MAX_KEY = 256;

    /**
     * Checks the names.
     *
     * @param id the provider's name, at most 120 visible ASCII characters
     * @param reference the application's own name, at most 120 visible ASCII characters
     * @param apiKey an API key, the id of one or its display form, at most 256 characters
     * @throws IllegalArgumentException if a name is out of range
     */
    public Customer {
        Texts.idOrEmpty("customer", id);
        Texts.idOrEmpty("reference", reference);
        Texts.atMost(MAX_KEY, "apiKey", apiKey);
    }

    /**
     * A customer by the provider's name.
     *
     * @param id the provider's name, or empty
     * @return the customer
     * @throws IllegalArgumentException if the name is out of range
     */
    public static Customer of(String id) {
        return new Customer(id, "", "");
    }

    /**
     * The same customer with the application's own name.
     *
     * @param value the application's own name, or empty
     * @return the customer
     * @throws IllegalArgumentException if the name is out of range
     */
    public Customer reference(String value) {
        return new Customer(id, value, apiKey);
    }

    /**
     * The same customer with an API key.
     *
     * @param value an API key, the id of one or its display form, or empty
     * @return the customer
     * @throws IllegalArgumentException if it is too long
     */
    public Customer apiKey(String value) {
        return new Customer(id, reference, value);
    }

    /** {@return both names, and whether there is a key} */
    @Override
    public String toString() {
        return "Customer[id=" + id + ", reference=" + reference + (apiKey.isEmpty() ? "]" : ", apiKey=***]");
    }
}
