// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRegistry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Knows which account a payer has.
 *
 * <p>It is asked about customers whom no event and no actor has bound to an account, by the application's own reference or by
 * an API key: {@code CustomerDirectory.of(customer -> accountOf(customer.reference()))}.
 *
 * <p>An implementation is thread-safe.
 */
@FunctionalInterface
public interface CustomerDirectory {

    /** Knows nobody: every customer is bound by {@link PaymentBook#bind}. */
    CustomerDirectory NOBODY = of(customer -> Optional.empty());

    /**
     * The account of a customer.
     *
     * @param customer by which names the payer is known
     * @return the account, empty if there is none yet; exceptionally if the directory cannot tell, which is never the same as
     *     none
     */
    CompletionStage<Optional<CustomerAccount>> find(Customer customer);

    /**
     * A directory that works the account out at once.
     *
     * @param accountOf the account of each customer; empty for none; must not block
     * @return the directory
     */
    static CustomerDirectory of(Function<Customer, Optional<CustomerAccount>> accountOf) {
        return customer -> CompletableFuture.completedFuture(accountOf.apply(customer));
    }

    /**
     * A directory of those who name an API key: the key itself, or a tenant, a slash and the id of one, as in {@code
     * acme/key_7f3a}. Its account gets the credits, whoever pays.
     *
     * <p>A key that is not accepted, because it is unknown, expired or revoked, names nobody. One that is written into a checkout's
     * metadata is read by whoever reads the provider's dashboard: an id is the better name.
     *
     * @param keys what knows keys
     * @param accountOf the account of a key's owner; empty for none; must not block
     * @return the directory
     */
    static CustomerDirectory ofKeys(KeyRegistry keys, Function<KeyRecord, Optional<CustomerAccount>> accountOf) {
        return customer -> KeyNames.find(keys, customer.apiKey()).thenApply(record -> record.flatMap(accountOf));
    }
}
