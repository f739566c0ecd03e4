// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.weighhouse.gateway.payment.PaymentRow.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Whose account a payer has: by what was bound before, then by the application's directory.
 *
 * <p>A provider's customer is learnt from an event that names the application's own reference too. A reference is never learnt
 * from a customer: a buyer may write any reference into the address of a checkout page, and would get what its owner pays.
 * Thread-safe.
 */
final class Customers {

    static final String CUSTOMER = "customer:";

    private static final int VERSION = 1;
    private static final int MAX_HISTORY = 20;
    private static final int DIGEST_BYTES = 16;

    private final PaymentStore store;
    private final CustomerDirectory directory;

    Customers(PaymentStore store, CustomerDirectory directory) {
        this.store = store;
        this.directory = directory;
    }

    /** Whose account it is; null if nobody knows. What is learnt is written with what follows from it. */
    record Found(@Nullable CustomerAccount account, boolean conflict, List<PaymentRow> learnt) {

        static Found account(CustomerAccount account) {
            return new Found(account, false, List.of());
        }
    }

    CompletionStage<Found> find(Customer customer, @Nullable CustomerAccount ordered) {
        if (ordered != null) {
            return CompletableFuture.completedFuture(Found.account(ordered));
        }
        if (customer.apiKey().isEmpty()) {
            return byNames(customer);
        }
        return directory
                .find(customer)
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(Found.account(found.get()))
                        : byNames(customer));
    }

    private CompletionStage<Found> byNames(Customer customer) {
        return row(customerKey(customer))
                .thenCompose(byId -> row(referenceKey(customer)).thenCompose(byReference -> {
                    Optional<CustomerAccount> one = byId.map(Customers::accountOf);
                    Optional<CustomerAccount> other = byReference.map(Customers::accountOf);
                    if (one.isPresent() && other.isPresent() && !one.equals(other)) {
                        return CompletableFuture.completedFuture(new Found(null, true, List.of()));
                    }
                    if (one.isPresent()) {
                        return CompletableFuture.completedFuture(Found.account(one.get()));
                    }
                    return other.isPresent()
                            ? CompletableFuture.completedFuture(learning(customer, other.get()))
                            : asking(customer);
                }));
    }

    private CompletionStage<Found> asking(Customer customer) {
        if (!customer.apiKey().isEmpty()) {
            // It was asked already.
            return CompletableFuture.completedFuture(new Found(null, false, List.of()));
        }
        return directory
                .find(customer)
                .thenApply(found -> found.map(account -> learning(customer, account))
                        .orElseGet(() -> new Found(null, false, List.of())));
    }

    private static Found learning(Customer customer, CustomerAccount account) {
        String key = customerKey(customer);
        return key.isEmpty()
                ? Found.account(account)
                : new Found(account, false, List.of(write(key, 1, account, new ArrayList<>())));
    }

    /** Binds both names, by an actor; whatever they were bound to before. */
    CompletionStage<List<String>> bind(Customer customer, CustomerAccount account, KeptEvent.Entry by) {
        List<String> keys = new ArrayList<>(List.of(customerKey(customer), referenceKey(customer)));
        keys.removeIf(String::isEmpty);
        CompletionStage<Void> all = CompletableFuture.completedFuture(null);
        for (String key : keys) {
            all = all.thenCompose(before -> bind(key, account, by));
        }
        return all.thenApply(bound -> keys);
    }

    private CompletionStage<Void> bind(String key, CustomerAccount account, KeptEvent.Entry by) {
        return row(key).thenCompose(known -> {
            if (known.isPresent() && accountOf(known.get()).equals(account)) {
                return CompletableFuture.completedFuture(null);
            }
            List<KeptEvent.Entry> history =
                    new ArrayList<>(known.map(Customers::historyOf).orElse(List.of()));
            if (history.size() == MAX_HISTORY) {
                history.remove(0);
            }
            history.add(by);
            PaymentRow row = write(key, known.map(PaymentRow::revision).orElse(0L) + 1, account, history);
            return store.write(List.of(row))
                    .thenCompose(written ->
                            written ? CompletableFuture.<Void>completedFuture(null) : bind(key, account, by));
        });
    }

    private CompletionStage<Optional<PaymentRow>> row(String key) {
        return key.isEmpty() ? CompletableFuture.completedFuture(Optional.empty()) : store.find(Kind.CUSTOMER, key);
    }

    static String customerKey(Customer customer) {
        return customer.id().isEmpty() ? "" : CUSTOMER + customer.id();
    }

    static String referenceKey(Customer customer) {
        return customer.reference().isEmpty() ? "" : "reference:" + pseudonym(customer.reference());
    }

    /** What an event of an unknown payer waits for. */
    static String waitsFor(Customer customer) {
        String key = customerKey(customer);
        key = key.isEmpty() ? referenceKey(customer) : key;
        return key.isEmpty() ? CUSTOMER : key;
    }

    /** A reference as it is stored: one that is an e-mail address becomes a digest of it. */
    static String pseudonym(String reference) {
        if (reference.indexOf('@') < 0) {
            return reference;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(reference.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("must have SHA-256, as every Java platform does", missing);
        }
    }

    private static PaymentRow write(String key, long revision, CustomerAccount account, List<KeptEvent.Entry> history) {
        String body = Json.write(Json.object(root -> {
            root.put("v", VERSION);
            Json.put(root, "account", account);
            ArrayNode entries = root.putArray("history");
            history.forEach(entry -> entries.addObject()
                    .put("at", entry.at().toString())
                    .put("actor", entry.actor())
                    .put("what", entry.what()));
        }));
        return new PaymentRow(Kind.CUSTOMER, key, "", revision, body);
    }

    private static CustomerAccount accountOf(PaymentRow row) {
        CustomerAccount account = Json.customerAccount(Json.stored(row.body()), "account");
        if (account == null) {
            throw new IllegalStateException("must have an account: " + row.key());
        }
        return account;
    }

    private static List<KeptEvent.Entry> historyOf(PaymentRow row) {
        List<KeptEvent.Entry> history = new ArrayList<>();
        Json.stored(row.body())
                .path("history")
                .forEach(entry -> history.add(new KeptEvent.Entry(
                        Instant.parse(Json.text(entry, "at")), Json.text(entry, "actor"), Json.text(entry, "what"))));
        return history;
    }
}
