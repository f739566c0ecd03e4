// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Two registries over one store, with time and the store's answers in the hands of the test. */
class RevocationTest {

    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{b62:32}{crc}");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final Rejected UNAVAILABLE = new Rejected(Rejection.STORE_UNAVAILABLE);

    private final HeldStore store = new HeldStore();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);
    private Instant now = START;
    private final KeyRegistry here = registry(BOUND);
    private final KeyRegistry there = registry(BOUND);
    private final IssuedKey issued = here.issue(NewKey.of(Owner.tenant("acme"), "ci"));
    private final KeyId id = issued.record().id();
    private final String key = issued.key().reveal();
    private final Rejected revoked = new Rejected(Rejection.REVOKED, KeyPosition.of(issued.record()), 0);

    @Test
    void revoke_here_isRefusedHereAtOnce() {
        assertGood(here);
        assertThat(here.revoke("acme", id)).map(KeyRecord::revokedAt).contains(START);
        assertThat(here.authenticate(key)).isEqualTo(revoked);
        assertThat(here.authenticate(key)).isEqualTo(revoked);
        assertThat(store.reads).as("one before, one after").hasValue(2);
    }

    @Test
    void revoke_there_isRefusedHereWhenTheBoundIsOver() {
        assertGood(here);
        there.revoke("acme", id);
        advance(BOUND.minusNanos(1));
        assertGood(here);
        advance(Duration.ofNanos(1));
        assertThat(here.authenticate(key)).isEqualTo(revoked);
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
        assertThat(here.authenticate(key)).isEqualTo(revoked);
    }

    @Test
    void revoke_whileAReadIsUnderWay_itsOldAnswerIsNotRemembered() {
        CompletableFuture<Authentication> slow = beginSlowRead();
        here.revoke("acme", id);
        assertThat(here.authenticate(key)).isEqualTo(revoked);
        store.release();
        assertThat(slow.join()).as("it began before the revocation").isInstanceOf(Authenticated.class);
        assertThat(here.authenticate(key)).isEqualTo(revoked);
    }

    @Test
    void revoke_whileAReadIsUnderWayAndNothingElse_itsOldAnswerIsNotRemembered() {
        CompletableFuture<Authentication> slow = beginSlowRead();
        here.revoke("acme", id);
        store.release();
        assertThat(slow.join()).isInstanceOf(Authenticated.class);
        assertThat(here.authenticate(key)).isEqualTo(revoked);
    }

    @Test
    void authenticate_answerLaterThanTheBound_isNoAnswer() {
        CompletableFuture<Authentication> slow = beginSlowRead();
        there.revoke("acme", id);
        advance(BOUND);
        assertThat(here.authenticate(key)).as("does not wait for the slow one").isEqualTo(revoked);
        store.release();
        assertThat(slow.join()).as("what was true a bound ago").isEqualTo(UNAVAILABLE);
        assertThat(here.authenticate(key)).isEqualTo(revoked);
    }

    @Test
    void authenticate_readUnderWay_isSharedByAllWhoComeWithinTheBound() {
        CompletableFuture<Authentication> first = beginSlowRead();
        advance(BOUND.minusNanos(1));
        CompletableFuture<Authentication> second = here.authenticateAsync(key).toCompletableFuture();
        assertThat(second).isNotDone();
        assertThat(store.reads).hasValue(1);
        store.release();
        assertThat(first.join()).isInstanceOf(Authenticated.class);
        assertThat(second.join()).isInstanceOf(Authenticated.class);
    }

    @Test
    void authenticate_readThatBeganBeforeALocalRevocation_isNotShared() {
        CompletableFuture<Authentication> first = beginSlowRead();
        here.revoke("acme", id);
        assertThat(here.authenticate(key)).isEqualTo(revoked);
        assertThat(store.reads).hasValue(2);
        store.release();
        assertThat(first).isDone();
    }

    @Test
    void acceptStale_storeDown_usesWhatItSaidUpToTheLimit() {
        List<String> heard = new ArrayList<>();
        KeyRegistry lenient = KeyRegistry.builder(FORMAT, store)
                .clock(() -> now)
                .ticker(nanos::get)
                .acceptStale(Duration.ofMinutes(1))
                .signals(new KeySignals() {
                    @Override
                    public void staleAccepted() {
                        heard.add("stale");
                    }
                })
                .build();
        assertGood(lenient);
        store.failure = () -> new IllegalStateException("down");
        advance(Duration.ofMinutes(1).minusNanos(1));
        assertGood(lenient);
        assertThat(heard).containsExactly("stale");
        advance(Duration.ofNanos(1));
        assertThat(lenient.authenticate(key)).isEqualTo(UNAVAILABLE);
        assertThat(lenient.authenticate(issued.key().reveal().replaceAll(".{6}$", "000000")))
                .as("damaged keys are still told")
                .isEqualTo(new Rejected(Rejection.BAD_CHECKSUM));
    }

    @Test
    void changeFeed_changeElsewhere_isHeardOfWithinTheBound() {
        KeyRegistry fed = fed();
        assertGood(fed);
        advance(Duration.ofMinutes(5));
        assertGood(fed);
        int reads = store.reads.get();
        advance(BOUND.dividedBy(4));
        assertGood(fed);
        assertThat(store.reads).as("still known").hasValue(reads);
        there.revoke("acme", id);
        advance(BOUND.dividedBy(4));
        assertThat(fed.authenticate(key)).as("a look at the feed was due").isEqualTo(revoked);
    }

    @Test
    void changeFeed_thatFails_keysAreReadWithinTheBound() {
        KeyRegistry fed = fed();
        assertGood(fed);
        store.feedFails = true;
        there.revoke("acme", id);
        advance(BOUND.minusNanos(1));
        assertGood(fed);
        advance(Duration.ofNanos(1));
        assertThat(fed.authenticate(key)).isEqualTo(revoked);
    }

    @Test
    void readChanges_afterARevocationElsewhere_isRefusedAtOnce() {
        KeyRegistry fed = fed();
        assertGood(fed);
        assertGood(fed);
        there.revoke("acme", id);
        assertThat(fed.readChanges().toCompletableFuture().join()).isTrue();
        assertThat(fed.authenticate(key)).isEqualTo(revoked);
        assertThat(here.readChanges().toCompletableFuture().join())
                .as("without a feed")
                .isFalse();
    }

    private KeyRegistry fed() {
        return KeyRegistry.builder(FORMAT, store)
                .clock(() -> now)
                .ticker(nanos::get)
                .revocationBound(BOUND)
                .changeFeed(Duration.ofMinutes(10))
                .build();
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
        assertThat(here.authenticate(key)).isEqualTo(revoked);
    }

    @Test
    void authenticate_boundOfZero_asksTheStoreEveryTime() {
        KeyRegistry strict = registry(Duration.ZERO);
        assertGood(strict);
        there.revoke("acme", id);
        assertThat(strict.authenticate(key)).isEqualTo(revoked);
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
        assertThat(here.authenticate(key)).as("it was stored").isEqualTo(revoked);
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
                .hasMessage("change a key: others kept changing it");
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
