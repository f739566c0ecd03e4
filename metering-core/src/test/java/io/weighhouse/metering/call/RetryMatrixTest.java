// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.call;
import static io.weighhouse.metering.call.Scales.text;
import static io.weighhouse.metering.call.Scales.usage;
import static io.weighhouse.metering.call.Scales.usd;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.metering.call.FaultyStore.Fault;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store that fails before or after it has done a step, and a caller that tries again: one charge, one trip upstream. */
class RetryMatrixTest {

    private static final int MOST_TRIES = 5;

    private final Scales scales = new Scales();
    private int trips;

    @AfterEach
    void close() {
        scales.ledger.close();
    }

    /** Each step of a call fails so often, in the one way or the other. */
    @ParameterizedTest
    @CsvSource({
        "'',         NOT_SENT,    0", "hold,       NOT_SENT,    1", "hold,       NOT_SENT,    3",
        "checkpoint, NOT_SENT,    1", "checkpoint, ANSWER_LOST, 1", "checkpoint, ANSWER_LOST, 3",
        "extend,     NOT_SENT,    2", "extend,     ANSWER_LOST, 1", "extend,     ANSWER_LOST, 3",
        "end,        NOT_SENT,    1", "end,        NOT_SENT,    3", "end,        ANSWER_LOST, 1",
        "end,        ANSWER_LOST, 3", "release,    NOT_SENT,    3", "release,    ANSWER_LOST, 1",
        "release,    ANSWER_LOST, 3"
    })
    void call_stepFailsAndIsTriedAgain_isChargedOnce(String step, Fault fault, int times) {
        fail(step.equals("hold"), fault, times);
        MeteredCall open = again(() -> upstream(scales.meter.open(call("c-1").build())));
        boolean isReleased = step.equals("release");
        if (!isReleased) {
            open.event(text(40));
            fail(step.equals("checkpoint"), fault, times);
            assertThat(again(open::checkpoint)).isEqualTo(usd("0.04"));
            fail(step.equals("extend"), fault, times);
            assertThat(again(() -> open.extend(Usage.of(Meter.OUTPUT_TOKENS, 50))))
                    .isInstanceOf(Extension.Extended.class);
            open.event(usage(100, 90));
        }
        fail(step.equals("end") || isReleased, fault, times);
        Settlement end = again(isReleased ? () -> open.abort(AbortCause.UPSTREAM_ERROR) : open::settle);
        assertThat(end.charged()).isEqualTo(isReleased ? usd("0") : usd("0.28"));
        assertThat(scales.balance().available()).isEqualTo(isReleased ? usd("1") : usd("0.72"));
        assertThat(scales.balance().held()).isEqualTo(usd("0"));
        assertThat(scales.hold("c-1").state()).isEqualTo(isReleased ? HoldState.RELEASED : HoldState.CAPTURED);
        for (int i = 0; i < 100; i++) {
            assertThat(upstream(scales.meter.open(call("c-1").build()))).isNull();
            assertThat(open.settle()).isSameAs(end);
        }
        assertThat(trips).isEqualTo(1);
        assertThat(scales.remaining()).containsExactly(9L, isReleased ? 1_000L : 810L);
    }

    @Test
    void open_answerOfTheHoldLost_neverGoesUpstreamAndIsGivenBackByTime() {
        fail(true, Fault.ANSWER_LOST, 1);
        for (int i = 0; i < 10; i++) {
            try {
                assertThat(upstream(scales.meter.open(call("c-1").build()))).isNull();
            } catch (LedgerStoreException unknown) {
                assertThat(unknown.outcomeKnown()).isFalse();
            }
        }
        assertThat(scales.balance().held()).isEqualTo(usd("0.2"));
        assertThat(scales.remaining())
                .as("permits are of no use without the hold's answer")
                .containsExactly(10L, 1_000L);
        scales.pass(Duration.ofMinutes(16));
        assertThat(scales.refused(call("c-1"))).isInstanceOf(Refusal.CallExpired.class);
        assertThat(scales.balance().available()).isEqualTo(usd("1"));
        assertThat(trips).isZero();
    }

    @Test
    void open_sameIdForAnotherRequest_isAConflictAtAnyTime() {
        MeteredCall open = scales.opened(call("c-1"));
        assertThat(scales.refused(call("c-1").intent("body-2"))).isInstanceOf(Refusal.IdConflict.class);
        open.event(usage(9, 2));
        open.settle();
        assertThat(scales.refused(call("c-1").intent("body-2"))).isInstanceOf(Refusal.IdConflict.class);
        assertThat(Set.of(scales.booked().size())).containsExactly(1);
    }

    private void fail(boolean now, Fault fault, int times) {
        for (int i = 0; now && i < times; i++) {
            scales.store.next(fault);
        }
    }

    private static <T> T again(Supplier<T> step) {
        LedgerStoreException last = null;
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                return step.get();
            } catch (LedgerStoreException failed) {
                last = failed;
            }
        }
        throw new AssertionError("still failing", last);
    }

    private @Nullable MeteredCall upstream(Opening opening) {
        if (opening instanceof Opening.Opened opened) {
            trips++;
            return opened.call();
        }
        return null;
    }
}
