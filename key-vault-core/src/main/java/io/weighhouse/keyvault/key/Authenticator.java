// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.internal.StripedPool;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The way of a presented key: format, digest, cache, store, state. Every request goes through here. */
final class Authenticator {

    private static final Map<Rejection, Authentication.Rejected> REJECTED = new EnumMap<>(Rejection.class);

    static {
        for (Rejection code : Rejection.values()) {
            REJECTED.put(code, new Authentication.Rejected(code));
        }
    }

    /** Why a key in a state is refused; nothing for an active one. */
    private static final Map<KeyState, Rejection> REASONS = new EnumMap<>(Map.of(
            KeyState.REVOKED, Rejection.REVOKED,
            KeyState.SUPERSEDED, Rejection.SUPERSEDED,
            KeyState.DISABLED, Rejection.DISABLED,
            KeyState.EXPIRED, Rejection.EXPIRED,
            KeyState.NOT_YET_VALID, Rejection.NOT_YET_VALID));

    private final KeyFormats formats;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final KeySignals signals;
    private final MissBudget missBudget;
    private final String environment;
    private final long staleNanos;
    private final DigestCache cache;
    private final KeyLookup lookup;
    private final LastUses uses;
    private final ChangeFeed feed;
    private final StripedPool<Desk> desks;

    Authenticator(KeyRegistryBuilder builder) {
        this.formats = builder.formats;
        this.clock = builder.clock;
        this.ticker = builder.ticker;
        this.signals = builder.signals;
        this.missBudget = builder.missBudget;
        this.environment = builder.environment;
        this.staleNanos = builder.staleAllowed.toNanos();
        this.cache = new DigestCache(builder);
        this.lookup = new KeyLookup(builder, cache);
        this.uses = new LastUses(builder);
        this.feed = new ChangeFeed(builder, cache);
        KeyHashing hashing = builder.hashing;
        // Now, and not when the first key is presented, is the time to find out that a pepper is missing.
        new KeyHasher(hashing);
        this.desks = new StripedPool<>(() -> new Desk(new KeyReader(formats), new KeyHasher(hashing)));
    }

    /** What one caller needs to read a key; pooled, because digests are costly to make. */
    private record Desk(KeyReader reader, KeyHasher hasher, DigestProbe probe) {

        Desk(KeyReader reader, KeyHasher hasher) {
            this(reader, hasher, new DigestProbe());
        }
    }

    Authentication authenticate(String key, KeyDemand demand) {
        Authentication known = known(key, demand);
        return known != null ? known : Stages.await(ask(key, demand));
    }

    CompletionStage<Authentication> authenticateAsync(String key, KeyDemand demand) {
        Authentication known = known(key, demand);
        return known != null ? CompletableFuture.completedFuture(known) : ask(key, demand);
    }

    /** What a key that has just been made is recognised by. */
    KeyHash hashOf(String key) {
        Desk desk = desks.take();
        desk.reader.read(key);
        KeyHash hash = KeyHash.of(desk.hasher.hashId(0), KeyDigest.ofBytes(desk.hasher.digest(0, desk.reader)));
        desk.reader.wipe();
        desks.give(desk);
        return hash;
    }

    /** Makes sure that nothing read of this key before now is relied upon. */
    void forget(KeyRecord record) {
        cache.forget(record.digest());
        if (lookup.mayKnowByOtherDigests()) {
            cache.forget(KeyPosition.of(record));
        }
    }

    void forgetAll() {
        cache.forgetAll();
    }

    CompletionStage<Boolean> readChanges() {
        return feed.read();
    }

    CompletionStage<Void> flushUses() {
        return uses.flush();
    }

    void close() {
        lookup.close();
    }

