// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.rival.KeysInClear;
import io.weighhouse.benchmarks.work.HeldKeys;
import io.weighhouse.keyvault.key.Owner;
import java.util.List;

/**
 * Whose provider key is used: 1,024 owners in turn, all four scopes, keys in the cache, each caller's copy wiped.
 *
 * <p>The rival keeps strings for ever, copies nothing and asks nobody; it is there for information.
 */
final class ResolveCases {

    private static final String KEY = "sk-sample-of-forty-characters-0123456789ab";
    private static final String PROVIDER = "openai";
    private static final double RESOLVED_NANOS = 300;
    private static final double RESOLVED_BYTES = 256;

    private ResolveCases() {}

    static List<Case> all() {
        HeldKeys ours = new HeldKeys();
        KeysInClear theirs = theirs(ours);
        return List.of(Case.of("provider key, resolved before", n -> ours(ours, n))
                .against("strings in a map", n -> theirs(ours, theirs, n))
                .nanosAtMost(RESOLVED_NANOS)
                .bytesAtMost(RESOLVED_BYTES));
    }

    private static long ours(HeldKeys keys, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += keys.resolve(i);
        }
        return sum;
    }

    private static long theirs(HeldKeys keys, KeysInClear strings, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            Owner owner = keys.owner(i);
            sum += strings.find(owner.tenant(), owner.team(), owner.user(), PROVIDER)
                    .length();
        }
        return sum;
    }

    /** Every fourth owner's own, every fourth's team's, every fourth's tenant's, and the platform's for the others. */
    private static KeysInClear theirs(HeldKeys keys) {
        KeysInClear strings = new KeysInClear();
        strings.put(PROVIDER, KEY);
        for (int i = 0; i < HeldKeys.COUNT; i++) {
            Owner owner = keys.owner(i);
            switch (i % 4) {
                case 0 -> strings.put(owner.tenant() + "/u/" + owner.user() + '/' + PROVIDER, KEY);
                case 1 -> strings.put(owner.tenant() + "/t/" + owner.team() + '/' + PROVIDER, KEY);
                case 2 -> strings.put(owner.tenant() + '/' + PROVIDER, KEY);
                default -> {}
            }
        }
        return strings;
    }
}
