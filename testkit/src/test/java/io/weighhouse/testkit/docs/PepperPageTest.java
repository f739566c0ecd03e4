// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.keyvault.key.AdoptedKey;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyHashing;
import io.weighhouse.keyvault.key.KeyPosition;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.Pepper;
import io.weighhouse.keyvault.key.PepperProgress;
import io.weighhouse.keyvault.key.PepperRotation;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.testkit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rotates peppers as docs/guides/rotation.md says. */
class PepperPageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/rotation.md");
    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{b62:32}{crc}");
    private static final Owner ACME = Owner.tenant("acme");

    private final KeyRecordStore store = KeyRecordStore.inMemory();
    private final ManualClock clock = new ManualClock();
    private final Pepper first = Pepper.of(1, secret(1));
    private final Secret secondSecret = secret(2);
    private final List<String> kept = new ArrayList<>();

    private static Secret secret(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Secret.ofBytes(bytes);
    }

    @Test
    void page_newPepper_stepByStep() {
        KeyHashing before = KeyHashing.hmac(first);
        String used = issued(before);
        String resting = issued(before);

        // [told]
        Pepper second = Pepper.of(2, secondSecret); // 32 random bytes or more, from where you keep such things
        KeyHashing told = KeyHashing.hmac(first).with(second).reading("h1.2", "h1.1.2");
        // [/told]
        assertThat(hashIdAfterUse(told, used)).isEqualTo("h1.1");
        assertThat(hashIdAfterUse(before, used)).isEqualTo("h1.1");

        // [current]
        KeyHashing current = KeyHashing.hmac(second).with(first).reading("h1.1.2", "h1.1");
        // [/current]
        assertThat(hashIdAfterUse(current, used)).isEqualTo("h1.2");
        assertThat(registry(before).authenticate(used))
                .as("a node that was not told")
                .isEqualTo(new Rejected(Rejection.NOT_FOUND));
        assertThat(hashIdAfterUse(told, used))
                .as("a node that is not restarted")
                .isEqualTo("h1.1");
        assertThat(hashIdAfterUse(current, used)).isEqualTo("h1.2");

        walk(second);
        // [done]
        Map<String, Long> found =
                PepperRotation.builder(store, second).dryRun().build().run().found();
        boolean mayDrop = !found.containsKey("h1.1");
        KeyHashing done = KeyHashing.hmac(second).with(first).reading("h1.1.2");
        // [/done]
        assertThat(mayDrop).isTrue();
        assertThat(found).isEqualTo(Map.of("h1.2", 1L, "h1.1.2", 1L));
        assertThat(hashIdAfterUse(done, resting)).isEqualTo("h1.2");

        KeyHashing alone = KeyHashing.hmac(second);
        assertThat(hashIdAfterUse(alone, used)).isEqualTo("h1.2");
        assertThat(hashIdAfterUse(alone, resting)).isEqualTo("h1.2");
        assertThat(kept).isNotEmpty();
    }

    private void walk(Pepper second) {
        // [walk]
        PepperRotation rotation =
                PepperRotation.builder(store, second).actor("ops").clock(clock).build();
        PepperProgress progress = PepperProgress.start(); // or resumedAfter(KeyPosition.parse(stored))
        while (!progress.isComplete()) {
            progress = rotation.step(progress, 500);
            keep(progress.last());
        }
        // [/walk]
        assertThat(progress.last()).isEqualTo(KeyPosition.parse(kept.get(kept.size() - 1)));
    }

    private void keep(@Nullable KeyPosition last) {
        kept.add(String.valueOf(last));
    }

    @Test
    void page_everyWay_becomesWhatTheTableSays() throws NoSuchAlgorithmException {
        Pepper second = Pepper.of(2, secondSecret);
        KeyHashing all = KeyHashing.hmac(second).with(first).reading("s1", "s1.2", "h1.1", "h1.1.2", "s256.2");
        List<DocPage.Row> table = PAGE.table("## Peppers");
        for (DocPage.Row row : table) {
            String id = row.get("hash id");
            if (id.equals("bc")) {
                KeyRegistry some = registry(all);
                KeyRecord slow = some.adopt(AdoptedKey.of(NewKey.of(ACME, "slow"), KeyHash.legacy("bc", "$2b$10$x")));
                walk(second);
                assertThat(some.find("acme", slow.id()).orElseThrow().hash().id())
                        .isEqualTo(row.get("after the walk"));
                continue;
            }
            KeyHashing old =
                    id.startsWith("h1.") ? KeyHashing.hmac(id.equals("h1.1") ? first : second) : KeyHashing.sha256();
            String key = id.equals("s256") ? adopted() : issued(old);
            walk(second);
            assertThat(PepperRotation.builder(store, second)
                            .dryRun()
                            .build()
                            .run()
                            .found())
                    .as(id)
                    .containsKey(row.get("after the walk"));
            assertThat(hashIdAfterUse(all, key)).as(id).isEqualTo(row.get("after the key's next use"));
        }
        assertThat(table).hasSize(5);
        assertThatIllegalArgumentException()
                .as("six is the most")
                .isThrownBy(() -> all.reading("s256"))
                .withMessageContaining("must be at most 6");
    }

    @Test
    void page_firstPepper_isTheSameWithOtherWays() {
        String key = issued(KeyHashing.sha256());
        KeyHashing told = KeyHashing.sha256().with(first).reading("h1.1", "s1.1");
        assertThat(hashIdAfterUse(told, key)).isEqualTo("s1");
        walk(first);
        KeyHashing done = KeyHashing.hmac(first).reading("s1.1");
        assertThat(hashIdAfterUse(done, key)).isEqualTo("h1.1");
    }

    private String adopted() throws NoSuchAlgorithmException {
        String key = FORMAT.generate(new SecureRandom(), "").reveal();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
        registry(KeyHashing.sha256())
                .adopt(AdoptedKey.of(
                        NewKey.of(ACME, "whole"), KeyHash.of(KeyHash.SHA_256_WHOLE, KeyDigest.ofBytes(digest))));
        return key;
    }

    private String issued(KeyHashing hashing) {
        return registry(hashing).issue(NewKey.of(ACME, "ci")).key().reveal();
    }

    /** Uses a key, and tells by what the store recognises it then. */
    private String hashIdAfterUse(KeyHashing hashing, String key) {
        KeyRegistry keys = registry(hashing);
        KeyRecord record = ((Authenticated) keys.authenticate(key)).record();
        return keys.find("acme", record.id()).orElseThrow().hash().id();
    }

    private KeyRegistry registry(KeyHashing hashing) {
        return KeyRegistry.builder(FORMAT, store)
                .hashing(hashing)
                .revocationBound(Duration.ZERO)
                .build();
    }
}
