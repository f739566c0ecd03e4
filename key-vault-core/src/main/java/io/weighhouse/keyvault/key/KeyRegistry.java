// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import io.weighhouse.keyvault.internal.Stages;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Issues API keys, authenticates, changes, rotates and revokes them.
 *
 * <pre>{@code
 * KeyRegistry keys = KeyRegistry.builder(ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}"), store).build();
 * IssuedKey issued = keys.issue(NewKey.of(Owner.tenant("acme"), "ci").environment("live"));
 * show(issued.key().reveal());
 *
 * Authentication answer = keys.authenticate(presented);
 * }</pre>
 *
 * <p><b>Revocation.</b> On this registry a revoked key is refused as soon as {@link #revoke} returns. On every other
 * registry over the same store no answer that is given the revocation bound later, 5 seconds unless said otherwise, finds it
 * good; if the store cannot be asked by then, the key is refused with {@link Rejection#STORE_UNAVAILABLE}. The same holds
 * for every other change. Ends and beginnings are judged on every call.
 *
 * <p>Each verb has a blocking form and one that returns a stage; both do the same. The blocking form waits only when the
 * store is asked.
 *
 * <p>This class is thread-safe.
 */
public final class KeyRegistry implements AutoCloseable {

    /** Who acts when nobody is named. */
    static final String SYSTEM = "system";

    private static final Duration MAX_OVERLAP = Duration.ofDays(366);

    private final KeyRecordStore store;
    private final Authenticator authenticator;
    private final KeyWrites writes;
    private final String actor;

    private KeyRegistry(KeyRecordStore store, Authenticator authenticator, KeyWrites writes, String actor) {
        this.store = store;
        this.authenticator = authenticator;
        this.writes = writes;
        this.actor = actor;
    }

    /**
     * Starts a registry of keys of one format.
     *
     * @param format what the keys look like
     * @param store where their records are kept
     * @return a builder with the defaults that its methods name
     */
    public static KeyRegistryBuilder builder(ApiKeyFormat format, KeyRecordStore store) {
        return new KeyRegistryBuilder(KeyFormats.of(format), store);
    }

    /**
     * Starts a registry of keys of several formats.
     *
     * @param formats what new keys look like, and what is still accepted
     * @param store where their records are kept
     * @return a builder with the defaults that its methods name
     */
    public static KeyRegistryBuilder builder(KeyFormats formats, KeyRecordStore store) {
        return new KeyRegistryBuilder(formats, store);
    }

    /**
     * This registry, for somebody whose name is kept with every change he makes.
     *
     * @param name who acts, as the embedder names him: 1 to 128 printable ASCII characters without spaces
     * @return a view of this registry, which shares everything else with it
     * @throws IllegalArgumentException if the name is not of that form
     */
    public KeyRegistry actingAs(String name) {
        return new KeyRegistry(store, authenticator, writes, Names.name("actor", name));
    }

    /**
     * Makes a key and stores its record.
     *
     * @param wish whose key, and for what
     * @return the key, to be shown once, and its record
     * @throws IllegalArgumentException if the format does not have the environment, or the end has passed already
     * @throws KeyStoreException if the store fails; the key is wiped, and a record that may have been stored belongs to a
     *     key that nobody has
     */
    public IssuedKey issue(NewKey wish) {
        return Stages.await(issueAsync(wish));
    }

    /**
     * Does what {@link #issue} does, without waiting.
     *
     * @param wish whose key, and for what
     * @return a stage of the key and its record; it fails as {@link #issue} throws
     * @throws IllegalArgumentException if the format does not have the environment, or the end has passed already
     */
    public CompletionStage<IssuedKey> issueAsync(NewKey wish) {
        return writes.issue(wish, actor);
    }

    /**
     * Takes over a key that another system has issued. It is recognised by its old hash if {@link KeyRegistryBuilder#hashing} reads that
     * way or {@link KeyRegistryBuilder#legacy} has its hasher, and is given the current one when it is used.
     *
     * @param key its hash, and for whom and what it is
     * @return the record that was stored; if its id was taken over before, the record as it is now
     * @throws KeyStoreException if another key has its hash or its id (the outcome is known then), or the store fails
     */
    public KeyRecord adopt(AdoptedKey key) {
        return Stages.await(adoptAsync(key));
    }

    /**
     * Does what {@link #adopt} does, without waiting.
     *
     * @param key its hash, and for whom and what it is
     * @return a stage of the record; it fails as {@link #adopt} throws
     */
    public CompletionStage<KeyRecord> adoptAsync(AdoptedKey key) {
        return writes.adopt(key, actor);
    }

    /**
     * Decides whether a presented key is good, whatever it allows.
     *
     * @param key the key alone, of any length and content; with a leading {@code Bearer } it is malformed
     * @return the key's record, or why it is not accepted
     */
    public Authentication authenticate(String key) {
        return authenticator.authenticate(key, KeyDemand.NONE);
    }

    /**
     * Decides whether a presented key is good, and good for something.
     *
     * <p>Foreign and damaged texts are refused without any lookup; a digest seen within the revocation bound is answered
     * from memory; else the store is asked, once for all who present the same key at a time. It never throws for anything
     * that a caller may present, or that a store may do.
     *
     * @param key the key alone, of any length and content; with a leading {@code Bearer } it is malformed
     * @param demand what the request needs the key to allow
     * @return the key's record, or why it is not accepted
     */
    public Authentication authenticate(String key, KeyDemand demand) {
        return authenticator.authenticate(key, demand);
    }

    /**
     * Does what {@link #authenticate(String)} does, without waiting.
     *
     * @param key the key alone, of any length and content; with a leading {@code Bearer } it is malformed
     * @return a stage of the answer, complete already if the store was not asked; it never fails
     */
    public CompletionStage<Authentication> authenticateAsync(String key) {
        return authenticator.authenticateAsync(key, KeyDemand.NONE);
    }

    /**
     * Does what {@link #authenticate(String, KeyDemand)} does, without waiting.
     *
     * @param key the key alone, of any length and content; with a leading {@code Bearer } it is malformed
     * @param demand what the request needs the key to allow
     * @return a stage of the answer, complete already if the store was not asked; it never fails
     */
    public CompletionStage<Authentication> authenticateAsync(String key, KeyDemand demand) {
        return authenticator.authenticateAsync(key, demand);
    }

    /**
     * Changes a key. What is so already is not written again.
     *
     * @param tenant whose key it must be
     * @param id the key's name within the tenant
     * @param edit what to change
     * @return the record as it is now; empty if that tenant has no such key
     * @throws IllegalArgumentException if the change does not fit the key, such as an end before its beginning
     * @throws KeyStoreException if the store fails; changing again is safe
     */
    public Optional<KeyRecord> change(String tenant, KeyId id, KeyEdit edit) {
        return Stages.await(changeAsync(tenant, id, edit));
    }

    /**
     * Does what {@link #change} does, without waiting.
     *
     * @param tenant whose key it must be
     * @param id the key's name within the tenant
     * @param edit what to change
     * @return a stage of the record; it fails as {@link #change} throws
     */
    public CompletionStage<Optional<KeyRecord>> changeAsync(String tenant, KeyId id, KeyEdit edit) {
        return Names.isId(tenant)
                ? writes.change(new KeyPosition(tenant, id), edit, actor)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    /**
     * Revokes a key, for ever. Revoking it again changes nothing.
     *
     * @param tenant whose key it must be
     * @param id the key's name within the tenant
     * @return the revoked record, with the instant of its first revocation; empty if that tenant has no such key
     * @throws KeyStoreException if the store fails; revoking again is safe
     */
    public Optional<KeyRecord> revoke(String tenant, KeyId id) {
        return Stages.await(revokeAsync(tenant, id));
    }

    /**
     * Does what {@link #revoke} does, without waiting.
     *
     * @param tenant whose key it must be
     * @param id the key's name within the tenant
     * @return a stage of the revoked record; it fails as {@link #revoke} throws
     */
    public CompletionStage<Optional<KeyRecord>> revokeAsync(String tenant, KeyId id) {
        return changeAsync(tenant, id, KeyEdit.revoke());
    }

    /**
     * Issues a successor with the same owner, name and terms, beside which the old key is good for a while. Both are written
     * or neither.
     *
     * @param tenant whose key it must be
     * @param id the old key's name within the tenant
     * @param overlap how long the old key is still accepted, 0 to 366 days; then it is {@link Rejection#SUPERSEDED}
     * @return the successor, to be shown once, and its record; empty if that tenant has no such key
     * @throws IllegalArgumentException if the overlap is out of range, or the format of new keys does not have the old key's
     *     environment
     * @throws IllegalStateException if the key is revoked, or has a successor already
     * @throws KeyStoreException if the store fails. If its outcome is not known, the old key's record tells whether it has a
     *     successor; that one's letters are lost, so revoke it and issue another
     */
    public Optional<IssuedKey> rotate(String tenant, KeyId id, Duration overlap) {
        return Stages.await(rotateAsync(tenant, id, overlap));
    }

    /**
     * Does what {@link #rotate} does, without waiting.
     *
     * @param tenant whose key it must be
     * @param id the old key's name within the tenant
     * @param overlap how long the old key is still accepted, 0 to 366 days
     * @return a stage of the successor; it fails as {@link #rotate} throws
     * @throws IllegalArgumentException if the overlap is out of range
     */
    public CompletionStage<Optional<IssuedKey>> rotateAsync(String tenant, KeyId id, Duration overlap) {
        if (overlap.isNegative() || overlap.compareTo(MAX_OVERLAP) > 0) {
            throw new IllegalArgumentException("must be PT0S to 366 days: overlap=" + overlap);
        }
        return Names.isId(tenant)
                ? writes.rotate(new KeyPosition(tenant, id), overlap, actor)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    /**
     * Finds one key of a tenant.
     *
     * @param tenant whose key it must be
     * @param id the key's name within the tenant
     * @return the record, in whatever state, as the store has it now; empty if that tenant has no such key
     * @throws KeyStoreException if the store fails
     */
    public Optional<KeyRecord> find(String tenant, KeyId id) {
        return Stages.await(findAsync(tenant, id));
    }

    /**
     * Does what {@link #find} does, without waiting.
     *
     * @param tenant whose key it must be
     * @param id the key's name within the tenant
     * @return a stage of the record; it fails as {@link #find} throws
     */
    public CompletionStage<Optional<KeyRecord>> findAsync(String tenant, KeyId id) {
        return KeyWrites.ask("find a key", () -> store.find(tenant, id));
    }

    /**
     * Lists keys of a tenant, in whatever state.
     *
     * @param tenant whose keys
     * @param page which of them
     * @return the records in the order of their ids
     * @throws KeyStoreException if the store fails
     */
    public List<KeyRecord> list(String tenant, KeyPage page) {
        return Stages.await(listAsync(tenant, page));
    }

    /**
     * Does what {@link #list} does, without waiting.
     *
     * @param tenant whose keys
     * @param page which of them
     * @return a stage of the records; it fails as {@link #list} throws
     */
    public CompletionStage<List<KeyRecord>> listAsync(String tenant, KeyPage page) {
        return KeyWrites.ask("list keys", () -> store.list(tenant, page));
    }

    /**
     * Forgets everything that was read before, so that every key is looked up anew: what to call when an {@link OwnerStatus}
     * has changed and the revocation bound is too long to wait.
     */
    public void forgetAll() {
        authenticator.forgetAll();
    }

    /**
     * Looks what has changed in the store, if a {@link KeyRegistryBuilder#changeFeed} is set. Requests do that by themselves; a store
     * that tells when something changes may have it done at once.
     *
     * @return a stage of true if nothing was missed; false if somebody is looking already, or keys have to be read anew
     */
    public CompletionStage<Boolean> readChanges() {
        return authenticator.readChanges();
    }

    /**
     * Writes down when keys were last used. Requests do that by themselves once a minute; call it before the end.
     *
     * @return a stage that completes when it is written, and fails with a {@link KeyStoreException} if the store does
     */
    public CompletionStage<Void> flushUses() {
        return authenticator.flushUses();
    }

    /**
     * Ends the threads that check slow hashes, if there are any; what waits there is refused as {@link
     * Rejection#VERIFIER_BUSY}. The store is the caller's to close.
     */
    @Override
    public void close() {
        authenticator.close();
    }

    static KeyRegistry of(KeyRegistryBuilder builder) {
        Authenticator authenticator = new Authenticator(builder);
        return new KeyRegistry(builder.store, authenticator, new KeyWrites(builder, authenticator), SYSTEM);
    }
}
