// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One change to a key that exists.
 *
 * <p>{@code keys.change("acme", id, KeyEdit.rename("nightly"))}. Making a change that is made already does nothing and writes
 * nothing. A revoked key stays revoked; everything else of it can still be changed.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class KeyEdit {

    private final KeyEvent.Kind kind;
    private final Predicate<KeyRecord> done;
    private final BiConsumer<KeyRecord.Builder, Instant> change;

    private KeyEdit(KeyEvent.Kind kind, Predicate<KeyRecord> done, BiConsumer<KeyRecord.Builder, Instant> change) {
        this.kind = kind;
        this.done = done;
        this.change = change;
    }

    /** {@return the end of a key, for ever} */
    public static KeyEdit revoke() {
        return new KeyEdit(
                KeyEvent.Kind.REVOKED, record -> record.revokedAt() != null, (record, now) -> record.revokedAt(now));
    }

    /** {@return that a key is refused until it is enabled} */
    public static KeyEdit disable() {
        return new KeyEdit(
                KeyEvent.Kind.DISABLED, record -> record.disabledAt() != null, (record, now) -> record.disabledAt(now));
    }

    /** {@return that a key is no longer disabled} */
    public static KeyEdit enable() {
        return new KeyEdit(
                KeyEvent.Kind.ENABLED, record -> record.disabledAt() == null, (record, now) -> record.disabledAt(null));
    }

    /**
     * Another name.
     *
     * @param name what the owner calls the key, 0 to 128 characters without control characters
     * @return the change
     * @throws IllegalArgumentException if the name is not of that form
     */
    public static KeyEdit rename(String name) {
        Names.text("name", name, NewKey.MAX_NAME_LENGTH);
        return new KeyEdit(
                KeyEvent.Kind.RENAMED, record -> record.name().equals(name), (record, now) -> record.name(name));
    }

    /**
     * Another end, also one that has passed already.
     *
     * @param instant the first instant at which the key is no longer accepted, cut to whole milliseconds; null for never
     * @return the change; applying it throws an {@link IllegalArgumentException} if the key begins later
     * @throws IllegalArgumentException if it is not from 1970 to 9999
     */
    public static KeyEdit expireAt(@Nullable Instant instant) {
        KeyValidity checked = new KeyValidity(null, instant);
        return terms(terms -> terms.validity(new KeyValidity(terms.validity().notBefore(), checked.expiresAt())));
    }

    /**
     * Other scopes and origins.
     *
     * @param access both
     * @return the change
     */
    public static KeyEdit access(KeyAccess access) {
        return terms(terms -> terms.access(access));
    }

    /**
     * Other scopes.
     *
     * @param scopes these and no others, at most 64
     * @return the change
     * @throws IllegalArgumentException if one is no name
     */
    public static KeyEdit scopes(Set<String> scopes) {
        KeyAccess checked = new KeyAccess(scopes, Set.of());
        return terms(terms ->
                terms.access(new KeyAccess(checked.scopes(), terms.access().origins())));
    }

    /**
     * Another plan.
     *
     * @param plan the plan's name; empty for its owner's
     * @return the change
     * @throws IllegalArgumentException if it is no id
     */
    public static KeyEdit plan(String plan) {
        KeyTerms checked = KeyTerms.NONE.plan(plan);
        return terms(terms -> terms.plan(checked.plan()));
    }

    /**
     * Other labels.
     *
     * @param labels these and no others, at most 32
     * @return the change
     * @throws IllegalArgumentException if one is not of the form that {@link KeyTerms} asks for
     */
    public static KeyEdit labels(Map<String, String> labels) {
        KeyTerms checked = KeyTerms.NONE.labels(labels);
        return terms(terms -> terms.labels(checked.labels()));
    }

    /** The next revision of a record with this change; empty if it is made already. */
    Optional<KeyRecord> applied(KeyRecord record, String actor, Instant now) {
        if (done.test(record)) {
            return Optional.empty();
        }
        KeyRecord.Builder changed = record.changed(new KeyEvent(kind, actor, now));
        change.accept(changed, now);
        return Optional.of(changed.build());
    }

    private static KeyEdit terms(UnaryOperator<KeyTerms> change) {
        return new KeyEdit(
                KeyEvent.Kind.TERMS_CHANGED,
                record -> change.apply(record.terms()).equals(record.terms()),
                (record, now) -> record.terms(change.apply(record.terms)));
    }

    /** {@return what is done} */
    @Override
    public String toString() {
        return "KeyEdit[" + kind + ']';
    }
}
