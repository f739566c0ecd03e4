// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.rival.HexDigestKeys;
import io.weighhouse.benchmarks.work.PresentedKeys;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import java.time.Instant;
import java.util.List;

/** What our part of a look into the store takes: the store is a map, and nothing it says is remembered. For information. */
final class LookedUpKeyCases {

    private LookedUpKeyCases() {}

    static List<Case> all() {
        PresentedKeys keys = PresentedKeys.lookedUp();
        HexDigestKeys digests = AuthenticateSuite.digestsOf(keys);
        return List.of(
                Case.of("good key, looked up", n -> good(keys, n))
                        .against("hex digests", n -> good(keys, digests, n))
                        .tellingBytes(),
                Case.of("unknown key, looked up", n -> unknown(keys, n))
                        .against("hex digests", n -> unknown(keys, digests, n))
                        .tellingBytes());
    }

    private static long good(PresentedKeys keys, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += keys.authenticate(i) instanceof Authenticated ? 1 : 0;
        }
        return sum;
    }

    private static long unknown(PresentedKeys keys, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += keys.authenticateUnknown(i) instanceof Authenticated ? 1 : 0;
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

    private static long unknown(PresentedKeys keys, HexDigestKeys digests, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += digests.authenticate(keys.unknown(i), Instant.now()).isPresent() ? 1 : 0;
        }
        return sum;
    }
}
