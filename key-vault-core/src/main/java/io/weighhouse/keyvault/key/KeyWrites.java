// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Stages;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is written to the store of keys, on whose behalf: every record says who changed it. */
final class KeyWrites {

    private static final int MAX_ATTEMPTS = 8;

    private final ApiKeyFormat format;
    private final KeyRecordStore store;
    private final InstantSource clock;
    private final SecureRandom random;
    private final KeyAudit audit;
    private final Authenticator authenticator;

    KeyWrites(KeyRegistryBuilder builder, Authenticator authenticator) {
        this.format = builder.formats.current();
        this.store = builder.store;
        this.clock = builder.clock;
        this.random = builder.random;
        this.audit = builder.audit;
        this.authenticator = authenticator;
    }

    CompletionStage<IssuedKey> issue(NewKey wish, String actor) {
        Instant now = clock.instant();
        Instant end = wish.terms().validity().expiresAt();
        if (end != null && !end.isAfter(now)) {
            throw new IllegalArgumentException("must be after now, which is " + now + ": expiresAt=" + end);
        }
        IssuedKey issued = made(wish, new KeyEvent(KeyEvent.Kind.ISSUED, actor, now));
        return ask("issue a key", () -> store.insert(issued.record())).handle((stored, failure) -> {
            authenticator.forget(issued.record());
            return stored(issued, failure, failure == null && stored);
        });
    }

    CompletionStage<KeyRecord> adopt(AdoptedKey key, String actor) {
        Instant now = clock.instant();
        KeyId id = key.id == null ? KeyId.generate(now.toEpochMilli(), random) : key.id;
        KeyRecord record = KeyRecord.builder(id, key.wish.owner(), key.hash)
                .name(key.wish.name())
                .terms(key.wish.terms())
                .display(key.display)
                .start(key.start)
                .createdAt(key.createdAt)
                .lastEvent(new KeyEvent(KeyEvent.Kind.ADOPTED, actor, now))
                .build();
        return ask("adopt a key", () -> store.insert(record)).thenCompose(stored -> {
            authenticator.forget(record);
            if (stored) {
                audit.recorded(record);
                return CompletableFuture.completedFuture(record);
            }
            return find(KeyPosition.of(record))
                    .thenApply(earlier -> earlier.filter(known -> known.owner().equals(record.owner()))
                            .orElseThrow(() -> new KeyStoreException(
                                    "adopt a key: its hash or its id belongs to another", true, null)));
        });
    }

    CompletionStage<Optional<KeyRecord>> change(KeyPosition key, KeyEdit edit, String actor) {
        return change(key, edit, actor, MAX_ATTEMPTS);
    }

    CompletionStage<Optional<IssuedKey>> rotate(KeyPosition key, Duration overlap, String actor) {
        return rotate(key, overlap, actor, MAX_ATTEMPTS);
    }

    CompletionStage<Optional<KeyRecord>> find(KeyPosition key) {
        return ask("find a key", () -> store.find(key.tenant(), key.id()));
    }

    /** Asks the store; whatever goes wrong becomes a {@link KeyStoreException}. */
    static <T> CompletionStage<T> ask(String what, Supplier<CompletionStage<T>> question) {
        return Stages.ask(
                question,
                failure -> failure instanceof KeyStoreException known
                        ? known
                        : new KeyStoreException(what, false, failure));
    }

    private CompletionStage<Optional<KeyRecord>> change(KeyPosition key, KeyEdit edit, String actor, int attempts) {
        if (attempts == 0) {
            return contended("change a key");
        }
        return find(key).thenCompose(found -> {
            Optional<KeyRecord> changed = found.flatMap(record -> edit.applied(record, actor, clock.instant()));
            if (changed.isEmpty()) {
                found.ifPresent(authenticator::forget);
                return CompletableFuture.completedFuture(found);
            }
            KeyRecord next = changed.get();
            return ask("change a key", () -> store.update(next))
                    .whenComplete((done, failure) -> authenticator.forget(next))
                    .thenCompose(done -> {
                        if (!done) {
                            return change(key, edit, actor, attempts - 1);
                        }
                        audit.recorded(next);
                        return CompletableFuture.completedFuture(changed);
                    });
        });
    }

    private CompletionStage<Optional<IssuedKey>> rotate(KeyPosition key, Duration overlap, String actor, int attempts) {
        if (attempts == 0) {
            return contended("rotate a key");
        }
        return find(key).thenCompose(found -> {
            Instant now = clock.instant();
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            KeyRecord old = found.get();
            if (old.revokedAt() != null || old.supersession() != null) {
                throw new IllegalStateException("must be neither revoked nor rotated already: " + old);
            }
            IssuedKey issued = made(
                    new NewKey(old.owner(), old.name(), old.terms()), new KeyEvent(KeyEvent.Kind.ISSUED, actor, now));
            KeyRecord superseded = old.changed(new KeyEvent(KeyEvent.Kind.SUPERSEDED, actor, now))
                    .supersession(new Supersession(issued.record().id(), now.plus(overlap)))
                    .build();
            return ask("rotate a key", () -> store.rotate(superseded, issued.record()))
                    .handle((done, failure) -> {
                        authenticator.forget(superseded);
                        authenticator.forget(issued.record());
                        if (failure == null && !done) {
                            issued.key().close();
                            return rotate(key, overlap, actor, attempts - 1);
                        }
                        IssuedKey stored = stored(issued, failure, true);
                        audit.recorded(superseded);
                        return CompletableFuture.completedStage(Optional.of(stored));
                    })
                    .thenCompose(next -> next);
        });
    }

    private IssuedKey made(NewKey wish, KeyEvent event) {
        ApiKey key = format.generate(random, wish.terms().environment());
        String text = key.reveal();
        KeyRecord record = KeyRecord.builder(
                        KeyId.generate(event.at().toEpochMilli(), random), wish.owner(), authenticator.hashOf(text))
                .name(wish.name())
                .terms(wish.terms())
                .display(key.display())
                .start(format.start(text))
                .createdAt(event.at())
                .lastEvent(event)
                .build();
        return new IssuedKey(key, record);
    }

    private IssuedKey stored(IssuedKey issued, @Nullable Throwable failure, boolean done) {
        if (failure == null && done) {
            audit.recorded(issued.record());
            return issued;
        }
        issued.key().close();
        throw failure instanceof RuntimeException known
                ? known
                : new KeyStoreException("issue a key: its random letters or its id are taken", true, failure);
    }

    private static <T> CompletionStage<T> contended(String what) {
        return CompletableFuture.failedFuture(new KeyStoreException(what + ": others kept changing it", true, null));
    }
}
