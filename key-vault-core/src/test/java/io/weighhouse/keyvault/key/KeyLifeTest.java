// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import io.weighhouse.keyvault.secret.Secret;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What becomes of a key between its issue and its end. */
class KeyLifeTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}");
    private static final NewKey WISH =
            NewKey.of(Owner.tenant("acme").user("ann"), "ci").environment("live");

    private final HeldStore store = new HeldStore();
    private final AtomicLong nanos = new AtomicLong();
    private final List<KeyRecord> audit = new ArrayList<>();
    private final KeyRegistry keys = builder().build();

    @Test
    void change_eachEdit_isStoredOnceAndSaysWhoMadeIt() {
        KeyRecord issued = keys.actingAs("ann").issue(WISH).record();
        KeyId id = issued.id();
        KeyRegistry bob = keys.actingAs("bob");
        List<KeyEdit> edits = List.of(
                KeyEdit.rename("nightly"),
                KeyEdit.scopes(Set.of("chat")),
                KeyEdit.access(new KeyAccess(Set.of("chat"), Set.of("https://acme.com"))),
                KeyEdit.plan("pro"),
                KeyEdit.labels(Map.of("a", "b")),
                KeyEdit.expireAt(START.plusSeconds(60)),
                KeyEdit.disable(),
                KeyEdit.enable(),
                KeyEdit.revoke());
        for (int i = 0; i < edits.size(); i++) {
            KeyRecord changed = bob.change("acme", id, edits.get(i)).orElseThrow();
            assertThat(changed.revision()).as(edits.get(i).toString()).isEqualTo(i + 2);
            assertThat(bob.change("acme", id, edits.get(i))).as("again").contains(changed);
        }
        assertThat(audit)
                .extracting(record ->
                        record.lastEvent().kind() + " " + record.lastEvent().actor())
                .containsExactly(
                        "ISSUED ann",
                        "RENAMED bob",
                        "TERMS_CHANGED bob",
                        "TERMS_CHANGED bob",
                        "TERMS_CHANGED bob",
                        "TERMS_CHANGED bob",
                        "TERMS_CHANGED bob",
                        "DISABLED bob",
                        "ENABLED bob",
                        "REVOKED bob");
        KeyRecord last = keys.find("acme", id).orElseThrow();
        assertThat(last.name()).isEqualTo("nightly");
        assertThat(last.scopes()).containsExactly("chat");
        assertThat(last.plan()).isEqualTo("pro");
        assertThat(last.labels()).isEqualTo(Map.of("a", "b"));
        assertThat(last.revokedAt()).isEqualTo(START);
        assertThat(keys.change("rival", id, KeyEdit.enable())).isEmpty();
        assertThat(keys.change("", id, KeyEdit.enable())).isEmpty();
    }

    @Test
    void authenticate_everyState_hasItsCode() {
        IssuedKey issued = keys.issue(WISH.notBefore(START.plusSeconds(1)).expiresAt(START.plusSeconds(9)));
        String key = issued.key().reveal();
        KeyId id = issued.record().id();
        assertRejected(key, KeyDemand.NONE, Rejection.NOT_YET_VALID);
        advance(Duration.ofSeconds(1));
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
        keys.change("acme", id, KeyEdit.disable());
        assertRejected(key, KeyDemand.NONE, Rejection.DISABLED);
        keys.change("acme", id, KeyEdit.enable());
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
        advance(Duration.ofSeconds(8));
        assertRejected(key, KeyDemand.NONE, Rejection.EXPIRED);
        keys.change("acme", id, KeyEdit.expireAt(null));
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
        keys.revoke("acme", id);
        assertRejected(key, KeyDemand.NONE, Rejection.REVOKED);
    }

    @Test
    void authenticate_demands_areJudgedAfterTheKeyIsProved() {
        String key = keys.issue(WISH.scopes("chat", "read").origins("https://*.acme.com"))
                .key()
                .reveal();
        KeyDemand chat = KeyDemand.scope("chat").origin("https://app.acme.com");
        assertThat(keys.authenticate(key, chat)).isInstanceOf(Authenticated.class);
        assertRejected(
                key, KeyDemand.scope("chat", "admin").origin("https://app.acme.com"), Rejection.INSUFFICIENT_SCOPE);
        assertRejected(key, chat.origin("https://acme.com"), Rejection.ORIGIN_FORBIDDEN);
        assertRejected(key, chat.origin(""), Rejection.ORIGIN_FORBIDDEN);
        assertRejected(key, chat.origin("https://app.acme.com\r\nX: y"), Rejection.ORIGIN_FORBIDDEN);
        String unknown =
                FORMAT.generate(new java.security.SecureRandom(), "live").reveal();
        assertThat(keys.authenticate(unknown, KeyDemand.scope("admin"))).isEqualTo(new Rejected(Rejection.NOT_FOUND));
    }

    @Test
    void authenticate_keyOfAnotherEnvironment_isForbiddenAndAForgedOneUnknown() {
        KeyRegistry live = builder().environment("live").build();
        String test = live.issue(WISH.environment("test")).key().reveal();
        assertThat(code(live.authenticate(test))).isEqualTo(Rejection.WRONG_ENVIRONMENT);
        String forged = test.replace("_test_", "_live_");
        assertThat(code(live.authenticate(forged))).isEqualTo(Rejection.NOT_FOUND);
    }

    @Test
    void rotate_overlap_bothAreGoodUntilItEnds() {
        IssuedKey old = keys.issue(WISH.scopes("chat").plan("pro"));
        IssuedKey next = keys.actingAs("bob")
                .rotate("acme", old.record().id(), Duration.ofMinutes(5))
                .orElseThrow();
        assertThat(next.record().terms()).isEqualTo(old.record().terms());
        assertThat(next.record().owner()).isEqualTo(old.record().owner());
        assertThat(keys.authenticate(old.key().reveal())).isInstanceOf(Authenticated.class);
        assertThat(keys.authenticate(next.key().reveal())).isInstanceOf(Authenticated.class);
        advance(Duration.ofMinutes(5));
        assertRejected(old.key().reveal(), KeyDemand.NONE, Rejection.SUPERSEDED);
        assertThat(keys.authenticate(next.key().reveal())).isInstanceOf(Authenticated.class);
        KeyRecord stored = keys.find("acme", old.record().id()).orElseThrow();
        assertThat(stored.supersession())
                .isEqualTo(new Supersession(next.record().id(), START.plus(Duration.ofMinutes(5))));
        assertThat(audit)
                .extracting(record -> record.lastEvent().kind())
                .containsExactly(KeyEvent.Kind.ISSUED, KeyEvent.Kind.ISSUED, KeyEvent.Kind.SUPERSEDED);
        assertThatThrownBy(() -> keys.rotate("acme", old.record().id(), Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must be neither revoked nor rotated already");
        assertThat(keys.rotate("rival", next.record().id(), Duration.ZERO)).isEmpty();
        assertThatThrownBy(() -> keys.rotate("acme", next.record().id(), Duration.ofDays(367)))
                .hasMessageContaining("overlap=PT8808H");
    }

    @Test
    void rotate_withoutOverlap_oldIsRefusedAtOnce() {
        IssuedKey old = keys.issue(WISH);
        assertThat(keys.authenticate(old.key().reveal())).isInstanceOf(Authenticated.class);
        keys.rotate("acme", old.record().id(), Duration.ZERO);
        assertRejected(old.key().reveal(), KeyDemand.NONE, Rejection.SUPERSEDED);
    }

    @Test
    void owners_lockedOut_areRefusedWithinTheBoundOrAtOnce() {
        List<Owner> lockedOut = new ArrayList<>();
        KeyRegistry some = builder()
                .owners(OwnerStatus.when(owner -> !lockedOut.contains(owner)))
                .changeFeed(Duration.ofHours(1))
                .build();
        IssuedKey issued = some.issue(WISH);
        String key = issued.key().reveal();
        assertThat(some.authenticate(key)).isInstanceOf(Authenticated.class);
        lockedOut.add(issued.record().owner());
        advance(Duration.ofSeconds(5));
        assertThat(code(some.authenticate(key))).isEqualTo(Rejection.OWNER_DISABLED);
        lockedOut.clear();
        some.forgetAll();
        assertThat(some.authenticate(key)).isInstanceOf(Authenticated.class);
        KeyRegistry failing = builder()
                .owners(owner -> CompletableFuture.failedFuture(new IllegalStateException("down")))
                .build();
        assertThat(failing.authenticate(key)).isEqualTo(new Rejected(Rejection.STORE_UNAVAILABLE));
    }

    @Test
    void missBudget_unknownKeys_areCountedAndKnownOnesNot() {
        List<String> asked = new ArrayList<>();
        KeyRegistry some = builder()
                .missBudget(source -> {
                    asked.add(source);
                    return asked.size() <= 2 ? 0 : 7_000;
                })
                .build();
        String key = some.issue(WISH).key().reveal();
        KeyDemand from = KeyDemand.NONE.from("203.0.113.7");
        assertThat(some.authenticate(key, from)).isInstanceOf(Authenticated.class);
        advance(Duration.ofSeconds(6));
        assertThat(some.authenticate(key, from)).as("read again, not counted").isInstanceOf(Authenticated.class);
        java.security.SecureRandom random = new java.security.SecureRandom();
        assertThat(code(some.authenticate(FORMAT.generate(random, "live").reveal(), from)))
                .isEqualTo(Rejection.NOT_FOUND);
        assertThat(some.authenticate(FORMAT.generate(random, "live").reveal(), from))
                .isEqualTo(new Rejected(Rejection.RATE_LIMITED, null, 7_000));
        assertThat(asked).containsExactly("203.0.113.7", "203.0.113.7", "203.0.113.7");
        assertThat(some.authenticate(key, from)).isInstanceOf(Authenticated.class);
    }

    @Test
    void lastUsed_manyRequests_oneNoteAMinute() {
        IssuedKey issued = keys.issue(WISH);
        for (int second = 0; second < 150; second++) {
            assertThat(keys.authenticate(issued.key().reveal())).isInstanceOf(Authenticated.class);
            advance(Duration.ofSeconds(1));
        }
        assertThat(store.noted).as("a note for each minute that began").hasSizeBetween(1, 3);
        keys.flushUses().toCompletableFuture().join();
        assertThat(store.noted).extracting(KeyUse::lastUsedAt).isSorted().hasSize(3);
        KeyRecord record = keys.find("acme", issued.record().id()).orElseThrow();
        assertThat(record.lastUsedAt()).isEqualTo(START.plusSeconds(120));
        assertThat(record.revision()).isEqualTo(1);
    }

    @Test
    void hashing_olderWays_areRecognisedAndReplacedOnUse() throws Exception {
        Pepper first = pepper(1);
        Pepper second = pepper(2);
        KeyRegistry old = builder().hashing(KeyHashing.hmac(first)).build();
        IssuedKey issued = old.issue(WISH);
        assertThat(issued.record().hash().id()).isEqualTo("h1.1");
        IssuedKey plain = keys.issue(WISH);
        KeyHashing both = KeyHashing.hmac(second).with(first).reading("h1.1", "s1", "s256");
        KeyRegistry now = builder().hashing(both).build();
        String imported =
                FORMAT.generate(new java.security.SecureRandom(), "live").reveal();
        KeyRecord adopted = now.adopt(AdoptedKey.of(WISH, KeyHash.of("s256", sha256(imported))));
        for (String key : List.of(issued.key().reveal(), plain.key().reveal(), imported)) {
            assertThat(now.authenticate(key)).isInstanceOf(Authenticated.class);
            assertThat(now.authenticate(key)).isInstanceOf(Authenticated.class);
        }
        for (KeyId id : List.of(issued.record().id(), plain.record().id(), adopted.id())) {
            assertThat(now.find("acme", id).orElseThrow().hash().id()).isEqualTo("h1.2");
        }
        advance(Duration.ofSeconds(6));
        assertThat(code(old.authenticate(issued.key().reveal())))
                .as("without the second pepper nobody knows it")
                .isEqualTo(Rejection.NOT_FOUND);
        assertThat(now.authenticate(imported)).isInstanceOf(Authenticated.class);
        assertThatThrownBy(() ->
                        now.adopt(AdoptedKey.of(WISH, keys.issue(WISH).record().hash())))
                .isInstanceOfSatisfying(
                        KeyStoreException.class,
                        failed -> assertThat(failed.outcomeKnown()).isTrue());
    }

    @Test
    void adopt_sameIdAgain_findsWhatWasTakenOver() throws Exception {
        String key = FORMAT.generate(new java.security.SecureRandom(), "live").reveal();
        KeyRegistry some =
                builder().hashing(KeyHashing.sha256().reading("s256")).build();
        AdoptedKey row = AdoptedKey.of(WISH, KeyHash.of("s256", sha256(key)))
                .id(new KeyId("row-17"))
                .display("wh_..")
                .createdAt(START.minusSeconds(9));
        KeyRecord adopted = some.adopt(row);
        assertThat(adopted.createdAt()).isEqualTo(START.minusSeconds(9));
        assertThat(some.authenticate(key)).isInstanceOf(Authenticated.class);
        KeyRecord again = some.adopt(row);
        assertThat(again.id()).isEqualTo(adopted.id());
        assertThat(again.hash().id()).as("rehashed when it was used").isEqualTo("s1");
        AdoptedKey others = AdoptedKey.of(NewKey.of(Owner.tenant("acme"), "x"), KeyHash.of("s256", sha256("x")))
                .id(new KeyId("row-17"));
        assertThatThrownBy(() -> some.adopt(others)).hasMessage("adopt a key: its hash or its id belongs to another");
    }

    @Test
    void hashing_rowOfAWayThatIsNotRead_isNotRecognised() {
        KeyRegistry peppered = builder().hashing(KeyHashing.hmac(pepper(1))).build();
        // Somebody who can write to the store, but has no pepper, makes up a key.
        String madeUp = keys.issue(WISH).key().reveal();
        assertThat(code(peppered.authenticate(madeUp))).isEqualTo(Rejection.NOT_FOUND);
        KeyRecord forged = keys.issue(WISH).record();
        KeyHash lie = KeyHash.of("h1.1", forged.digest());
        store.update(forged.changed(forged.lastEvent()).hash(lie).build());
        KeyRegistry both =
                builder().hashing(KeyHashing.hmac(pepper(1)).reading("s1")).build();
        String key = keys.issue(WISH).key().reveal();
        assertThat(both.authenticate(key)).as("s1 is read here").isInstanceOf(Authenticated.class);
    }

    @Test
    void revoke_keyKnownByAnOlderDigest_isRefusedAtOnce() {
        KeyRegistry old = builder().hashing(KeyHashing.hmac(pepper(1))).build();
        IssuedKey issued = old.issue(WISH);
        String key = issued.key().reveal();
        KeyHashing both = KeyHashing.hmac(pepper(2)).with(pepper(1)).reading("h1.1");
        store.beforeUpdate = () -> {
            throw new HeldStore.Conflict();
        };
        KeyRegistry here = builder().hashing(both).build();
        assertThat(here.authenticate(key)).as("known by h1.1, not rehashed").isInstanceOf(Authenticated.class);
        store.beforeUpdate = () -> {};
        assertThat(builder().hashing(both).build().authenticate(key))
                .as("rehashed elsewhere")
                .isInstanceOf(Authenticated.class);
        assertThat(here.find("acme", issued.record().id()).orElseThrow().hash().id())
                .isEqualTo("h1.2");
        here.revoke("acme", issued.record().id());
        assertThat(code(here.authenticate(key))).isEqualTo(Rejection.REVOKED);
    }

    @Test
    void hashing_badWays_areRefused() {
        assertThatThrownBy(() -> KeyHashing.sha256().reading("s1")).hasMessage("must be named once: hashId=s1");
        for (String id : List.of("", "s2", "h1", "h1.0", "h1.1.", "s1.x", "s1.1.2.3.4.5.6.7.8.9.10.11.12.13")) {
            assertThatThrownBy(() -> KeyHashing.sha256().reading(id)).hasMessageContaining("hashId=");
        }
        KeyHashing missing = KeyHashing.hmac(pepper(1)).reading("h1.7");
        assertThatThrownBy(() -> builder().hashing(missing).build())
                .hasMessage("must have been given: pepper 7 for KeyHashing[h1.1, h1.7]");
        assertThatThrownBy(() -> KeyHashing.hmac(pepper(1)).with(pepper(1)))
                .hasMessage("must be given once: Pepper[1]");
        assertThatThrownBy(() -> Pepper.of(1, Secret.ofText("short")))
                .hasMessage("must be at least 32 bytes: pepper 1");
        assertThatThrownBy(() -> Pepper.of(0, Secret.ofBytes(new byte[32]))).hasMessageContaining("version=0");
    }

    private KeyRegistryBuilder builder() {
        return KeyRegistry.builder(FORMAT, store)
                .clock(() -> START.plusNanos(nanos.get()))
                .ticker(nanos::get)
                .audit(audit::add);
    }

    private void assertRejected(String key, KeyDemand demand, Rejection code) {
        assertThat(code(keys.authenticate(key, demand))).isEqualTo(code);
    }

    private static Rejection code(Authentication answer) {
        assertThat(answer).isInstanceOf(Rejected.class);
        return ((Rejected) answer).code();
    }

    private void advance(Duration step) {
        nanos.addAndGet(step.toNanos());
    }

    private static Pepper pepper(int version) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) version);
        try (Secret secret = Secret.ofBytes(key)) {
            return Pepper.of(version, secret);
        }
    }

    private static KeyDigest sha256(String key) throws Exception {
        return KeyDigest.ofBytes(
                MessageDigest.getInstance("SHA-256").digest(key.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }
}
