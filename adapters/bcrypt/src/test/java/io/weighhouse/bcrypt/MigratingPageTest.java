// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.bcrypt;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.AdoptedKey;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.KeySignals;
import io.weighhouse.keyvault.key.LegacyCheck;
import io.weighhouse.keyvault.key.LegacyHashes;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Does what docs/guides/migrating-bcrypt.md says. */
class MigratingPageTest {

    private static final String KEY = "wh_sk_live_0123456789abcdefghijkl";
    private static final String HASH = "$2b$04$weighhouse01ABCDEFGHIu3zG2Ht0Y6j2z5oLZbf0LAHk1dAmiJkq";
    private static final String HASH_2X = "$2x$04$weighhouse10ABCDEFGHIutN.pRSYoOs14sIavo.fU8xOflbbBSo2";
    private static final String HASH_OF_72 = "$2b$04$weighhouse08ABCDEFGHIu5ZgAoEunqJ83cv4g0v/fauDXTemicZ.";

    // The other system's keys: bcrypt of the whole key, and its first 12 characters to find it by.
    private static final String OLD_KEY = "pp_live-Xk3aQ-7_bN2vRtYw8ZcLmD4fGhJ1sPqE5uIoTzA9";
    private static final OldKey OLD_ROW = new OldKey(
            "row-17",
            "acme",
            "ci",
            "pp_live-Xk3a",
            "$2b$04$weighhouse20ABCDEFGHIuKqT2h24MUds3adbGrviXSHI7tNP1AeC",
            Instant.parse("2025-03-01T10:00:00Z"));

    private static final List<String> LINES = new ArrayList<>();

    /** A row of the other system's table. */
    record OldKey(String id, String customer, String name, String start, String bcrypt, Instant createdAt) {}

    private final KeyRecordStore store = KeyRecordStore.inMemory();
    private final List<String> rehashed = new ArrayList<>();
    private final KeySignals signals = new KeySignals() {
        @Override
        public void rehashed(String hashId) {
            rehashed.add(hashId);
        }
    };

    private KeyRegistry registry() {
        // [registry]
        ApiKeyFormat format = ApiKeyFormat.parse("pp_{env:live|test}-{b64u:40}");
        KeyRegistry keys = KeyRegistry.builder(format, store)
                .legacy(LegacyHashes.of(BcryptHasher.ofUsualCost(10)).startLength(12))
                .signals(signals)
                .build();
        // [/registry]
        return keys;
    }

    private static void importInto(KeyRegistry keys, List<OldKey> table) {
        // [import]
        for (OldKey old : table) {
            NewKey wish = NewKey.of(Owner.tenant(old.customer()), old.name()).environment("live");
            keys.adopt(AdoptedKey.of(wish, KeyHash.legacy(BcryptHasher.ID, old.bcrypt()))
                    .id(new KeyId(old.id()))
                    .start(old.start())
                    .createdAt(old.createdAt()));
        }
        // [/import]
    }

    @Test
    void page_importedKey_worksAndNeedsBcryptOnce() {
        KeyRegistry keys = registry();
        importInto(keys, List.of(OLD_ROW));
        String other = OLD_KEY.substring(0, OLD_KEY.length() - 1) + 'x';
        assertThat(keys.authenticate(other)).as("same start").isEqualTo(rejected(Rejection.NOT_FOUND));
        assertThat(rehashed).isEmpty();
        KeyRecord record = ((Authenticated) keys.authenticate(OLD_KEY)).record();
        assertThat(record.owner()).isEqualTo(Owner.tenant("acme"));
        assertThat(record.createdAt()).isEqualTo(OLD_ROW.createdAt());
        assertThat(record.hash().id()).isEqualTo(KeyHash.SHA_256);
        assertThat(rehashed).containsExactly("bc");
        keys.close();
        KeyRegistry withoutBcrypt = KeyRegistry.builder(ApiKeyFormat.parse("pp_{env:live|test}-{b64u:40}"), store)
                .build();
        assertThat(withoutBcrypt.authenticate(OLD_KEY)).isInstanceOf(Authenticated.class);
        assertThat(withoutBcrypt.find("acme", record.id()).orElseThrow().hash().legacy())
                .as("the bcrypt hash is gone")
                .isEmpty();
    }

