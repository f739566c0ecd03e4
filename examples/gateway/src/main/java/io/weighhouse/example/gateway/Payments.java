// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.example.gateway.Customers.Accounts;
import io.weighhouse.gateway.payment.Customer;
import io.weighhouse.gateway.payment.CustomerAccount;
import io.weighhouse.gateway.payment.CustomerDirectory;
import io.weighhouse.gateway.payment.PaymentBook;
import io.weighhouse.gateway.payment.PriceList;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.webhook.WebhookSignatures;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.money.Amount;
import java.util.Optional;

/**
 * What is sold for money, and whose payments are whose.
 *
 * <p>A payer is known by the tenant's name in the checkout's {@code client_reference_id}, or by a customer of Stripe's that an
 * administrator has bound to a tenant. $5, $20 and $100 buy credits at a cent each; the prices {@code price_starter} and
 * {@code price_pro} keep up these plans.
 */
final class Payments {

    final PaymentBook book;
    private final boolean stripe;

    Payments(House house, String stripeSecret) {
        stripe = !stripeSecret.isEmpty();
        PaymentBook.Builder builder = PaymentBook.builder(house.ledger, prices())
                .subscriptions(house.subscriptions)
                .store(house.storage.payments())
                .directory(CustomerDirectory.of(customer -> accountOf(house, customer)))
                .clock(house.clock);
        if (stripe) {
            try (Secret secret = Secret.ofText(stripeSecret)) {
                builder.stripe(
                        WebhookSignatures.stripe(secret).clock(house.clock).build());
            }
        }
        book = builder.build();
        book.resume();
    }

    boolean takesStripe() {
        return stripe;
    }

    /** Binds a customer of Stripe's to a tenant; how many events went on that had waited for it. */
    int bind(String actor, String customer, TenantId tenant) {
        return book.bind(actor, Customer.of(customer), accountOf(Accounts.of(tenant)));
    }

    static CustomerAccount accountOf(Accounts accounts) {
        return CustomerAccount.of(accounts.wallet(), accounts.clearing())
                .subscription(PlanAdmin.idOf(accounts.tenant()).value());
    }

    private static Optional<CustomerAccount> accountOf(House house, Customer customer) {
        if (customer.reference().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(accountOf(house.requireCustomer(customer.reference())));
        } catch (BadRequest | IllegalArgumentException nobody) {
            return Optional.empty();
        }
    }

    private static PriceList prices() {
        return PriceList.builder(House.CREDIT)
                .credits(Amount.of("5", SoldPlans.USD), "500")
                .credits(Amount.of("20", SoldPlans.USD), "2000")
                .credits(Amount.of("100", SoldPlans.USD), "10000")
                .plan("price_starter", "starter")
                .plan("price_pro", "pro")
                .build();
    }
}
