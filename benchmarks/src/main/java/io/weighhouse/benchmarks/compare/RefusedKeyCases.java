// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.rival.HexDigestKeys;
import io.weighhouse.benchmarks.work.PresentedKeys;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import java.time.Instant;
import java.util.List;

/** What is no good key, and is told so without a look into the store. Every body counts the keys that were found good. */
final class RefusedKeyCases {

    private RefusedKeyCases() {}

    static List<Case> all(PresentedKeys keys) {
        HexDigestKeys digests = AuthenticateSuite.digestsOf(keys);
        PresentedKeys three = PresentedKeys.ofThreeFormats();
        return List.of(
                Case.of("damaged key", n -> damaged(keys, n))
                        .against("hex digests", n -> damaged(keys, digests, n), 0.5)
                        .nanosAtMost(80)
                        .bytesAtMost(0),
                Case.of("foreign key", n -> foreign(keys, n))
                        .against("hex digests", n -> foreign(keys, digests, n), 1.0)
                        .nanosAtMost(20)
                        .bytesAtMost(0),
                Case.of("damaged key, 3 formats", n -> damagedOfThree(three, n))
                        .nanosAtMost(80)
                        .bytesAtMost(0),
                Case.of("foreign key, 3 formats", n -> foreignToThree(three, n))
                        .nanosAtMost(20)
                        .bytesAtMost(0),
                Case.of("unknown key, seen before", n -> unknown(keys, n))
                        .against("hex digests", n -> unknown(keys, digests, n))
                        .tellingBytes());
    }

    private static long damaged(PresentedKeys keys, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += keys.authenticateDamaged(i) instanceof Authenticated ? 1 : 0;
        }
        return sum;
    }

    private static long damagedOfThree(PresentedKeys keys, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += keys.authenticateDamaged(i) instanceof Authenticated ? 1 : 0;
        }
        return sum;
    }

    private static long foreign(PresentedKeys keys, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += keys.authenticateForeign(i) instanceof Authenticated ? 1 : 0;
        }
        return sum;
    }

    private static long foreignToThree(PresentedKeys keys, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += keys.authenticateForeign(i) instanceof Authenticated ? 1 : 0;
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

    private static long damaged(PresentedKeys keys, HexDigestKeys digests, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += digests.authenticate(keys.damaged(i), Instant.now()).isPresent() ? 1 : 0;
        }
        return sum;
    }

    private static long foreign(PresentedKeys keys, HexDigestKeys digests, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += digests.authenticate(keys.foreign(i), Instant.now()).isPresent() ? 1 : 0;
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
