// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.rival.HexDigestKeys;
import io.weighhouse.benchmarks.rival.SaltedHashKeys;
import io.weighhouse.benchmarks.work.PresentedKeys;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import java.time.Instant;
import java.util.List;

/** Good keys that were seen before. The rivals know no scopes, and whoever has taken a key back is not heard of elsewhere. */
final class GoodKeyCases {

    private GoodKeyCases() {}

    static List<Case> all(PresentedKeys keys) {
        HexDigestKeys digests = AuthenticateSuite.digestsOf(keys);
        HexDigestKeys cached = AuthenticateSuite.filled(HexDigestKeys.cached(PresentedKeys.PREFIX), keys);
        SaltedHashKeys salted = SaltedHashKeys.springSha256();
        for (int i = 0; i < PresentedKeys.COUNT; i++) {
            salted.put(keys.good(i), new HexDigestKeys.Key("acme", Instant.MAX, false));
        }
        PresentedKeys peppered = PresentedKeys.peppered();
        HexDigestKeys hmacs =
                AuthenticateSuite.filled(HexDigestKeys.peppered(PresentedKeys.PREFIX, PresentedKeys.PEPPER), peppered);
        PresentedKeys second = PresentedKeys.ofThreeFormats();
        return List.of(
                Case.of("good key, seen before", n -> good(keys, n))
                        .against("hex digests", n -> good(keys, digests, n), 1.0)
                        .against("hex digests in Caffeine", n -> good(keys, cached, n), 1.0)
                        .against("Spring, salted SHA-256", n -> good(keys, salted, n))
                        .nanosAtMost(300)
                        .bytesAtMost(0),
                Case.of("good key, a scope demanded", n -> goodForChat(keys, n))
                        .nanosAtMost(360)
                        .bytesAtMost(0),
                Case.of("good key, second of 3 formats", n -> goodOfThree(second, n))
                        .nanosAtMost(360)
                        .bytesAtMost(0),
                Case.of("good key, with pepper", n -> goodPeppered(peppered, n))
                        .against("hex HMACs", n -> good(peppered, hmacs, n), 1.0)
                        .nanosAtMost(700)
                        .bytesAtMost(0));
    }

    private static long good(PresentedKeys keys, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += keys.authenticate(i) instanceof Authenticated ? 1 : 0;
        }
        return sum;
    }

    private static long goodForChat(PresentedKeys keys, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += keys.authenticateForChat(i) instanceof Authenticated ? 1 : 0;
        }
        return sum;
    }

    private static long goodOfThree(PresentedKeys keys, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += keys.authenticate(i) instanceof Authenticated ? 1 : 0;
        }
        return sum;
    }

    private static long goodPeppered(PresentedKeys keys, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += keys.authenticate(i) instanceof Authenticated ? 1 : 0;
        }
        return sum;
    }

    private static long good(PresentedKeys keys, HexDigestKeys digests, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += digests.authenticate(keys.good(i), Instant.now()).isPresent() ? 1 : 0;
        }
        return sum;
    }

    private static long good(PresentedKeys keys, SaltedHashKeys salted, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += salted.authenticate(keys.good(i), Instant.now()).isPresent() ? 1 : 0;
        }
        return sum;
    }
}
