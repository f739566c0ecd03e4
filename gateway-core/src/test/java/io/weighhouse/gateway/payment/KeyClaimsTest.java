// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import static io.weighhouse.gateway.payment.PayHouse.AT;
import static io.weighhouse.gateway.payment.PayHouse.stripe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.gateway.payment.KeyClaims.Claimed;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class KeyClaimsTest {

    private static final NewKey WISH = NewKey.of(Owner.tenant("acme").user("u-1"), "first key");

    private final Flaky flaky = new Flaky();
    private final PayHouse house = new PayHouse(flaky.payments(), flaky.ledger()).open();
    private final PaymentBook book = house.book();
    private final KeyRegistry keys = KeyRegistry.builder(
                    ApiKeyFormat.parse("wh_sk_{b62:32}{crc}"), KeyRecordStore.inMemory())
            .clock(() -> house.now)
            .build();
    private final KeyClaims claims = KeyClaims.of(book, house.store, keys).clock(() -> house.now);

    @Test
    void claim_beforeThePayment_isNotPaid() {
        assertThat(claims.claim("cs_pi_1", WISH)).isInstanceOf(Claimed.NotPaid.class);
        assertThat(live()).isEmpty();
    }

    @Test
    void claim_afterThePayment_issuesOnce() {
        pay();
        Claimed first = claims.claim("cs_pi_1", WISH);
        assertThat(first).isInstanceOfSatisfying(Claimed.Issued.class, issued -> {
            assertThat(keys.authenticate(issued.key().key().reveal())).isInstanceOf(Authentication.Authenticated.class);
            assertThat(issued.key().record().labels()).containsEntry(KeyClaims.LABEL, "pi_1");
        });
        assertThat(claims.claim("pi_1", WISH))
                .isEqualTo(new Claimed.AlreadyClaimed(live().get(0).id(), house.now));
        assertThat(live()).hasSize(1);
    }

    @Test
    void claim_afterAFullRefund_isNotPaid() {
        pay();
        book.accept(stripe("evt_2", "charge.refunded", AT + 1, StripeSamples.charge("pi_1", 500)));
        assertThat(claims.claim("pi_1", WISH)).isInstanceOf(Claimed.NotPaid.class);
    }

    @Test
    void claim_byManyAtOnce_issuesOnce() throws InterruptedException, ExecutionException {
        pay();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Claimed>> answers = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                answers.add(threads.submit(() -> claims.claim("pi_1", WISH)));
            }
            int issued = 0;
            for (Future<Claimed> answer : answers) {
                issued += answer.get() instanceof Claimed.Issued ? 1 : 0;
            }
            assertThat(issued).isEqualTo(1);
            assertThat(live()).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The claim has two writes, and so four points at which a crash may come. */
    @Test
    void claim_afterACrashAtAnyPoint_leavesAtMostOneKeyThatOpens() {
        pay();
        for (int crash = 0; crash < 4; crash++) {
            int at = crash;
            claims.reset("ops", "pi_1");
            flaky.fails(point -> point == at);
            assertThatThrownBy(() -> claims.claim("pi_1", WISH)).isInstanceOf(PaymentStoreException.class);
            Claimed now = claims.claim("pi_1", WISH);
            house.now = house.now.plusSeconds(61);
            Claimed afterTheLease = claims.claim("pi_1", WISH);
            if (crash == 3) {
                assertThat(afterTheLease)
                        .as("the key was noted, and its answer lost")
                        .isInstanceOf(Claimed.AlreadyClaimed.class);
                assertThat(claims.reset("ops", "pi_1")).isTrue();
                afterTheLease = claims.claim("pi_1", WISH);
            } else {
                assertThat(now).isInstanceOfAny(Claimed.InProgress.class, Claimed.Issued.class);
            }
            assertThat(live()).as("crash at %d", crash).hasSize(1);
            assertThat(now instanceof Claimed.Issued || afterTheLease instanceof Claimed.Issued)
                    .as("crash at %d", crash)
                    .isTrue();
        }
    }

    @Test
    void reset_claimedKey_revokesItInTheActorsName() {
        pay();
        claims.claim("pi_1", WISH);
        KeyRecord first = live().get(0);
        assertThat(claims.reset("ops", "cs_pi_1")).isTrue();
        assertThat(live()).isEmpty();
        assertThat(keys.find("acme", first.id()).orElseThrow().lastEvent().actor())
                .isEqualTo("ops");
        assertThat(claims.claim("pi_1", WISH)).isInstanceOf(Claimed.Issued.class);
        assertThat(claims.reset("ops", "pi_unknown")).isFalse();
    }

    private void pay() {
        book.accept(stripe("evt_1", "checkout.session.completed", AT, StripeSamples.session("pi_1", "cus_1", 500)));
    }

    private List<KeyRecord> live() {
        return keys.list("acme", KeyPage.first(100)).stream()
                .filter(record -> record.revokedAt() == null)
                .toList();
    }
}
