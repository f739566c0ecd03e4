// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.gateway.plan.Anchor;
import io.weighhouse.gateway.plan.ChangeNote;
import io.weighhouse.gateway.plan.SubscriptionAccounts;
import io.weighhouse.gateway.plan.SubscriptionChange;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.SubscriptionRecord;
import io.weighhouse.gateway.plan.SubscriptionState;
import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.gateway.plan.Term;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.ledger.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the contract of subscriptions share: a store, and changes to put into it. */
abstract class SubscriptionBehaviour {

    static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private SubscriptionStore store = SubscriptionStore.inMemory();

    abstract SubscriptionStoreContract contract();

    @BeforeEach
    final void makeStore() {
        store = contract().emptyStore();
    }

    @AfterEach
    final void closeStore() throws Exception {
        if (store instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    /** The store, perhaps opened anew. */
    final SubscriptionStore store() {
        store = contract().reopened(store);
        return store;
    }

    /** The store as it is, for many threads. */
    final SubscriptionStore sameStore() {
        return store;
    }

    final boolean put(SubscriptionChange change) {
        return await(store().store(change));
    }

    static SubscriptionId id(String value) {
        return SubscriptionId.of("acme", value);
    }

    static Owner user(String name) {
        return Owner.tenant("acme").user(name);
    }

    static SubscriptionChange subscribed(SubscriptionId id, Owner subscriber) {
        TenantId tenant = id.tenant();
        SubscriptionAccounts accounts =
                SubscriptionAccounts.of(tenant.account("wallet:" + id.value()), tenant.account("revenue"));
        Term term = new Term(
                new Term.Chosen("free", "1", NOW),
                new Term.Said(SubscriptionState.ACTIVE, Optional.empty(), Optional.empty()),
                Anchor.utc(NOW),
                new Term.Ends(Optional.empty(), Optional.empty(), Optional.empty()),
                new Term.Credits(NOW, Optional.empty(), List.of(), false));
        return new SubscriptionChange(
                SubscriptionChange.Kind.SUBSCRIBED,
                NOW,
                new SubscriptionRecord(id, subscriber, accounts, term, 1),
                ChangeNote.by("ops"));
    }

    /** The next revision, paid until some minutes later. */
    static SubscriptionChange extended(SubscriptionChange before, int minutes) {
        SubscriptionRecord record = before.record();
        Term term = record.term();
        Term.Ends ends = new Term.Ends(Optional.of(NOW.plusSeconds(60L * minutes)), Optional.empty(), Optional.empty());
        return new SubscriptionChange(
                SubscriptionChange.Kind.EXTENDED,
                NOW,
                new SubscriptionRecord(
                        record.id(),
                        record.subscriber(),
                        record.accounts(),
                        new Term(term.plan(), term.state(), term.anchor(), ends, term.credits()),
                        record.revision() + 1),
                ChangeNote.by("stripe").reference("in_" + minutes));
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
