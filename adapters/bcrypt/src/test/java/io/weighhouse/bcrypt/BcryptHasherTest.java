// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.bcrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.bcrypt.SharedHashes.Row;
import io.weighhouse.keyvault.key.LegacyCheck;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BcryptHasherTest {

    private static final String KEY = "wh_sk_live_0123456789abcdefghijkl";

    // Made with libxcrypt, which shares no code with the library behind the hasher.
    private static final String HASH = "$2b$04$weighhouse01ABCDEFGHIu3zG2Ht0Y6j2z5oLZbf0LAHk1dAmiJkq";
    private static final String HASH_2X = "$2x$04$weighhouse10ABCDEFGHIutN.pRSYoOs14sIavo.fU8xOflbbBSo2";

    private final BcryptHasher hasher = BcryptHasher.ofUsualCost(4);

    private LegacyCheck check(String key, String hash) {
        return hasher.check(key.getBytes(StandardCharsets.UTF_8), hash);
    }

    @ParameterizedTest
    @CsvSource({
        "'wh_sk_live_0123456789abcdefghijkl', $2a$04$weighhouse00ABCDEFGHIuLrW3o1RGgpPK9X0qOs29EdTHqeVIkNi",
        "'wh_sk_live_0123456789abcdefghijkl', $2b$04$weighhouse01ABCDEFGHIu3zG2Ht0Y6j2z5oLZbf0LAHk1dAmiJkq",
        "'wh_sk_live_0123456789abcdefghijkl', $2y$04$weighhouse02ABCDEFGHIu7Ah8XuMy6aS7e2OhTATNlY886i8pBnu",
        "'', $2b$04$weighhouse03ABCDEFGHIuS49dq1cDIdhpLcTErZMx6atDX40K5e6",
        "'k\u00e9y \u20ac', $2b$05$weighhouse04ABCDEFGHIuHr0NgTyIV10OjyoLtoUl2YowwA2GGHa",
        "'\u00a3', $2y$05$weighhouse05ABCDEFGHIugQCZfP17bl1./EYpABTOMkKpeqE74zq",
        "'x71', $2b$06$weighhouse06ABCDEFGHIujBbfNPKdHUdAKzFtKuVyYd3lQ0B2pJu",
        "'x72', $2a$04$weighhouse07ABCDEFGHIu0H/aALnE862FLU5dhOjl7kxXn10hG1e",
        "'x72', $2b$04$weighhouse08ABCDEFGHIu5ZgAoEunqJ83cv4g0v/fauDXTemicZ.",
        "'pp_live-0123456789', $2b$10$weighhouse09ABCDEFGHIu46e66nBw7PEBMGgwqvKsIRVzvIgRULm"
    })
    void check_hashOfLibxcrypt_matchesItsKeyAndNoOther(String key, String hash) {
        String whole = key.replace("x72", "x".repeat(72)).replace("x71", "x".repeat(71));
        assertThat(check(whole, hash)).isEqualTo(LegacyCheck.MATCH);
        assertThat(check(whole.isEmpty() ? "x" : whole.substring(1), hash)).isEqualTo(LegacyCheck.MISMATCH);
    }

    @Test
    void check_hashesOfOthers_allMatch() {
        int mostCost = Integer.getInteger("bcrypt.cost", 8);
        List<Row> rows = SharedHashes.valid();
        List<Row> quick = rows.stream().filter(row -> row.cost() <= mostCost).toList();
        for (Row row : quick) {
            assertThat(hasher.check(row.key(), row.hash())).as(row.hash()).isEqualTo(LegacyCheck.MATCH);
        }
        System.out.println("bcrypt_valid.json: " + quick.size() + " of " + rows.size() + " pairs match, those of cost "
                + mostCost + " at most");
        assertThat(rows).hasSize(125);
        assertThat(quick).hasSizeGreaterThan(100);
    }

    @Test
    void check_wrongKey_isAMismatch() {
        assertThat(check("wh_sk_live_1123456789abcdefghijkl", HASH)).isEqualTo(LegacyCheck.MISMATCH);
    }

    @Test
    void check_done_leavesTheKeyAsItWas() {
        byte[] key = KEY.getBytes(StandardCharsets.UTF_8);
        byte[] before = key.clone();
        assertThat(hasher.check(key, HASH)).isEqualTo(LegacyCheck.MATCH);
        assertThat(key).isEqualTo(before);
    }

    @Test
    void check_moreThan72Bytes_isRefusedThoughTheFirst72Match() {
        assertThat(check("x".repeat(72), "$2b$04$weighhouse08ABCDEFGHIu5ZgAoEunqJ83cv4g0v/fauDXTemicZ."))
                .isEqualTo(LegacyCheck.MATCH);
        assertThat(check("x".repeat(73), "$2b$04$weighhouse08ABCDEFGHIu5ZgAoEunqJ83cv4g0v/fauDXTemicZ."))
                .isEqualTo(LegacyCheck.REFUSED);
        assertThat(check("x".repeat(80), "$2b$04$weighhouse08ABCDEFGHIu5ZgAoEunqJ83cv4g0v/fauDXTemicZ."))
                .isEqualTo(LegacyCheck.REFUSED);
        assertThat(check("\u20ac".repeat(25), HASH))
                .as("75 bytes in 25 characters")
                .isEqualTo(LegacyCheck.REFUSED);
        assertThat(hasher.check(new byte[10_000_000], HASH)).isEqualTo(LegacyCheck.REFUSED);
    }

    @Test
    void check_faultyVariant_isRefusedThoughItMatches() {
        assertThat(check(KEY, HASH_2X)).isEqualTo(LegacyCheck.REFUSED);
    }

    @Test
    void check_keyRepeatedBehindAZeroByte_isRefusedThoughItMatches() {
        String ofNothing = "$2b$04$weighhouse03ABCDEFGHIuS49dq1cDIdhpLcTErZMx6atDX40K5e6";
        assertThat(check("", ofNothing)).isEqualTo(LegacyCheck.MATCH);
        assertThat(check("\0", ofNothing)).isEqualTo(LegacyCheck.REFUSED);
        assertThat(check("\0".repeat(72), ofNothing)).isEqualTo(LegacyCheck.REFUSED);
        assertThat(check(KEY + '\0' + KEY, HASH)).isEqualTo(LegacyCheck.REFUSED);
        // 72 bytes, of which bcrypt sees no zero byte behind the last.
        assertThat(check((KEY + '\0').repeat(3).substring(0, 72), HASH)).isEqualTo(LegacyCheck.REFUSED);
        assertThat(check(KEY + '\0' + KEY + 'x', HASH)).isEqualTo(LegacyCheck.MISMATCH);
    }

    @Test
    void check_zeroByteInside_isPartOfTheKey() {
        assertThat(check(KEY + '\0', HASH)).isEqualTo(LegacyCheck.MISMATCH);
        assertThat(check(KEY + "\0more", HASH)).isEqualTo(LegacyCheck.MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "20", "31"})
    void check_costAboveTheMaximum_isRefusedWithoutBeingWorkedOut(String cost) {
        assertThat(check(KEY, HASH.replace("$04$", '$' + cost + '$'))).isEqualTo(LegacyCheck.REFUSED);
    }

    @Test
    void check_lowerMaximum_isKept() {
        BcryptHasher frugal = hasher.maximumCost(4);
        byte[] key = KEY.getBytes(StandardCharsets.UTF_8);
        assertThat(frugal.check(key, HASH)).isEqualTo(LegacyCheck.MATCH);
        assertThat(frugal.check(key, HASH.replace("$04$", "$05$"))).isEqualTo(LegacyCheck.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$",
                "$2",
                "$2b$",
                "$2b$04$",
                "$2b$10$",
                "garbage",
                "$1$abc$def",
                "$argon2id$v=19$m=65536,t=3,p=4$YQ$YQ",
                "$2$04$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYVO",
                "$2c$04$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYVO",
                "$2b$4$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYVO",
                "$2b$03$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYVO",
                "$2b$00$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYVO",
                "$2b$32$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYVO",
                "$2b$99$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYVO",
                "$2b$-4$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYVO",
                "$2b$\u0660\u0664$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYVO",
                "$2b$04$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYV",
                "$2b$04$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYVOO",
                "$2b$04$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYVO\n",
                " $2b$04$abcdefghijklmnopqrstuunkjvf/J5ryijoMehI0orYnPPRLwGYVO",
                "$2b$04$abcdefghijklmnopqrst=unkjvf/J5ryijoMehI0orYnPPRLwGYVO",
                "$2b$04$abcdefghijklmnopqrst\u00e9unkjvf/J5ryijoMehI0orYnPPRLwGYVO"
            })
    void check_noBcryptHash_isAMismatch(String hash) {
        assertThat(check(KEY, hash)).isEqualTo(LegacyCheck.MISMATCH);
    }

    @Test
    void check_anySaltAndDigest_neverThrowsAndNeverMatches() {
        Random random = new Random(3);
        String letters = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        for (int i = 0; i < 300; i++) {
            StringBuilder hash = new StringBuilder("$2b$04$");
            while (hash.length() < 60) {
                hash.append(letters.charAt(random.nextInt(letters.length())));
            }
            byte[] key = new byte[random.nextInt(73)];
            random.nextBytes(key);
            assertThat(hasher.check(key, hash.toString())).as(hash.toString()).isEqualTo(LegacyCheck.MISMATCH);
        }
    }

    @Test
    void check_anyText_neverThrowsAndNeverMatches() {
        Random random = new Random(5);
        String pieces = "$2abxy./04AZ\u0000\u00e9 ";
        byte[] key = KEY.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder hash = new StringBuilder(HASH.substring(0, random.nextInt(61)));
            for (int more = random.nextInt(60); more > 0; more--) {
                hash.append(pieces.charAt(random.nextInt(pieces.length())));
            }
            if (!hash.toString().equals(HASH)) {
                assertThat(hasher.check(key, hash.toString()))
                        .as(hash.toString())
                        .isNotEqualTo(LegacyCheck.MATCH);
            }
        }
    }

    @Test
    void recognises_whatBeginsLikeBcrypt_evenIfRefused() {
        assertThat(hasher.id()).isEqualTo("bc");
        assertThat(List.of(HASH, HASH_2X, "$2b$31$", hasher.decoy())).allMatch(hasher::recognises);
        assertThat(List.of("", "$1$abc", "2b$04$", "deadbeef")).noneMatch(hasher::recognises);
    }

    @Test
    void decoy_ofTheUsualCost_isWorkedOut() {
        assertThat(hasher.decoy()).hasSize(60).startsWith("$2b$04$");
        assertThat(BcryptHasher.ofUsualCost(10).decoy()).hasSize(60).startsWith("$2b$10$");
        assertThat(check(KEY, hasher.decoy())).isEqualTo(LegacyCheck.MISMATCH);
        assertThat(List.of("", "x"))
                .allSatisfy(key -> assertThat(check(key, hasher.decoy())).isEqualTo(LegacyCheck.MISMATCH));
    }

    @Test
    void costs_outOfRange_areNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BcryptHasher.ofUsualCost(3))
                .withMessage("must be 4 to 14: usualCost=3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BcryptHasher.ofUsualCost(15))
                .withMessage("must be 4 to 14: usualCost=15");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BcryptHasher.ofUsualCost(10).maximumCost(9))
                .withMessage("must be 10 to 31: maximumCost=9");
        assertThat(hasher).hasToString("BcryptHasher[usualCost=4 maximumCost=14]");
    }
}
