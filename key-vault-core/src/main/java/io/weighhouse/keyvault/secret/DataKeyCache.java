// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What unwrapping and deriving came to, for a while. An entry is wiped when it is evicted, replaced or has expired; that an
 * entry has expired is found out by later calls, for there is no thread that would look.
 */
final class DataKeyCache {

    static final int MAX_ENTRIES = 1_000_000;
    static final Duration MAX_TIME = Duration.ofHours(1);

    private final Cache<Name, Entry> entries;

    DataKeyCache(int maxEntries, Duration time, @Nullable LongSupplier ticker) {
        Caffeine<Object, Object> bounded = Caffeine.newBuilder()
                .maximumSize(maxEntries)
                .expireAfterWrite(time)
                .executor(Runnable::run);
        if (ticker != null) {
            bounded.ticker(ticker::getAsLong);
        }
        this.entries = bounded.<Name, Entry>removalListener((name, entry, cause) -> {
                    if (entry != null) {
                        entry.encryption.close();
                    }
                })
                .build();
    }

    /** The key of one envelope in one place. The place is part of the name, as unwrapping authenticates it. */
    static final class Name {

        private final SecretPlace place;
        private final WrappedKey wrapped;
        private final int hash;

        Name(SecretPlace place, WrappedKey wrapped) {
            this.place = place;
            this.wrapped = wrapped;
            this.hash = 31 * wrapped.hash() + Long.hashCode(place.revision());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Name name && wrapped.isSameAs(name.wrapped) && place.equals(name.place);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** The payload's key, and the commitment of its data key in its place, which an envelope must begin with. */
    static final class Entry {

        private final Secret encryption;
        private final byte[] commitment;

        Entry(byte[] encryption, byte[] commitment) {
            this.encryption = Secret.owning(encryption);
            this.commitment = commitment;
        }

        byte[] commitment() {
            return commitment;
        }

        /** A copy of the key, the caller's to wipe; null if it has been wiped meanwhile. */
        byte @Nullable [] encryption() {
            return encryption.bytesOrNull();
        }
    }

    @Nullable
    Entry find(Name name) {
        return entries.getIfPresent(name);
    }

    void keep(Name name, Entry entry) {
        entries.put(name, entry);
    }

    void forgetAll() {
        entries.invalidateAll();
        entries.cleanUp();
    }
}
