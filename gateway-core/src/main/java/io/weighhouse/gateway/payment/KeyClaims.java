// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.gateway.payment.PaymentRow.Kind;
import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Issues the API key of a payment on its first claim, once.
 *
 * <p>{@code claims.claim("cs_...", NewKey.of(owner, "first key"))} answers {@link Claimed.Issued} to whoever comes first after the
 * payment, and {@link Claimed.AlreadyClaimed} to everybody after.
 *
 * <p>A claim is written down before a key is issued, and again when it was; only then the key is answered. A crash in between
 * leaves a key that nobody has seen: a claim that comes after the lease, a minute unless set, revokes it by its label and issues
 * another. Two claims at once: the one that wrote first issues, the other is told {@link Claimed.InProgress}. A claim that took
 * longer than its lease and lost it revokes the key that it made. If the answer is lost on its way to the customer, the key is
 * gone, as any key that was shown once: {@link #reset} revokes it and lets the payment be claimed again.
 *
 * <p>This class is thread-safe, and any number of processes may share its stores.
 */
public final class KeyClaims {

    /** The label of a key that was claimed; its value is the payment. */
    public static final String LABEL = "payment";

    private static final int VERSION = 1;
    private static final int PAGE = 100;
    private static final Duration USUAL_LEASE = Duration.ofMinutes(1);

    private final PaymentBook book;
    private final PaymentStore store;
    private final KeyRegistry keys;
    private final InstantSource clock;
    private final Duration lease;

    private KeyClaims(PaymentBook book, PaymentStore store, KeyRegistry keys, InstantSource clock, Duration lease) {
        this.book = book;
        this.store = store;
        this.keys = keys;
        this.clock = clock;
        this.lease = lease;
    }

    /**
     * Claims of the payments of a book, on the system's clock, with a lease of a minute.
     *
     * @param book who has paid
     * @param store where claims are kept: the book's own store, or another
     * @param keys what issues keys
     * @return the claims
     */
    public static KeyClaims of(PaymentBook book, PaymentStore store, KeyRegistry keys) {
        return new KeyClaims(book, store, keys, InstantSource.system(), USUAL_LEASE);
    }

    /**
     * The same claims on another clock.
     *
     * @param value the clock
     * @return the claims
     */
    public KeyClaims clock(InstantSource value) {
        return new KeyClaims(book, store, keys, value, lease);
    }

    /**
     * The same claims with another lease.
     *
     * @param value how long an issue may take before another claim takes over, more than zero
     * @return the claims
     * @throws IllegalArgumentException if it is not more than zero
     */
    public KeyClaims lease(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("must be > 0: lease=" + value);
        }
        return new KeyClaims(book, store, keys, clock, value);
    }

    /** What came of a claim. */
    public sealed interface Claimed {

        /**
         * The key, which is shown this once.
         *
         * @param key the key and its record
         */
        record Issued(IssuedKey key) implements Claimed {}

        /**
         * The key was claimed before.
         *
         * @param key its id
         * @param at when
         */
        record AlreadyClaimed(KeyId key, Instant at) implements Claimed {}

        /** Somebody is claiming it this moment, or was interrupted: come again after the lease. */
        record InProgress() implements Claimed {}

        /** No payment of that name is credited, or all of it was taken back. */
        record NotPaid() implements Claimed {}
    }

    /**
     * A claim as it is stored.
     *
     * @param key the key's id; empty as long as none is issued
     */
    private record Claim(String payment, String key, Instant at, String tenant, long revision) {

        PaymentRow toRow() {
            String body = Json.write(Json.object(root -> root.put("v", VERSION)
                    .put("key", key)
                    .put("at", at.toString())
                    .put("tenant", tenant)));
            return new PaymentRow(Kind.CLAIM, payment, "", revision, body);
        }

        static Claim read(PaymentRow row) {
            JsonNode root = Json.stored(row.body());
            return new Claim(
                    row.key(),
                    Json.text(root, "key"),
                    Json.instant(root, "at"),
                    Json.text(root, "tenant"),
                    row.revision());
        }
    }

    /**
     * Claims the key of a payment.
     *
     * @param payment any name of the payment: its intent, its invoice, the checkout session that the buyer comes back with. Whoever
     *     knows it gets the key: take it from where only the buyer has it
     * @param wish whose key it is to be, and on which terms
     * @return the key, or why there is none
     * @throws PaymentStoreException if the store failed; claim again after the lease
     * @throws io.weighhouse.keyvault.key.KeyStoreException if the store of keys failed; the same
     */
    public Claimed claim(String payment, NewKey wish) {
        return Stages.await(claimAsync(payment, wish));
    }

    /**
     * Does what {@link #claim} does, without blocking.
     *
     * @param payment any name of the payment
     * @param wish whose key it is to be, and on which terms
     * @return completes with the key, or why there is none
     */
    public CompletionStage<Claimed> claimAsync(String payment, NewKey wish) {
        return book.paymentAsync(payment).thenCompose(found -> {
            Optional<PaymentView> paid = found.filter(
                    view -> view.credits().isZero() || view.reversed().compareTo(view.credits()) < 0);
            if (paid.isEmpty()) {
                return answer(new Claimed.NotPaid());
            }
            return claimPaid(paid.get().id(), wish);
        });
    }

    private CompletionStage<Claimed> claimPaid(String payment, NewKey wish) {
        return store.find(Kind.CLAIM, payment).thenCompose(row -> {
            Instant now = clock.instant();
            Claim before = row.map(Claim::read).orElse(null);
            if (before != null && !before.key.isEmpty()) {
                return answer(new Claimed.AlreadyClaimed(new KeyId(before.key), before.at));
            }
            boolean free = before == null || !before.at.plus(lease).isAfter(now);
            if (!free) {
                return answer(new Claimed.InProgress());
            }
            Claim mine = new Claim(payment, "", now, wish.owner().tenant(), before == null ? 1 : before.revision + 1);
            return store.write(List.of(mine.toRow()))
                    .thenCompose(written -> written ? issue(mine, before, wish) : answer(new Claimed.InProgress()));
        });
    }

    private CompletionStage<Claimed> issue(Claim mine, @Nullable Claim before, NewKey wish) {
        CompletionStage<Void> clean = before == null
                ? CompletableFuture.completedFuture(null)
                : revokeUnseen(before.tenant, mine.payment, KeyPage.first(PAGE));
        Map<String, String> labels = new HashMap<>(wish.terms().labels());
        labels.put(LABEL, mine.payment);
        return clean.thenCompose(cleaned -> keys.issueAsync(wish.labels(labels)))
                .thenCompose(issued -> {
                    KeyRecord record = issued.record();
                    Claim done = new Claim(
                            mine.payment, record.id().value(), clock.instant(), mine.tenant, mine.revision + 1);
                    return store.write(List.of(done.toRow())).thenCompose(written -> {
                        if (written) {
                            return answer(new Claimed.Issued(issued));
                        }
                        // The lease was over and somebody else has issued another.
                        issued.key().close();
                        return keys.revokeAsync(record.owner().tenant(), record.id())
                                .thenCompose(revoked -> answer(new Claimed.InProgress()));
                    });
                });
    }

    /** Revokes what an interrupted claim may have left: a key that nobody has seen. */
    private CompletionStage<Void> revokeUnseen(String tenant, String payment, KeyPage page) {
        return keys.listAsync(tenant, page).thenCompose(records -> {
            CompletionStage<Void> all = CompletableFuture.completedFuture(null);
            for (KeyRecord record : records) {
                if (payment.equals(record.labels().get(LABEL)) && record.revokedAt() == null) {
                    all = all.thenCompose(before -> keys.revokeAsync(tenant, record.id()))
                            .thenAccept(revoked -> {});
                }
            }
            return records.size() < PAGE
                    ? all
                    : all.thenCompose(done -> revokeUnseen(
                            tenant,
                            payment,
                            page.next(records.get(records.size() - 1).id())));
        });
    }

    /**
     * Lets a payment be claimed again, and revokes the key that was claimed, if it was.
     *
     * @param actor who decides, 1 to 120 visible ASCII characters; the key's record keeps the name
     * @param payment any name of the payment
     * @return whether there was a claim
     * @throws IllegalArgumentException if the actor is out of range
     * @throws PaymentStoreException if the store failed
     * @throws io.weighhouse.keyvault.key.KeyStoreException if the store of keys failed
     */
    public boolean reset(String actor, String payment) {
        Texts.id("actor", actor);
        Optional<PaymentView> view = book.payment(payment);
        Optional<Claim> claim = view.flatMap(paid -> Stages.await(store.find(Kind.CLAIM, paid.id())))
                .map(Claim::read);
        if (claim.isEmpty()) {
            return false;
        }
        Claim before = claim.get();
        if (!before.key.isEmpty()) {
            keys.actingAs(actor).revoke(before.tenant, new KeyId(before.key));
        }
        Claim again = new Claim(before.payment, "", Instant.EPOCH, before.tenant, before.revision + 1);
        return Stages.await(store.write(List.of(again.toRow())));
    }

    private static CompletionStage<Claimed> answer(Claimed claimed) {
        return CompletableFuture.completedFuture(claimed);
    }
}
