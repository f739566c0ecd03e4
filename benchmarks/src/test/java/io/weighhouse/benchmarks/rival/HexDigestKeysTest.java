// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HexDigestKeysTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final HexDigestKeys.Key KEY = new HexDigestKeys.Key("acme", NOW.plusSeconds(1), false);

    private static final List<HexDigestKeys> KINDS =
            List.of(new HexDigestKeys("wh_"), HexDigestKeys.cached("wh_"), HexDigestKeys.peppered("wh_", "pepper"));

    @Test
    void authenticate_knownKey_isFound() {
        for (HexDigestKeys keys : KINDS) {
            keys.put("wh_1", KEY);

            assertThat(keys.authenticate("wh_1", NOW)).contains(KEY);
        }
    }

    @Test
    void authenticate_unknownForeignExpiredOrRevoked_isNot() {
        for (HexDigestKeys keys : KINDS) {
            keys.put("wh_1", KEY);
            keys.put("xx_1", KEY);
            keys.put("wh_2", new HexDigestKeys.Key("acme", NOW.plusSeconds(1), true));

            assertThat(keys.authenticate("wh_3", NOW)).isEmpty();
            assertThat(keys.authenticate("xx_1", NOW)).isEmpty();
            assertThat(keys.authenticate("wh_1", NOW.plusSeconds(1))).isEmpty();
            assertThat(keys.authenticate("wh_2", NOW)).isEmpty();
        }
    }
}
