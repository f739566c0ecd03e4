// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.call;
import static io.weighhouse.metering.call.Scales.usage;
import static io.weighhouse.metering.call.Scales.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.metering.call.FaultyStore.Fault;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that are allowed more than their first caps of 100 in and 50 out, which hold 0.200 of 1 USD. */
class ExtendTest {

    private static final Usage MORE = Usage.of(Meter.OUTPUT_TOKENS, 100);

    private final Scales scales = new Scales();

    @AfterEach
    void close() {
        scales.ledger.close();
    }

    @Test
    void extend_moreOutput_holdsThePriceOfAllAndStartsTheTimeAgain() {
        MeteredCall open = scales.opened(call("c-1").timeToLive(Duration.ofMinutes(10)));
        scales.pass(Duration.ofMinutes(9));
        assertThat(open.extend(MORE)).isInstanceOfSatisfying(Extension.Extended.class, extended -> {
            assertThat(extended.caps()).isEqualTo(Usage.tokens(100, 150));
            assertThat(extended.hold().amount()).isEqualTo(usd("0.4"));
        });
        assertThat(open.caps()).isEqualTo(Usage.tokens(100, 150));
        assertThat(open.hold().amount()).isEqualTo(usd("0.4"));
        scales.pass(Duration.ofMinutes(9));
        open.event(usage(100, 140));
        Settlement settlement = open.settle();
        assertThat(settlement.late()).isFalse();
        assertThat(settlement.held()).isEqualTo(usd("0.4"));
        assertThat(settlement.charged()).isEqualTo(usd("0.38"));
    }

    @Test
    void extend_twice_addsUp() {
        MeteredCall open = scales.opened(call("c-1"));
        open.extend(MORE);
        open.extend(MORE.with(Meter.INPUT_TOKENS, 100));
        assertThat(open.caps()).isEqualTo(Usage.tokens(200, 250));
        assertThat(scales.hold("c-1").amount()).isEqualTo(usd("0.7"));
    }

    @Test
    void extend_byNothing_givesMoreTimeOnly() {
        MeteredCall open = scales.opened(call("c-1"));
        scales.pass(Duration.ofMinutes(10));
        assertThat(open.extend(Usage.empty())).isInstanceOf(Extension.Extended.class);
        assertThat(open.hold().amount()).isEqualTo(usd("0.2"));
        assertThat(open.hold().expiresAt()).isEqualTo(open.hold().placedAt().plus(Duration.ofMinutes(25)));
    }

    @Test
    void extend_typicalOrFlat_holdsByThePolicy() {
        MeteredCall typical = scales.opened(call("c-1").holding(HoldPolicy.typical(25)));
        typical.extend(MORE);
        assertThat(typical.hold().amount()).isEqualTo(usd("0.1"));
        MeteredCall flat = scales.opened(call("c-2").holding(HoldPolicy.flat(usd("0.03"))));
        flat.extend(MORE);
        assertThat(flat.hold().amount()).isEqualTo(usd("0.03"));
    }

    @Test
    void extend_moreThanThereIs_isRefusedAndTheCallGoesOn() {
        MeteredCall open = scales.opened(call("c-1"));
        assertThat(open.extend(Usage.of(Meter.OUTPUT_TOKENS, 401)))
                .isInstanceOfSatisfying(
                        Extension.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo("INSUFFICIENT_CREDITS"));
        assertThat(open.extend(Usage.of(Meter.PAGES, 1)))
                .isInstanceOfSatisfying(
                        Extension.Refused.class,
                        refused -> assertThat(refused.refusal())
                                .isEqualTo(new Refusal.Unpriced(
                                        Scales.card().build().sku(), List.of(Meter.PAGES))));
        assertThat(open.caps()).isEqualTo(Scales.CAPS);
        open.event(usage(100, 50));
        assertThat(open.settle().charged()).isEqualTo(usd("0.2"));
    }

    @Test
    void extend_afterTheEnd_isRefused() {
        MeteredCall open = scales.opened(call("c-1"));
        open.close();
        assertThat(open.extend(MORE))
                .isEqualTo(new Extension.Refused(new Refusal.CallEnded(Scales.TENANT.operation("c-1"))));
        assertThat(new Refusal.CallEnded(Scales.TENANT.operation("c-1")).code()).isEqualTo("CALL_ENDED");
        MeteredCall expired = scales.opened(call("c-2"));
        scales.pass(Duration.ofMinutes(16));
        assertThat(expired.extend(MORE))
                .isEqualTo(new Extension.Refused(new Refusal.CallExpired(
                        Scales.TENANT.operation("c-2"), expired.hold().expiresAt())));
    }

    @Test
    void extend_storeFails_leavesTheCapsAndMayBeTriedAgain() {
        MeteredCall open = scales.opened(call("c-1"));
        scales.store.next(Fault.ANSWER_LOST);
        assertThatThrownBy(() -> open.extend(MORE)).isInstanceOf(LedgerStoreException.class);
        assertThat(open.caps()).isEqualTo(Scales.CAPS);
        open.extend(MORE);
        assertThat(open.caps()).isEqualTo(Usage.tokens(100, 150));
        assertThat(scales.hold("c-1").amount()).isEqualTo(usd("0.4"));
    }

    @Test
    void extend_severalAtOnce_areMadeInTurn() {
        MeteredCall open = scales.opened(call("c-1"));
        scales.store.next(Fault.ANSWER_LATE);
        CompletableFuture<Extension> first = open.extendAsync(MORE).toCompletableFuture();
        CompletableFuture<Extension> second = open.extendAsync(MORE).toCompletableFuture();
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        assertThat(scales.hold("c-1").amount()).isEqualTo(usd("0.4"));
        scales.store.deliver();
        assertThat(second)
                .isCompletedWithValueMatching(extension -> extension instanceof Extension.Extended extended
                        && extended.caps().equals(Usage.tokens(100, 250)));
        assertThat(scales.hold("c-1").amount()).isEqualTo(usd("0.6"));
    }

    @Test
    void settle_whileAnExtensionIsOnItsWay_isDecidedByTheOldCaps() {
        MeteredCall open = scales.opened(call("c-1"));
        scales.store.next(Fault.ANSWER_LATE);
        CompletableFuture<Extension> extending = open.extendAsync(MORE).toCompletableFuture();
        open.event(usage(10, 10));
        assertThat(open.settle().charged()).isEqualTo(usd("0.03"));
        scales.store.deliver();
        assertThat(extending).isCompletedWithValueMatching(Extension.Refused.class::isInstance);
        assertThat(scales.balance().available()).isEqualTo(usd("0.97"));
    }
}
