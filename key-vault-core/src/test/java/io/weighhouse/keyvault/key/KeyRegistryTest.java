// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRegistryTest {

    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Owner ANN = Owner.tenant("acme").team("search").user("ann");
    private static final NewKey WISH = NewKey.of(ANN, "ci").environment("live");

    private final HeldStore store = new HeldStore();
    private final AtomicLong epochMillis = new AtomicLong(START.toEpochMilli());
    private final List<String> heard = new ArrayList<>();
    private final KeyRegistry keys = KeyRegistry.builder(FORMAT, store)
            .clock(() -> Instant.ofEpochMilli(epochMillis.get()))
            .ticker(() -> epochMillis.get() * 1_000_000)
            .signals(new Listener())
            .build();

    @Test
    void issue_aWish_isStoredWithoutTheKey() {
        IssuedKey issued = keys.issue(WISH.scopes("admin:credits", "read")
                .labels(Map.of("purpose", "nightly"))
                .expiresAt(START.plusSeconds(60)));
        KeyRecord record = issued.record();
        assertThat(record.owner()).isEqualTo(ANN);
        assertThat(record.name()).isEqualTo("ci");
        assertThat(record.environment()).isEqualTo("live");
        assertThat(record.scopes()).containsExactly("admin:credits", "read");
        assertThat(record.labels()).containsExactly(Map.entry("purpose", "nightly"));
        assertThat(record.createdAt()).isEqualTo(START);
        assertThat(record.expiresAt()).isEqualTo(START.plusSeconds(60));
        assertThat(record.revokedAt()).isNull();
        assertThat(record.hash().id()).isEqualTo("s1");
        assertThat(record.revision()).isEqualTo(1);
        assertThat(record.display()).isEqualTo(issued.key().display());
        assertThat(record.toString())
                .doesNotContain(issued.key().reveal().substring(11, 43))
                .doesNotContain("digest");
        assertThat(issued.toString()).doesNotContain(issued.key().reveal().substring(11, 43));
        assertThat(keys.find("acme", record.id())).contains(record);
    }

    @Test
    void issue_onALaterMillisecond_sortsLater() {
        KeyId first = keys.issue(WISH).record().id();
        epochMillis.incrementAndGet();
        KeyId second = keys.issue(WISH).record().id();
        assertThat(first).isLessThan(second);
        assertThat(first.value()).matches("key_[0-9a-hjkmnp-tv-z]{26}");
    }

    @Test
    void issue_endThatHasPassed_isAMistake() {
        assertThatThrownBy(() -> keys.issue(WISH.expiresAt(START)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be after now, which is 2026-01-01T00:00:00Z: expiresAt=2026-01-01T00:00:00Z");
        assertThatThrownBy(() -> keys.issueAsync(WISH.environment("prod")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("environment=\"prod\"");
    }

    @Test
    void issue_randomnessThatRepeats_neverHandsOutTheSameKeyTwice() {
        KeyRegistry broken =
                KeyRegistry.builder(FORMAT, store).random(new Zeros()).build();
        broken.issue(WISH);
        assertThatThrownBy(() -> broken.issue(WISH.environment("test")))
                .isInstanceOfSatisfying(
                        KeyStoreException.class,
                        taken -> assertThat(taken.outcomeKnown()).isTrue());
    }

    @Test
    void issue_storeThatFails_isAnUnknownOutcome() {
        store.failure = () -> new IllegalStateException("no connection");
        assertThatThrownBy(() -> keys.issue(WISH))
                .isInstanceOfSatisfying(
                        KeyStoreException.class,
                        failed -> assertThat(failed.outcomeKnown()).isFalse())
                .hasMessage("issue a key")
                .hasRootCauseMessage("no connection");
        store.failure = () -> new KeyStoreException("refused", true, null);
        assertThatThrownBy(() -> keys.issue(WISH))
                .isInstanceOfSatisfying(
                        KeyStoreException.class,
                        failed -> assertThat(failed.outcomeKnown()).isTrue());
    }

    @Test
    void authenticate_issuedKey_isGood() {
        IssuedKey issued = keys.issue(WISH);
        String key = issued.key().reveal();
        assertThat(keys.authenticate(key)).isEqualTo(new Authenticated(issued.record()));
        assertThat(keys.authenticate(key)).isEqualTo(new Authenticated(issued.record()));
        assertThat(store.reads).hasValue(1);
        assertThat(heard).containsExactly("read", "good", "good");
    }

    @Test
    void authenticate_keyOfAnotherEnvironment_wasNeverIssued() {
        String key = keys.issue(WISH).key().reveal();
        assertRejected(key.replace("_live_", "_test_"), Rejection.NOT_FOUND);
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
        assertRejected(key.replace("_live_", "_test_"), Rejection.NOT_FOUND);
    }

    @Test
    void authenticate_keyThatNobodyIssued_isNotFoundAndReadOnce() {
        String unknown = FORMAT.generate(new SecureRandom(), "live").reveal();
        assertRejected(unknown, Rejection.NOT_FOUND);
        assertRejected(unknown, Rejection.NOT_FOUND);
        assertThat(store.reads).hasValue(1);
        epochMillis.addAndGet(1000);
        assertRejected(unknown, Rejection.NOT_FOUND);
        assertThat(store.reads).hasValue(2);
    }

    @Test
    void authenticate_keyIssuedElsewhere_isFoundWithinASecond() {
        KeyRegistry other =
                KeyRegistry.builder(FORMAT, store).random(new Zeros()).build();
        String key = FORMAT.generate(new Zeros(), "live").reveal();
        assertRejected(key, Rejection.NOT_FOUND);
        other.issue(WISH);
        epochMillis.addAndGet(1000);
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
    }

    @Test
    void authenticate_keyIssuedHere_isFoundAtOnce() {
        KeyRegistry here =
                KeyRegistry.builder(FORMAT, store).random(new Zeros()).build();
        String key = FORMAT.generate(new Zeros(), "live").reveal();
        assertThat(here.authenticate(key)).isEqualTo(new Rejected(Rejection.NOT_FOUND));
        here.issue(WISH);
        assertThat(here.authenticate(key)).isInstanceOf(Authenticated.class);
    }

    @Test
    void authenticate_end_isJudgedOnEveryCall() {
        String key = keys.issue(WISH.expiresAt(START.plusMillis(100))).key().reveal();
        epochMillis.addAndGet(99);
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
        epochMillis.addAndGet(1);
        assertRejected(key, Rejection.EXPIRED);
        assertThat(store.reads).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\0", "\r\nX: y", "wh_sk_live_", "ключ", "wh_sk_live_💥", "Bearer ", "{", "../../etc"})
    void authenticate_hostileText_isMalformedWithoutIo(String text) {
        assertRejected(text, Rejection.MALFORMED);
        assertThat(store.reads).hasValue(0);
    }

    @Test
    void authenticate_damagedOrHugeOrPrefixedText_neverReachesTheStore() {
        String key = keys.issue(WISH).key().reveal();
        char last = key.charAt(key.length() - 1);
        assertRejected(key.substring(0, key.length() - 1) + (last == 'x' ? 'y' : 'x'), Rejection.BAD_CHECKSUM);
        assertRejected(key + "x".repeat(10_000_000), Rejection.MALFORMED);
        assertRejected("x".repeat(10_000_000), Rejection.MALFORMED);
        assertRejected("Bearer " + key, Rejection.MALFORMED);
        assertRejected(key + '\n', Rejection.MALFORMED);
        assertThat(store.reads).hasValue(0);
    }

    @Test
    void authenticate_storeThatFails_isNeverNotFound() {
        String key = keys.issue(WISH).key().reveal();
        store.failure = () -> new KeyStoreException("timeout", false, null);
        assertRejected(key, Rejection.STORE_UNAVAILABLE);
        store.failure = () -> null;
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
    }

    @Test
    void authenticate_storeThatMisbehaves_isUnavailable() {
        KeyRecord wrong = KeyRecord.builder(new KeyId("k"), ANN, KeyHash.of("s1", KeyDigest.ofBytes(new byte[32])))
                .terms(WISH.terms())
                .build();
        String key = FORMAT.generate(new SecureRandom(), "live").reveal();
        for (KeyRecordStore bad : List.<KeyRecordStore>of(
                answering(() -> CompletableFuture.completedFuture(Optional.of(wrong))),
                answering(() -> CompletableFuture.completedFuture(null)),
                answering(() -> null),
                answering(() -> {
                    throw new IllegalStateException("thrown, not completed");
                }))) {
            assertThat(KeyRegistry.builder(FORMAT, bad).build().authenticate(key))
                    .isEqualTo(new Rejected(Rejection.STORE_UNAVAILABLE));
        }
    }

    @Test
    void list_keysOfATenant_comeInPagesInOrder() {
        List<KeyId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(keys.issue(WISH).record().id());
            epochMillis.incrementAndGet();
        }
        KeyPage page = KeyPage.first(2);
        assertThat(keys.list("acme", page)).extracting(KeyRecord::id).isEqualTo(ids.subList(0, 2));
        assertThat(keys.list("acme", page.next(ids.get(1))))
                .extracting(KeyRecord::id)
                .isEqualTo(ids.subList(2, 4));
        assertThat(keys.list("acme", page.next(ids.get(4)))).isEmpty();
        assertThatThrownBy(() -> KeyPage.first(0)).hasMessage("must be 1 to 1000: limit=0");
        assertThatThrownBy(() -> KeyPage.first(1001)).hasMessage("must be 1 to 1000: limit=1001");
    }

    @Test
    void findListAndRevoke_keyOfAnotherTenant_isNotThere() {
        IssuedKey ours = keys.issue(WISH);
        KeyId id = ours.record().id();
        for (String tenant : List.of("other", "", "acme/", "ACME")) {
            assertThat(keys.find(tenant, id)).isEmpty();
            assertThat(keys.list(tenant, KeyPage.first(10))).isEmpty();
            assertThat(keys.revoke(tenant, id)).isEmpty();
        }
        assertThat(keys.authenticate(ours.key().reveal())).isInstanceOf(Authenticated.class);
    }

    @ParameterizedTest
    @EnumSource(Rejection.class)
    void rejection_publicText_isTheSameForWhatNobodyShouldLearn(Rejection code) {
        boolean hidden = code.compareTo(Rejection.SUPERSEDED) <= 0;
        assertThat(code.publicText().equals("Invalid API key.")).isEqualTo(hidden);
        assertThat(code.httpStatus())
                .isEqualTo(
                        switch (code) {
                            case MALFORMED, BAD_CHECKSUM, NOT_FOUND, REVOKED, SUPERSEDED, EXPIRED, NOT_YET_VALID -> 401;
                            case DISABLED, OWNER_DISABLED, WRONG_ENVIRONMENT, INSUFFICIENT_SCOPE, ORIGIN_FORBIDDEN ->
                                403;
                            case RATE_LIMITED -> 429;
                            case VERIFIER_BUSY, STORE_UNAVAILABLE -> 503;
                        });
    }

    @Test
    void builder_badValues_areNamed() {
        KeyRegistryBuilder builder = KeyRegistry.builder(FORMAT, store);
        assertThatThrownBy(() -> builder.revocationBound(Duration.ofSeconds(-1)))
                .hasMessage("must be PT0S to PT1H: revocationBound=PT-1S");
        assertThatThrownBy(() -> builder.revocationBound(Duration.ofHours(2)))
                .hasMessage("must be PT0S to PT1H: revocationBound=PT2H");
        assertThatThrownBy(() -> builder.cacheSize(0)).hasMessage("must be >= 1: cacheSize=0");
    }

    private void assertRejected(String key, Rejection code) {
        assertThat(keys.authenticate(key))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo(code));
        assertThat(heard).last().isEqualTo(code.name());
    }

    private static KeyRecordStore answering(Supplier<CompletionStage<Optional<KeyRecord>>> answer) {
        HeldStore held = new HeldStore();
        held.answer = answer;
        return held;
    }

    private final class Listener implements KeySignals {

        @Override
        public void authenticated() {
            heard.add("good");
        }

        @Override
        public void rejected(String code) {
            heard.add(code);
        }

        @Override
        public void storeRead() {
            heard.add("read");
        }
    }

    /** A source of randomness that has none. */
    private static final class Zeros extends SecureRandom {

        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {}
    }
}
