// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpiryQueueTest {

    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final TenantId ACME = TenantId.of("acme");
    private static final AccountId ALICE = ACME.account("wallet:alice");
    private static final AccountCell WALLET = new AccountCell(Account.wallet(ALICE, CREDIT));

    private final ExpiryQueue queue = new ExpiryQueue();

    private static HoldCell expiringAt(long second) {
        PlaceHold command =
                PlaceHold.of(ACME.operation("call"), ALICE, Amount.zero(CREDIT)).timeToLive(Duration.ofSeconds(1));
        return new HoldCell(command, WALLET, Instant.ofEpochSecond(second - 1));
    }

    @Test
    void poll_ofAnEmptyQueue_isNull() {
        assertThat(queue.poll(Instant.MAX)).isNull();
    }

    @Test
    void poll_takesTheExpired_atTheirInstant_inOrder() {
        HoldCell third = expiringAt(3);
        HoldCell first = expiringAt(1);
        HoldCell second = expiringAt(2);
        queue.add(third);
        queue.add(first);
        queue.add(second);
        Instant two = Instant.ofEpochSecond(2);
        assertThat(queue.poll(Instant.ofEpochSecond(1).minusNanos(1))).isNull();
        assertThat(queue.poll(two)).isSameAs(first);
        assertThat(queue.poll(two)).isSameAs(second);
        assertThat(queue.poll(two)).isNull();
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void remove_ofTheOnlyOne_leavesAnEmptyQueue() {
        HoldCell only = expiringAt(1);
        queue.add(only);
        queue.remove(only);
        assertThat(queue.size()).isZero();
        assertThat(queue.poll(Instant.MAX)).isNull();
    }

    @Test
    void anyMixOfAddingAndRemoving_keepsTheOrder() {
        Random random = new Random(17);
        for (int round = 0; round < 200; round++) {
            List<HoldCell> expected = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                if (expected.isEmpty() || random.nextInt(3) > 0) {
                    HoldCell hold = expiringAt(random.nextInt(20));
                    queue.add(hold);
                    expected.add(hold);
                } else {
                    queue.remove(expected.remove(random.nextInt(expected.size())));
                }
                assertThat(queue.size()).isEqualTo(expected.size());
            }
            Instant last = Instant.MIN;
            for (HoldCell hold = queue.poll(Instant.MAX); hold != null; hold = queue.poll(Instant.MAX)) {
                assertThat(hold.expiresAt).isAfterOrEqualTo(last);
                assertThat(expected.remove(hold)).isTrue();
                last = hold.expiresAt;
            }
            assertThat(expected).isEmpty();
        }
    }
}
