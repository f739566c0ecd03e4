// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * How often each master key has wrapped a data key.
 *
 * <p>A wrap is an AES-GCM encryption under a random nonce of 96 bits, and 2^32 of them are the most that leave the chance of
 * an equal pair of nonces below 2^-32. At half of that, 2^31, a key is near its limit and its successor is due; the
 * wrap after the last is refused as {@link SecretVaultException.Fault#MASTER_KEY_EXHAUSTED}. At a hundred secrets saved a
 * second, the first takes 248 days.
 *
 * <p>A process counts its own wraps. Whoever wants the sum over restarts stores {@link #counts()} now and then and starts with
 * them; whoever has n nodes gives each its share, or starts each near the sum.
 *
 * <p>This class is thread-safe.
 */
public final class WrapCounts {

    /** From this count on a successor is due: 2^31. */
    public static final long NEAR_LIMIT = 1L << 31;

    /** The most that one key may wrap: 2^32. */
    public static final long LIMIT = 1L << 32;

    private static final int MAX_KEYS = 1000;

    private final Map<String, Count> counts = new ConcurrentHashMap<>();
    private final Consumer<String> nearLimit;

    private static final class Count {

        final AtomicLong wraps;
        final AtomicBoolean told = new AtomicBoolean();

        Count(long start) {
            this.wraps = new AtomicLong(start);
        }
    }

    private WrapCounts(Consumer<String> nearLimit) {
        this.nearLimit = nearLimit;
    }

    /** {@return counts that begin with 0 and tell nobody} */
    public static WrapCounts fromZero() {
        return startingAt(Map.of(), masterKeyId -> {});
    }

    /**
     * Counts that go on from earlier ones.
     *
     * @param counts wraps so far by the master key's name, each 0 to 2^32; keys without one begin with 0
     * @param nearLimit hears the name of a key once, on the thread that wraps, when it wraps at 2^31 or beyond; it returns at
     *     once and does not throw
     * @return the counts
     * @throws IllegalArgumentException if a count is out of range, a name is not one, or there are more than 1000
     */
    public static WrapCounts startingAt(Map<String, Long> counts, Consumer<String> nearLimit) {
        WrapCounts wraps = new WrapCounts(nearLimit);
        counts.forEach((id, start) -> {
            if (start < 0 || start > LIMIT) {
                throw new IllegalArgumentException("must be 0 to 4294967296: wraps of " + id + "=" + start);
            }
            wraps.of(WrappedKey.requireMasterKeyId(id)).wraps.set(start);
        });
        return wraps;
    }

    /**
     * Counts one wrap, before it is made.
     *
     * @param masterKeyId the key that wraps
     * @throws SecretVaultException {@link SecretVaultException.Fault#MASTER_KEY_EXHAUSTED} if it has wrapped 2^32 times;
     *     the count stays
     */
    public void countWrap(String masterKeyId) {
        Count count = of(masterKeyId);
        long before = count.wraps.getAndUpdate(wraps -> Math.min(wraps + 1, LIMIT));
        if (before >= NEAR_LIMIT - 1 && !count.told.get() && count.told.compareAndSet(false, true)) {
            nearLimit.accept(masterKeyId);
        }
        if (before >= LIMIT) {
            throw new SecretVaultException(
                    SecretVaultException.Fault.MASTER_KEY_EXHAUSTED,
                    "has wrapped 4294967296 data keys: masterKeyId=" + masterKeyId,
                    null);
        }
    }

    /**
     * Tells a count.
     *
     * @param masterKeyId the key
     * @return how often it has wrapped, 0 to 2^32
     */
    public long count(String masterKeyId) {
        Count count = counts.get(masterKeyId);
        return count == null ? 0 : count.wraps.get();
    }

    /** {@return all counts as of now, by the master key's name, to be stored and started with} */
    public Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((id, count) -> now.put(id, count.wraps.get()));
        return now;
    }

    /** {@return the keys that have wrapped 2^31 times or more, in the order of their names; for a health check} */
    public List<String> keysNearLimit() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue().wraps.get() >= NEAR_LIMIT)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private Count of(String masterKeyId) {
        Count known = counts.get(masterKeyId);
        if (known != null) {
            return known;
        }
        if (counts.size() >= MAX_KEYS) {
            throw new IllegalArgumentException("must be at most 1000: master keys counted");
        }
        return counts.computeIfAbsent(masterKeyId, id -> new Count(0));
    }
}
