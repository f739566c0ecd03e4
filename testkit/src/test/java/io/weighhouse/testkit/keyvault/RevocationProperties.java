// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RevocationProperties {

    private static final Duration BOUND = Duration.ofSeconds(5);

    @Property
    void authenticate_anyHistoryOnTwoNodes_keepsTheBound(
            @ForAll("steps") List<Duration> before, @ForAll("steps") List<Duration> after) {
        ManualClock clock = new ManualClock();
        Instant start = clock.instant();
        KeyRecordStore store = KeyRecordStore.inMemory();
        KeyRegistry here = registry(store, clock, start);
        KeyRegistry there = registry(store, clock, start);
        IssuedKey issued = here.issue(NewKey.of(Owner.tenant("acme"), "ci"));
        String key = issued.key().reveal();
        for (Duration step : before) {
            clock.advance(step);
            assertThat(isGood(here, key)).isTrue();
            assertThat(isGood(there, key)).isTrue();
        }
        there.revoke("acme", issued.record().id());
        Instant end = clock.instant().plus(BOUND);
        for (Duration step : after) {
            clock.advance(step);
            assertThat(isGood(there, key)).isFalse();
            if (isGood(here, key)) {
                assertThat(clock.instant()).isBefore(end);
            }
        }
    }

    private static KeyRegistry registry(KeyRecordStore store, ManualClock clock, Instant start) {
        return KeyRegistry.builder(ApiKeyFormat.parse("wh_sk_{b62:32}{crc}"), store)
                .clock(clock)
                .ticker(() -> Duration.between(start, clock.instant()).toNanos())
                .revocationBound(BOUND)
                .build();
    }

    private static boolean isGood(KeyRegistry registry, String key) {
        return registry.authenticate(key) instanceof Authenticated;
    }

    @Provide
    Arbitrary<List<Duration>> steps() {
        return Generators.durations(Duration.ofSeconds(4)).list().ofMaxSize(12);
    }
}