    @Test
    void page_importAgain_changesNothing() {
        KeyRegistry keys = registry();
        importInto(keys, List.of(OLD_ROW));
        importInto(keys, List.of(OLD_ROW));
        assertThat(keys.list("acme", KeyPage.first(10))).hasSize(1);
        KeyRecord used = ((Authenticated) keys.authenticate(OLD_KEY)).record();
        importInto(keys, List.of(OLD_ROW));
        assertThat(keys.list("acme", KeyPage.first(10)))
                .singleElement()
                .satisfies(record -> assertThat(record.hash().isLegacy()).isFalse());
        keys.revoke("acme", used.id());
        importInto(keys, List.of(OLD_ROW));
        assertThat(((Rejected) keys.authenticate(OLD_KEY)).code()).isEqualTo(Rejection.REVOKED);
        keys.close();
    }

    @Test
    void page_keyThatIsOutOfBcryptsTurn_isToldToComeAgain() {
        KeyRegistry keys = registry();
        importInto(keys, List.of(OLD_ROW));
        keys.close();
        assertThat(keys.authenticate(OLD_KEY)).isEqualTo(rejected(Rejection.VERIFIER_BUSY));
        assertThat(Rejection.VERIFIER_BUSY.httpStatus()).isEqualTo(503);
    }

    private static Rejected rejected(Rejection code) {
        return new Rejected(code);
    }

    @BeforeAll
    static void readThePage() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/guides/migrating-bcrypt.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no such page in any folder above");
        }
        LINES.clear();
        LINES.addAll(Files.readAllLines(folder.resolve("docs/guides/migrating-bcrypt.md")));
    }

    /** The rows of the table whose first column has a name, without the row of names; each cell without back quotes. */
    private static List<List<String>> table(String firstColumn) {
        return LINES.stream()
                .dropWhile(line -> !line.startsWith("| " + firstColumn + " |"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> List.of(line.substring(1).replace("`", "").split("\\|")).stream()
                        .map(String::strip)
                        .toList())
                .toList();
    }

    @Test
    void page_everyRefusal_isAsItSays() {
        Map<String, String> keys = Map.of(
                "the right one", KEY,
                "another", KEY.replace('0', '1'),
                "of 72 bytes", "x".repeat(72),
                "of 73 bytes", "x".repeat(73),
                "repeated behind a zero byte", KEY + '\0' + KEY);
        Map<String, String> hashes = Map.of(
                "of that key",
                HASH_OF_72,
                "of its first 72",
                HASH_OF_72,
                "of the key alone",
                HASH,
                "$2x$",
                HASH_2X,
                "of cost 15",
                HASH.replace("$04$", "$15$"),
                "of cost 03",
                HASH.replace("$04$", "$03$"),
                "cut short",
                HASH.substring(0, 59),
                "with a line feed behind it",
                HASH + '\n',
                "of another kind",
                "$1$abcdefgh$0123456789012345678901");
        BcryptHasher hasher = BcryptHasher.ofUsualCost(4);
        List<List<String>> rows = table("key");
        for (List<String> row : rows) {
            String key = keys.get(row.get(0));
            String hash = row.get(1).startsWith("$2a$,") ? HASH : Objects.requireNonNull(hashes.get(row.get(1)));
            assertThat(hasher.check(Objects.requireNonNull(key).getBytes(StandardCharsets.US_ASCII), hash))
                    .as(row.toString())
                    .isEqualTo(LegacyCheck.valueOf(row.get(2)));
        }
        assertThat(rows).hasSize(11);
    }

    @Test
    void page_keysAMinute_followFromTheTime() {
        assertThat(table("cost")).hasSize(4).allSatisfy(row -> {
            int millis = Integer.parseInt(row.get(1).replace(" ms", "").replace(",", ""));
            assertThat(row.get(2)).isEqualTo(String.format(Locale.ROOT, "%,d", 60_000 / millis));
        });
    }
}
