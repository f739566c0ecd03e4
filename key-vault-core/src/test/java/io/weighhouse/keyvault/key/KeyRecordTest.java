// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRecordTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456Z");
    private static final KeyDigest DIGEST = KeyDigest.ofBytes(new byte[32]);
    private static final KeyHash HASH = KeyHash.of("s1", DIGEST);
    private static final Owner OWNER = Owner.tenant("acme");

    @Test
    void state_end_isTheFirstInstantNotAccepted() {
        KeyRecord record = record(terms(Set.of(), Map.of(), NOW));
        Instant end = Instant.parse("2026-01-01T00:00:00.123Z");
        assertThat(record.expiresAt()).as("whole milliseconds").isEqualTo(end);
        assertThat(record.state(end.minusNanos(1))).isEqualTo(KeyState.ACTIVE);
        assertThat(record.state(end)).isEqualTo(KeyState.EXPIRED);
        assertThat(record(KeyTerms.NONE).state(Instant.MAX)).isEqualTo(KeyState.ACTIVE);
    }

    @Test
    void state_revokedKey_isRevokedAtEveryInstant() {
        KeyRecord revoked = revoked(record(terms(Set.of(), Map.of(), NOW)));
        assertThat(revoked.state(Instant.MIN)).isEqualTo(KeyState.REVOKED);
        assertThat(revoked.state(Instant.MAX)).isEqualTo(KeyState.REVOKED);
    }

    @Test
    void revoked_changesRevisionAndInstantOnly() {
        KeyRecord record = record(KeyTerms.NONE);
        KeyRecord revoked = revoked(record);
        assertThat(revoked.revision()).isEqualTo(2);
        assertThat(revoked.revokedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123Z"));
        assertThat(revoked).isNotEqualTo(record);
        KeyRecord readBack = KeyRecord.builder(record.id(), OWNER, HASH)
                .name("ci")
                .terms(KeyTerms.NONE)
                .display("wh_..")
                .createdAt(NOW)
                .revokedAt(NOW)
                .lastEvent(new KeyEvent(KeyEvent.Kind.REVOKED, "ann", NOW))
                .revision(2)
                .build();
        assertThat(readBack).isEqualTo(revoked).hasSameHashCodeAs(revoked);
        assertThat(readBack.toBuilder().build()).isEqualTo(readBack);
    }

    @Test
    void state_severalReasons_theMostLastingIsTold() {
        Supersession gone = new Supersession(new KeyId("key_2"), NOW.minusSeconds(1));
        KeyRecord disabled = record(terms(Set.of(), Map.of(), NOW)).toBuilder()
                .disabledAt(NOW)
                .build();
        assertThat(disabled.state(NOW.plusSeconds(1))).isEqualTo(KeyState.DISABLED);
        KeyRecord superseded = disabled.toBuilder().supersession(gone).build();
        assertThat(superseded.state(NOW)).isEqualTo(KeyState.SUPERSEDED);
        assertThat(superseded.state(NOW.minusSeconds(2))).isEqualTo(KeyState.DISABLED);
        assertThat(revoked(superseded).state(NOW)).isEqualTo(KeyState.REVOKED);
        KeyRecord early =
                record(new KeyTerms("", KeyAccess.NONE, new KeyValidity(NOW, NOW.plusSeconds(1)), "", Map.of()));
        assertThat(early.state(NOW.minusSeconds(1))).isEqualTo(KeyState.NOT_YET_VALID);
        assertThat(early.state(NOW)).isEqualTo(KeyState.ACTIVE);
    }

    @Test
    void usedAt_earlierUse_doesNotReplaceALaterOne() {
        KeyRecord used = record(KeyTerms.NONE).usedAt(NOW);
        assertThat(used.lastUsedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123Z"));
        assertThat(used.usedAt(NOW.minusSeconds(1))).isSameAs(used);
        assertThat(used.revision()).isEqualTo(1);
    }

    @Test
    void origins_patterns_coverWhatTheySay() {
        KeyAccess access =
                new KeyAccess(Set.of(), Set.of("https://Acme.com:443", "https://*.acme.dev", "http://localhost:3000"));
        assertThat(access.origins()).containsExactly("http://localhost:3000", "https://*.acme.dev", "https://acme.com");
        for (String origin : new String[] {
            "https://acme.com",
            "https://ACME.com:443",
            "https://a.acme.dev",
            "https://a.b.acme.dev",
            "http://localhost:3000"
        }) {
            assertThat(access.allowsOrigin(origin)).as(origin).isTrue();
        }
        for (String origin : new String[] {
            "",
            "null",
            "http://acme.com",
            "https://acme.com:8443",
            "https://acme.dev",
            "https://xacme.dev",
            "https://acme.dev.evil.com",
            "https://acme.com/",
            "https://*.acme.dev",
            "https://acme.com\n",
            "http://localhost",
            "https://user@acme.com"
        }) {
            assertThat(access.allowsOrigin(origin)).as(origin).isFalse();
        }
        assertThat(KeyAccess.NONE.allowsOrigin("")).isTrue();
        assertThatThrownBy(() -> new KeyAccess(Set.of(), Set.of("acme.com")))
                .hasMessageContaining("origin=\"acme.com\"");
    }

    @Test
    void toString_neitherDigestNorLabels() {
        KeyRecord record = revoked(record(terms(Set.of("a"), Map.of("note", "private"), NOW)));
        assertThat(record)
                .hasToString("KeyRecord[key_1 acme wh_.. revision=2 expiresAt=2026-01-01T00:00:00.123Z"
                        + " revokedAt=2026-01-01T00:00:00.123Z]");
        assertThat(DIGEST).hasToString("KeyDigest[redacted]");
    }

    @Test
    void digest_bytes_comeBackAndEveryBitCounts() {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        KeyDigest digest = KeyDigest.ofBytes(bytes);
        assertThat(digest.toByteArray()).isEqualTo(bytes);
        assertThat(KeyDigest.ofBytes(bytes)).isEqualTo(digest).hasSameHashCodeAs(digest);
        for (int bit = 0; bit < 256; bit++) {
            byte[] other = bytes.clone();
            other[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(KeyDigest.ofBytes(other)).isNotEqualTo(digest);
        }
        assertThatThrownBy(() -> KeyDigest.ofBytes(new byte[31])).hasMessage("must be 32 bytes: digest has 31");
    }

    @Test
    void terms_collections_areCopiedBoundedAndSorted() {
        KeyTerms terms = terms(Set.of("b", "a"), Map.of("z", "1", "y", "2"), null);
        assertThat(terms.access().scopes()).containsExactly("a", "b");
        assertThat(terms.labels()).containsExactly(Map.entry("y", "2"), Map.entry("z", "1"));
        assertThatThrownBy(() -> terms.access().scopes().add("c")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> terms.labels().clear()).isInstanceOf(UnsupportedOperationException.class);
        Set<String> many = IntStream.rangeClosed(0, 64).mapToObj(i -> "s" + i).collect(Collectors.toSet());
        assertThatThrownBy(() -> terms(many, Map.of(), null)).hasMessage("must be at most 64 scopes: scopes=65");
        Map<String, String> labels =
                IntStream.rangeClosed(0, 32).boxed().collect(Collectors.toMap(i -> "l" + i, i -> ""));
        assertThatThrownBy(() -> terms(Set.of(), labels, null)).hasMessage("must be at most 32 labels: labels=33");
    }

    @Test
    void terms_badParts_areNamed() {
        NewKey wish = NewKey.of(OWNER, "ci");
        assertThatThrownBy(() -> wish.environment("li ve")).hasMessageContaining("environment=\"li ve\"");
        assertThatThrownBy(() -> wish.scopes("a b")).hasMessageContaining("scope=\"a b\"");
        assertThatThrownBy(() -> wish.labels(Map.of("", ""))).hasMessageContaining("label=\"\"");
        assertThatThrownBy(() -> wish.labels(Map.of("a", "x\ny"))).hasMessageContaining("label a=\"x?y\"");
        assertThatThrownBy(() -> wish.expiresAt(Instant.MAX)).hasMessageContaining("must be from 1970 to 9999");
        assertThatThrownBy(() -> wish.expiresAt(Instant.MIN)).hasMessageContaining("must be from 1970 to 9999");
        assertThatThrownBy(() -> NewKey.of(OWNER, "x".repeat(129)))
                .hasMessage(
                        "must be at most 128 characters, none of them a control character or half of a surrogate pair: name=\""
                                + "x".repeat(40) + "...\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä", "a\0"})
    void ids_outsideTheirGrammar_areRefused(String text) {
        assertThatThrownBy(() -> Owner.tenant(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyId(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyHash.of(text, DIGEST)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void builder_badValues_areNamed() {
        KeyRecord.Builder builder = KeyRecord.builder(new KeyId("k"), OWNER, HASH);
        assertThatThrownBy(() -> builder.revision(0)).hasMessage("must be >= 1: revision=0");
        assertThatThrownBy(() -> builder.name("a\ud800")).hasMessageContaining("half of a surrogate pair");
        assertThatThrownBy(() -> builder.name("a\nb")).hasMessageContaining("name=\"a?b\"");
        assertThatThrownBy(() -> builder.display("x".repeat(65))).hasMessageContaining("display=");
    }

    @Test
    void owner_parts_areShownInOrder() {
        assertThat(OWNER).hasToString("acme");
        assertThat(OWNER.team("search")).hasToString("acme/search");
        assertThat(OWNER.user("ann")).hasToString("acme//ann");
        assertThat(OWNER.user("ann").team("search")).hasToString("acme/search/ann");
        assertThatThrownBy(() -> OWNER.team("a b")).hasMessageContaining("team=\"a b\"");
        assertThatThrownBy(() -> OWNER.user("a\tb")).hasMessageContaining("user=\"a?b\"");
    }

    private static KeyTerms terms(Set<String> scopes, Map<String, String> labels, @Nullable Instant end) {
        return new KeyTerms("", new KeyAccess(scopes, Set.of()), new KeyValidity(null, end), "", labels);
    }

    private static KeyRecord revoked(KeyRecord record) {
        return record.changed(new KeyEvent(KeyEvent.Kind.REVOKED, "ann", NOW))
                .revokedAt(NOW)
                .build();
    }

    private static KeyRecord record(KeyTerms terms) {
        return KeyRecord.builder(new KeyId("key_1"), OWNER, HASH)
                .name("ci")
                .terms(terms)
                .display("wh_..")
                .createdAt(NOW)
                .build();
    }
}
