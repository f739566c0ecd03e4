// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

/**
 * For whom something is priced: a tenant, and within it perhaps a customer. Either may have prices of its own.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param tenant the tenant, or empty for nobody in particular
 * @param customer the customer of that tenant, or empty for nobody in particular
 */
public record Buyer(String tenant, String customer) {

    /** Nobody in particular: the prices for all. */
    public static final Buyer ANYONE = new Buyer("", "");

    /**
     * Checks both.
     *
     * @param tenant the tenant, or empty
     * @param customer the customer, or empty
     * @throws IllegalArgumentException if there is a customer and no tenant
     */
    public Buyer {
        if (tenant.isEmpty() && !customer.isEmpty()) {
            throw new IllegalArgumentException("must have a tenant: customer=" + Texts.quoted(customer));
        }
    }

    /**
     * A tenant, whichever its customer.
     *
     * @param tenant the tenant
     * @return that buyer
     */
    public static Buyer tenant(String tenant) {
        return new Buyer(tenant, "");
    }
}
