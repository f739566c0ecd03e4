// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.secret.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** {@code -Drotation.rows=100000} for more rows than the build has. */
class PepperRotationTest {

    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{b62:32}{crc}");
    private static final int ROWS = Integer.getInteger("rotation.rows", 20_000);

    private final KeyRecordStore store = KeyRecordStore.inMemory();

    @Test
    void run_manyKeys_allGoOnWorkingWithoutADowntimeAndAfterAKill() throws InterruptedException {
        KeyRegistry before = registry(KeyHashing.hmac(pepper(1)));
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            IssuedKey issued = before.issue(NewKey.of(Owner.tenant("t" + i % 7), "n"));
            if (i % 100 == 0) {
                keys.add(issued.key().reveal());
            }
        }
        KeyHashing both = KeyHashing.hmac(pepper(2)).with(pepper(1)).reading("h1.1.2", "h1.1");
        KeyRegistry during = registry(both);
        AtomicBoolean walking = new AtomicBoolean(true);
        AtomicLong answers = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        Thread caller = new Thread(() -> {
            while (walking.get()) {
                String key = keys.get((int) (answers.getAndIncrement() % keys.size()));
                refused.addAndGet(during.authenticate(key) instanceof Authenticated ? 0 : 1);
            }
        });
        caller.start();
        PepperProgress progress = PepperProgress.start();
        for (int step = 0; step < 40; step++) {
            progress = rotation().build().step(progress, ROWS / 100);
        }
        String kept = String.valueOf(progress.last());
        PepperProgress resumed = PepperProgress.resumedAfter(KeyPosition.parse(kept));
        while (!resumed.isComplete()) {
            resumed = rotation().build().step(resumed, 1_000);
        }
        walking.set(false);
        caller.join();
        assertThat(refused).as("of %d calls meanwhile", answers.get()).hasValue(0);
        assertThat(answers).hasPositiveValue();
        PepperProgress after = rotation().dryRun().build().run();
        assertThat(after.wrapped()).isZero();
        assertThat(after.found().keySet()).isSubsetOf("h1.1.2", "h1.2");
        assertThat(after.found().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(ROWS);
        KeyRegistry done = registry(KeyHashing.hmac(pepper(2)).with(pepper(1)).reading("h1.1.2"));
        for (String key : keys) {
            assertThat(done.authenticate(key)).isInstanceOf(Authenticated.class);
        }
        System.out.printf(
                "pepper rotation: rows=%d wrapped=%d calls meanwhile=%d refused=%d%n",
                ROWS, progress.wrapped() + resumed.wrapped(), answers.get(), refused.get());
    }

    @Test
    void step_everyKindOfHash_isWrappedOrLeftAlone() {
        registry(KeyHashing.sha256()).issue(NewKey.of(Owner.tenant("a"), "plain"));
        registry(KeyHashing.hmac(pepper(1))).issue(NewKey.of(Owner.tenant("b"), "peppered"));
        registry(KeyHashing.hmac(pepper(2))).issue(NewKey.of(Owner.tenant("c"), "current"));
        KeyRegistry any = registry(KeyHashing.sha256());
        any.adopt(AdoptedKey.of(NewKey.of(Owner.tenant("d"), "slow"), KeyHash.legacy("bc", "$2b$10$x")));
        List<KeyRecord> heard = new ArrayList<>();
        PepperProgress dry = rotation().dryRun().audit(heard::add).build().run();
        assertThat(dry.found()).isEqualTo(Map.of("s1", 1L, "h1.1", 1L, "h1.2", 1L, "bc", 1L));
        assertThat(dry.wrapped()).isEqualTo(2);
        assertThat(heard).isEmpty();
        PepperProgress real = rotation().audit(heard::add).actor("ops").build().run();
        assertThat(real.found()).isEqualTo(dry.found());
        assertThat(real.wrapped()).isEqualTo(2);
        assertThat(heard)
                .extracting(
                        record -> record.hash().id() + ' ' + record.lastEvent().actor())
                .containsExactlyInAnyOrder("s1.2 ops", "h1.1.2 ops");
        assertThat(rotation().build().run().wrapped()).isZero();
        assertThat(rotation().build().step(real, 1)).isSameAs(real);
        assertThatThrownBy(() -> rotation().build().step(PepperProgress.start(), 0))
                .hasMessageContaining("rows=0");
    }

    @Test
    void step_recordChangedMeanwhile_isReadAgain() {
        HeldStore held = new HeldStore();
        KeyRegistry keys = KeyRegistry.builder(FORMAT, held).build();
        IssuedKey issued = keys.issue(NewKey.of(Owner.tenant("a"), "n"));
        held.beforeUpdate = () -> {
            held.beforeUpdate = () -> {};
            keys.change("a", issued.record().id(), KeyEdit.rename("m"));
        };
        assertThat(PepperRotation.builder(held, pepper(2)).build().run().wrapped())
                .isEqualTo(1);
        KeyRecord record = keys.find("a", issued.record().id()).orElseThrow();
        assertThat(record.name()).isEqualTo("m");
        assertThat(record.hash().id()).isEqualTo("s1.2");
    }

    private PepperRotation.Builder rotation() {
        return PepperRotation.builder(store, pepper(2));
    }

    private KeyRegistry registry(KeyHashing hashing) {
        return KeyRegistry.builder(FORMAT, store)
                .hashing(hashing)
                .revocationBound(Duration.ZERO)
                .build();
    }

    private static Pepper pepper(int version) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) version);
        try (Secret secret = Secret.ofBytes(key)) {
            return Pepper.of(version, secret);
        }
    }
}
