// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Two registries over one store, with time and the store's answers in the hands of the test. */
class RevocationTest {

    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{b62:32}{crc}");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final Rejected REVOKED = new Rejected(Rejection.REVOKED);
    private static final Rejected UNAVAILABLE = new Rejected(Rejection.STORE_UNAVAILABLE);

    private final HeldStore store = new HeldStore();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);
    private Instant now = START;
    private final KeyRegistry here = registry(BOUND);
    private final KeyRegistry there = registry(BOUND);
    private final IssuedKey issued = here.issue(NewKey.of(Owner.tenant("acme"), "ci"));
    private final KeyId id = issued.record().id();
    private final String key = issued.key().reveal();

    @Test
    void revoke_here_isRefusedHereAtOnce() {
        assertGood(here);
        assertThat(here.revoke("acme", id)).map(KeyRecord::revokedAt).contains(START);
        assertThat(here.authenticate(key)).isEqualTo(REVOKED);
        assertThat(here.authenticate(key)).isEqualTo(REVOKED);
        assertThat(store.reads).as("one before, one after").hasValue(2);
    }

    @Test
    void revoke_there_isRefusedHereWhenTheBoundIsOver() {
        assertGood(here);
        there.revoke("acme", id);
        advance(BOUND.minusNanos(1));
        assertGood(here);
        advance(Duration.ofNanos(1));
        assertThat(here.authenticate(key)).isEqualTo(REVOKED);
    }

    @Test
    void revoke_there_boundCountsFromTheBeginningOfTheRead() {
        CompletableFuture<Authentication> slow = beginSlowRead();
        there.revoke("acme", id);
        advance(BOUND.minusNanos(1));
        store.release();
        assertThat(slow.join()).as("it began before the revocation").isInstanceOf(Authenticated.class);
        assertGood(here);
        advance(Duration.ofNanos(1));
        assertThat(here.authenticate(key)).isEqualTo(REVOKED);
    }

    @Test
    void revoke_whileAReadIsUnderWay_itsOldAnswerIsNotRemembered() {
        CompletableFuture<Authentication> slow = beginSlowRead();
        here.revoke("acme", id);
        assertThat(here.authenticate(key)).isEqualTo(REVOKED);
        store.release();
        assertThat(slow.join()).as("it began before the revocation").isInstanceOf(Authenticated.class);
        assertThat(here.authenticate(key)).isEqualTo(REVOKED);
    }

    @Test
    void revoke_whileAReadIsUnderWayAndNothingElse_itsOldAnswerIsNotRemembered() {
        CompletableFuture<Authentication> slow = beginSlowRead();
        here.revoke("acme", id);
        store.release();
        assertThat(slow.join()).isInstanceOf(Authenticated.class);
        assertThat(here.authenticate(key)).isEqualTo(REVOKED);
    }

    @Test
    void authenticate_lateAnswerOfAnEarlierRead_doesNotReplaceALaterOne() {
        CompletableFuture<Authentication> slow = beginSlowRead();
        there.revoke("acme", id);
        advance(Duration.ofSeconds(1));
        assertThat(here.authenticate(key)).isEqualTo(REVOKED);
        store.release();
        assertThat(slow.join()).isInstanceOf(Authenticated.class);
        assertThat(here.authenticate(key)).isEqualTo(REVOKED);
    }

    @Test
    void authenticate_storeDownPastTheBound_isRefused() {
        assertGood(here);
        store.failure = () -> new IllegalStateException("down");
        advance(BOUND.minusNanos(1));
        assertGood(here);
        advance(Duration.ofNanos(1));
        assertThat(here.authenticate(key)).isEqualTo(UNAVAILABLE);
    }

    @Test
    void authenticate_wallClockSetBack_doesNotProlongWhatIsRemembered() {
        assertGood(here);
        there.revoke("acme", id);
        now = START.minusSeconds(86_400);
        advance(BOUND);
        assertThat(here.authenticate(key)).isEqualTo(REVOKED);
    }

    @Test
    void authenticate_boundOfZero_asksTheStoreEveryTime() {
        KeyRegistry strict = registry(Duration.ZERO);
        assertGood(strict);
        there.revoke("acme", id);
        assertThat(strict.authenticate(key)).isEqualTo(REVOKED);
        assertThat(store.reads).hasValue(2);
    }

    @Test
    void authenticate_moreKeysThanTheCacheHolds_areAllStillGood() {
        KeyRegistry small = KeyRegistry.builder(FORMAT, store).cacheSize(2).build();
        for (int i = 0; i < 50; i++) {
            String one =
                    small.issue(NewKey.of(Owner.tenant("acme"), "n" + i)).key().reveal();
            assertThat(small.authenticate(one)).isInstanceOf(Authenticated.class);
        }
        assertGood(small);
    }

    @Test
    void revoke_again_keepsTheFirstInstant() {
        Optional<KeyRecord> first = here.revoke("acme", id);
        now = START.plusSeconds(60);
        assertThat(there.revoke("acme", id))
                .isEqualTo(first)
                .map(KeyRecord::revision)
                .contains(2L);
    }

    @Test
    void revoke_unknownOutcome_remembersNothingOld() {
        assertGood(here);
        store.afterUpdate = () -> {
            throw new KeyStoreException("the answer was lost", false, null);
        };
        assertThatThrownBy(() -> here.revoke("acme", id))
                .isInstanceOfSatisfying(
                        KeyStoreException.class,
                        failed -> assertThat(failed.outcomeKnown()).isFalse());
        assertThat(here.authenticate(key)).as("it was stored").isEqualTo(REVOKED);
    }

    @Test
    void revoke_otherNodeFaster_returnsWhatItDid() {
        store.beforeUpdate = () -> {
            store.beforeUpdate = () -> {};
            now = START.plusSeconds(1);
            there.revoke("acme", id);
            now = START.plusSeconds(2);
        };
        assertThat(here.revoke("acme", id)).map(KeyRecord::revokedAt).contains(START.plusSeconds(1));
    }

    @Test
    void revoke_storeThatNeverAgrees_endsWithAnError() {
        store.beforeUpdate = () -> {
            throw new HeldStore.Conflict();
        };
        assertThatThrownBy(() -> here.revoke("acme", id))
                .isInstanceOf(KeyStoreException.class)
                .hasMessage("revoke a key: others kept changing it");
    }

    private KeyRegistry registry(Duration bound) {
        return KeyRegistry.builder(FORMAT, store)
                .clock(() -> now)
                .ticker(nanos::get)
                .revocationBound(bound)
                .build();
    }

    /** Has asked the store, whose answer waits for release(). */
    private CompletableFuture<Authentication> beginSlowRead() {
        store.holding = true;
        CompletableFuture<Authentication> slow = here.authenticateAsync(key).toCompletableFuture();
        store.holding = false;
        return slow;
    }

    private void assertGood(KeyRegistry registry) {
        assertThat(registry.authenticate(key)).isEqualTo(new Authenticated(issued.record()));
    }

    private void advance(Duration step) {
        nanos.addAndGet(step.toNanos());
    }
}
