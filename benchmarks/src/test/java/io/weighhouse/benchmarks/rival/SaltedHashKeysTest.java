// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SaltedHashKeysTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String START = "wh_sk_live_012345678";

    @Test
    void authenticate_knownKey_isFoundUntilItEnds() {
        for (SaltedHashKeys keys :
                List.of(SaltedHashKeys.bcrypt(), SaltedHashKeys.springBcrypt(), SaltedHashKeys.springSha256())) {
            HexDigestKeys.Key key = new HexDigestKeys.Key("acme", NOW.plusSeconds(1), false);
            keys.put(START + "9", key);

            assertThat(keys.authenticate(START + "9", NOW)).contains(key);
            assertThat(keys.authenticate(START + "8", NOW)).isEmpty();
            assertThat(keys.authenticate("wh_sk_live_112345678", NOW)).isEmpty();
            assertThat(keys.authenticate("wh", NOW)).isEmpty();
            assertThat(keys.authenticate(START + "9", NOW.plusSeconds(1))).isEmpty();
        }
    }

    @Test
    void authenticate_revokedKey_isNotFound() {
        SaltedHashKeys keys = SaltedHashKeys.springSha256();
        keys.put(START, new HexDigestKeys.Key("acme", NOW.plusSeconds(1), true));

        assertThat(keys.authenticate(START, NOW)).isEmpty();
    }
}
