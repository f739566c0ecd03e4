// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.bcrypt;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.weighhouse.keyvault.key.AdoptedKey;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import io.weighhouse.keyvault.key.KeyFormats;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.LegacyCheck;
import io.weighhouse.keyvault.key.LegacyHasher;
import io.weighhouse.keyvault.key.LegacyHashes;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.Rejection;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The token wallet's keys: {@code pp_live-} and 40 characters or 40 in all, whose bcrypt hashes are in a table already. */
class ProductETest {

    private static final ApiKeyFormat LONG = ApiKeyFormat.parse("pp_{env:live|test}-{b64u:40}");
    private static final ApiKeyFormat SHORT = ApiKeyFormat.parse("pp_{env:live|test}-{b64u:32}");
    private static final int PREFIX = 12;
    private static final int COST = 4;

    private final KeyRecordStore store = KeyRecordStore.inMemory();
    private final AtomicInteger checks = new AtomicInteger();
    private final BcryptHasher bcrypt = BcryptHasher.ofUsualCost(COST);
    private Instant now = Instant.parse("2026-11-26T12:00:00Z");
    private final KeyRegistry keys = KeyRegistry.builder(KeyFormats.of(LONG, SHORT), store)
            .legacy(LegacyHashes.of(new Counted()).startLength(PREFIX))
            .clock(() -> now)
            .revocationBound(Duration.ZERO)
            .build();

    /** Counts what bcrypt does. */
    private final class Counted implements LegacyHasher {

        @Override
        public String id() {
            return bcrypt.id();
        }

        @Override
        public boolean recognises(String hash) {
            return bcrypt.recognises(hash);
        }

        @Override
        public LegacyCheck check(byte[] key, String hash) {
            checks.incrementAndGet();
            return bcrypt.check(key, hash);
        }

        @Override
        public String decoy() {
            return bcrypt.decoy();
        }
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void e1_bcryptHashesOfBothLengths_areAcceptedAndReplacedOnUse() {
        for (ApiKeyFormat format : new ApiKeyFormat[] {LONG, SHORT}) {
            String key = existing(format);
            KeyId id = takenOver(key, NewKey.of(Owner.tenant("acme"), "ci").environment("live"));
            checks.set(0);
            assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
            assertThat(checks).as("the first use").hasValue(1);
            KeyRecord record = keys.find("acme", id).orElseThrow();
            assertThat(record.hash().id()).isEqualTo(KeyHash.SHA_256);
            assertThat(record.hash().isLegacy()).isFalse();
            assertThat(record.start()).hasSize(PREFIX).startsWith("pp_live-");
            assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
            assertThat(checks).as("the second").hasValue(1);
        }
    }

    @Test
    void e1_wrongKeyOfTheSamePrefix_isRefused() {
        String key = existing(LONG);
        takenOver(key, NewKey.of(Owner.tenant("acme"), "ci").environment("live"));
        String wrong = key.substring(0, 47) + (key.charAt(47) == 'a' ? 'b' : 'a');
        assertThat(keys.authenticate(wrong)).isEqualTo(new Rejected(Rejection.NOT_FOUND));
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
    }

    @Test
    void e1_expiredOrRevokedRow_staysSo() {
        String expiring = existing(LONG);
        takenOver(
                expiring,
                NewKey.of(Owner.tenant("acme"), "short").environment("live").expiresAt(now.plusSeconds(60)));
        String revoked = existing(SHORT);
        KeyId id = takenOver(revoked, NewKey.of(Owner.tenant("acme"), "gone").environment("live"));
        keys.revoke("acme", id);
        now = now.plusSeconds(60);
        assertThat(((Rejected) keys.authenticate(expiring)).code()).isEqualTo(Rejection.EXPIRED);
        assertThat(((Rejected) keys.authenticate(revoked)).code()).isEqualTo(Rejection.REVOKED);
        assertThat(keys.find("acme", id)).as("kept").isPresent();
    }

    private static String existing(ApiKeyFormat format) {
        return format.generate(new SecureRandom(), "live").reveal();
    }

    private KeyId takenOver(String key, NewKey wish) {
        String hash = new String(
                BCrypt.withDefaults().hash(COST, key.getBytes(StandardCharsets.UTF_8)), StandardCharsets.US_ASCII);
        return keys.adopt(AdoptedKey.of(wish, KeyHash.legacy(BcryptHasher.ID, hash))
                        .start(key.substring(0, PREFIX)))
                .id();
    }
}
