// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.call;
import static io.weighhouse.metering.call.Scales.text;
import static io.weighhouse.metering.call.Scales.usage;
import static io.weighhouse.metering.call.Scales.usd;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.HoldState;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.money.Amount;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that dies: nobody ends its calls, their holds expire, and sometimes the true usage comes late. By hand. */
class CrashTest {

    /**
     * Held 0.200, expected input 0.020. {@code taken} was checkpointed; {@code after} is what expiry leaves taken; {@code out}
     * tokens are settled late, 10 in, so that 0.010 + out x 0.002 is charged in the end.
     */
    @ParameterizedTest
    @CsvSource({
        "RELEASE,       0,    0,     ",
        "RELEASE,       0.04, 0.04,  ",
        "RELEASE,       0.04, 0.04,  40",
        "RELEASE,       0.04, 0.04,  2",
        "RELEASE,       0,    0,     40",
        "CAPTURE_FLOOR, 0,    0.02,  ",
        "CAPTURE_FLOOR, 0,    0.02,  40",
        "CAPTURE_FLOOR, 0,    0.02,  2",
        "CAPTURE_FLOOR, 0.04, 0.04,  ",
        "CAPTURE_FLOOR, 0.04, 0.04,  40",
        "CAPTURE_ALL,   0,    0.2,   ",
        "CAPTURE_ALL,   0.04, 0.2,   ",
        "CAPTURE_ALL,   0.04, 0.2,   40",
        "CAPTURE_ALL,   0,    0.2,   200"
    })
    void expire_openCall_doesWhatWasDeclaredAndALateEndSetsItRight(
            CrashCharge onCrash, String taken, String after, Long out) {
        Scales scales = new Scales();
        Amount ten = Amount.ofMinor(10, Scales.CALL_UNIT);
        MeteredCall open = scales.opened(call("c-1")
                .onCrash(onCrash)
                .timeToLive(Duration.ofMinutes(5))
                .counting(new Allowance(Scales.CALLS, Counted.REQUESTS, ten)));
        if (!usd(taken).isZero()) {
            open.event(text(40));
            assertThat(open.checkpoint()).isEqualTo(usd(taken));
        }
        scales.pass(Duration.ofMinutes(6));
        scales.ledger.expireDue(10);
        assertThat(scales.hold("c-1").state()).isEqualTo(HoldState.EXPIRED);
        assertThat(scales.balance().available()).isEqualTo(usd("1").minus(usd(after)));
        assertThat(scales.refused(call("c-1")))
                .as("its outcome upstream is not known")
                .isInstanceOf(Refusal.CallExpired.class);
        if (out != null) {
            open.event(usage(10, out));
            Settlement late = open.settle();
            Amount price = usd("0.01").plus(Amount.ofMinor(out * 2_000, Scales.USD));
            assertThat(late.late()).isTrue();
            assertThat(late.charged()).isEqualTo(price);
            assertThat(scales.balance().available()).isEqualTo(usd("1").minus(price));
            assertThat(scales.hold("c-1").state()).isEqualTo(HoldState.SETTLED_LATE);
            assertThat(scales.counted(Scales.CALLS).get(0).minor()).isEqualTo(1);
            assertThat(open.settle()).isSameAs(late);
            assertThat(scales.meter.open(call("c-1").build())).isEqualTo(new Opening.AlreadySettled(late.receipt()));
        }
        scales.ledger.close();
    }

    @ParameterizedTest
    @CsvSource({"RELEASE, 0", "CAPTURE_FLOOR, 0.02", "CAPTURE_ALL, 0.2"})
    void abort_afterExpiryAndNothingCame_givesBackWhatExpiryTook(CrashCharge onCrash, String after) {
        Scales scales = new Scales();
        MeteredCall open = scales.opened(call("c-1").onCrash(onCrash).timeToLive(Duration.ofMinutes(5)));
        scales.pass(Duration.ofMinutes(6));
        scales.ledger.expireDue(10);
        assertThat(scales.balance().available()).isEqualTo(usd("1").minus(usd(after)));
        Settlement late = open.abort(AbortCause.UPSTREAM_ERROR);
        assertThat(late.charged()).isEqualTo(usd("0"));
        assertThat(late.late()).isTrue();
        assertThat(scales.balance().available()).isEqualTo(usd("1"));
        scales.ledger.close();
    }
}
