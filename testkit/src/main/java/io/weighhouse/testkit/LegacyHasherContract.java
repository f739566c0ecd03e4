// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.LegacyCheck;
import io.weighhouse.keyvault.key.LegacyHasher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LegacyHasher} promises: a match for the right key only, and no exception whatever it is handed.
 *
 * <p>A test class of an implementation extends this one, makes a hasher, and brings a key with its hash, of a low cost since
 * hundreds of checks are made.
 *
 * <p>This class is not thread-safe; the test engine makes an instance for each test.
 */
public abstract class LegacyHasherContract {

    private static final int MANY = 200;
    private static final int CALLERS = 4;

    /** For the classes that extend it. */
    protected LegacyHasherContract() {}

    /** {@return a hasher that checks {@link #hash()}} */
    protected abstract LegacyHasher hasher();

    /** {@return a key, 2 to 64 characters of ASCII} */
    protected abstract String key();

    /** {@return the hash of {@link #key()}, made by somebody else} */
    protected abstract String hash();

    private byte[] keyBytes() {
        return key().getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    final void id_isAName() {
        assertThat(hasher().id()).matches("[a-zA-Z0-9._-]{1,64}");
    }

    @Test
    final void check_key_matchesItsHashAgainAndAgain() {
        LegacyHasher hasher = hasher();
        assertThat(hasher.recognises(hash())).isTrue();
        assertThat(hasher.check(keyBytes(), hash())).isEqualTo(LegacyCheck.MATCH);
        assertThat(hasher.check(keyBytes(), hash())).isEqualTo(LegacyCheck.MATCH);
    }

    @Test
    final void check_key_isLeftAsItWas() {
        byte[] key = keyBytes();
        hasher().check(key, hash());
        assertThat(key).isEqualTo(keyBytes());
    }

    @Test
    final void check_anyBitOfTheKeyFlipped_isAMismatch() {
        for (int bit = 0; bit < keyBytes().length * Byte.SIZE; bit++) {
            byte[] key = keyBytes();
            key[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(hasher().check(key, hash())).as("bit " + bit).isEqualTo(LegacyCheck.MISMATCH);
        }
    }

    @Test
    final void check_keyCutOrProlonged_doesNotMatch() {
        String key = key();
        List<String> others = List.of(
                "",
                key.substring(1),
                key.substring(0, key.length() - 1),
                key + ' ',
                key + '\0',
                key + "\0x",
                key + '\0' + key,
                key + key,
                '\0' + key,
                key + "\n");
        for (String other : others) {
            assertThat(hasher().check(other.getBytes(StandardCharsets.US_ASCII), hash()))
                    .as(other)
                    .isNotEqualTo(LegacyCheck.MATCH);
        }
    }

    @Test
    final void check_keyOfTenMegabytes_doesNotMatch() {
        assertThat(hasher().check(new byte[10_000_000], hash())).isNotEqualTo(LegacyCheck.MATCH);
    }

    @Test
    final void check_hashCutAnywhere_doesNotMatch() {
        for (int length = 0; length < hash().length(); length++) {
            assertThat(hasher().check(keyBytes(), hash().substring(0, length)))
                    .as("the first " + length)
                    .isNotEqualTo(LegacyCheck.MATCH);
        }
    }

    @Test
    final void check_somethingAroundTheHash_doesNotMatch() {
        for (String around : List.of(" ", "\n", "x", "\0", "$", hash())) {
            assertThat(hasher().check(keyBytes(), hash() + around)).as(around).isNotEqualTo(LegacyCheck.MATCH);
            assertThat(hasher().check(keyBytes(), around + hash())).as(around).isNotEqualTo(LegacyCheck.MATCH);
        }
    }

    @Test
    final void check_anyText_neitherThrowsNorMatches() {
        Random random = new Random(19);
        for (int i = 0; i < MANY; i++) {
            StringBuilder text = new StringBuilder(hash().substring(0, random.nextInt(hash().length())));
            for (int more = random.nextInt(hash().length()); more > 0; more--) {
                text.append((char) (random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x10000)));
            }
            LegacyHasher hasher = hasher();
            hasher.recognises(text.toString());
            assertThat(hasher.check(keyBytes(), text.toString()))
                    .as("text " + i)
                    .isNotEqualTo(LegacyCheck.MATCH);
        }
    }

    @Test
    final void decoy_isWorkedOutAndMatchesNothing() {
        LegacyHasher hasher = hasher();
        assertThat(hasher.recognises(hasher.decoy())).isTrue();
        assertThat(hasher.check(keyBytes(), hasher.decoy())).isEqualTo(LegacyCheck.MISMATCH);
        assertThat(hasher.check(new byte[0], hasher.decoy())).isNotEqualTo(LegacyCheck.MATCH);
    }

    @Test
    final void check_manyAtATime_answersEachForItself() throws InterruptedException, ExecutionException {
        LegacyHasher hasher = hasher();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            CountDownLatch together = new CountDownLatch(CALLERS);
            List<Future<LegacyCheck>> answers = IntStream.range(0, CALLERS)
                    .mapToObj(i -> callers.submit(() -> {
                        together.countDown();
                        together.await();
                        LegacyCheck last = LegacyCheck.REFUSED;
                        for (int n = 0; n < 25; n++) {
                            last = hasher.check(i % 2 == 0 ? keyBytes() : new byte[] {1}, hash());
                        }
                        return last;
                    }))
                    .toList();
            for (int i = 0; i < CALLERS; i++) {
                assertThat(answers.get(i).get()).isEqualTo(i % 2 == 0 ? LegacyCheck.MATCH : LegacyCheck.MISMATCH);
            }
        } finally {
            callers.shutdownNow();
        }
    }
}