    /** The answer if it takes no look into the store, else null. Allocates nothing for a good key. */
    private @Nullable Authentication known(String key, KeyDemand demand) {
        if (formats.isForeign(key)) {
            return rejected(Rejection.MALFORMED);
        }
        Desk desk = desks.take();
        ApiKeyFormat.Check check = desk.reader.read(key);
        if (check != ApiKeyFormat.Check.OK) {
            desks.give(desk);
            return rejected(check == ApiKeyFormat.Check.BAD_CHECKSUM ? Rejection.BAD_CHECKSUM : Rejection.MALFORMED);
        }
        long now = ticker.getAsLong();
        feed.readIfDue(now);
        DigestCache.Entry entry = find(desk, now);
        String presented = desk.reader.environment();
        desk.reader.wipe();
        desks.give(desk);
        return entry == null ? null : judged(entry, presented, demand, now);
    }

    private DigestCache.@Nullable Entry find(Desk desk, long now) {
        for (int way = 0; way < desk.hasher.ways(); way++) {
            desk.probe.set(desk.hasher.digest(way, desk.reader));
            DigestCache.Entry entry = cache.find(desk.probe);
            if (entry == null && way == 0) {
                entry = cache.findMissing(desk.probe);
            }
            if (entry != null && cache.isFresh(entry, now)) {
                return entry;
            }
        }
        return null;
    }

    private CompletionStage<Authentication> ask(String key, KeyDemand demand) {
        Desk desk = desks.take();
        desk.reader.read(key);
        String presented = desk.reader.environment();
        KeyLookup.Question question = lookup.question(desk.reader, desk.hasher);
        desk.reader.wipe();
        desks.give(desk);
        DigestCache.Entry stale = known(question);
        long wait = stale == null ? missBudget.nanosToWait(demand.source()) : 0;
        if (wait > 0) {
            question.wipe();
            return CompletableFuture.completedFuture(rejected(Rejection.RATE_LIMITED, null, wait));
        }
        return lookup.ask(question).thenApply(found -> answered(found, stale, presented, demand));
    }

    private Authentication answered(
            KeyLookup.Found found, DigestCache.@Nullable Entry stale, String presented, KeyDemand demand) {
        long now = ticker.getAsLong();
        if (found.entry() != null) {
            return judged(found.entry(), presented, demand, now);
        }
        if (found.failure() == Rejection.STORE_UNAVAILABLE && stale != null && now - stale.readNanos < staleNanos) {
            signals.staleAccepted();
            return judged(stale, presented, demand, now);
        }
        return rejected(found.failure());
    }

    private DigestCache.@Nullable Entry known(KeyLookup.Question question) {
        for (KeyDigest digest : question.digests()) {
            DigestCache.Entry entry = cache.find(digest);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** The digest does not cover the environment: a live key that calls itself a test key was never issued. */
    private Authentication judged(DigestCache.Entry entry, String presented, KeyDemand demand, long now) {
        Authentication.Authenticated answer = entry.answer;
        if (answer == null || !answer.record().environment().equals(presented)) {
            return rejected(Rejection.NOT_FOUND);
        }
        KeyRecord record = answer.record();
        Rejection reason = reason(entry, record, demand);
        if (reason != null) {
            return rejected(reason, KeyPosition.of(record), 0);
        }
        uses.note(entry, record, now);
        signals.authenticated();
        return answer;
    }

    private @Nullable Rejection reason(DigestCache.Entry entry, KeyRecord record, KeyDemand demand) {
        Rejection state = REASONS.get(record.state(clock));
        if (state != null) {
            return state;
        }
        if (!entry.ownerEnabled) {
            return Rejection.OWNER_DISABLED;
        }
        if (!environment.isEmpty() && !environment.equals(record.environment())) {
            return Rejection.WRONG_ENVIRONMENT;
        }
        // Even of no scopes containsAll makes an iterator.
        if (!demand.scopes().isEmpty() && !record.scopes().containsAll(demand.scopes())) {
            return Rejection.INSUFFICIENT_SCOPE;
        }
        return record.terms().access().allowsOrigin(demand.origin()) ? null : Rejection.ORIGIN_FORBIDDEN;
    }

    private Authentication rejected(Rejection code) {
        signals.rejected(code.name());
        return Objects.requireNonNull(REJECTED.get(code));
    }

    private Authentication rejected(Rejection code, @Nullable KeyPosition key, long retryAfterNanos) {
        signals.rejected(code.name());
        return new Authentication.Rejected(code, key, retryAfterNanos);
    }
}
