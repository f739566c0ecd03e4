// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.call;
import static io.weighhouse.metering.call.Scales.text;
import static io.weighhouse.metering.call.Scales.usage;
import static io.weighhouse.metering.call.Scales.usd;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a call is charged that was cut: 0.200 held, 0.020 of input expected, 40 bytes of text are 0.020. */
class AbortPolicyTest {

    private final Scales scales = new Scales();

    @AfterEach
    void close() {
        scales.ledger.close();
    }

    /** Each kind of charge, with what had come, by hand. */
    @ParameterizedTest
    @CsvSource({
        "AS_USED,        nothing,  NOTHING,   0,     0.2",
        "AS_USED,        text,     ESTIMATED, 0.04,  0.2",
        "AS_USED,        report,   REPORTED,  0.013, ",
        "AT_LEAST_FLOOR, nothing,  FLOOR,     0.02,  0.2",
        "AT_LEAST_FLOOR, text,     ESTIMATED, 0.04,  0.2",
        "AT_LEAST_FLOOR, report,   REPORTED,  0.013, ",
        "NOTHING,        nothing,  NOTHING,   0,     0.2",
        "NOTHING,        text,     NOTHING,   0,     0.2",
        "NOTHING,        report,   NOTHING,   0,     0.013",
        "WHOLE_HOLD,     nothing,  ESTIMATED, 0.2,   0.2",
        "WHOLE_HOLD,     text,     ESTIMATED, 0.2,   0.2",
        "WHOLE_HOLD,     report,   ESTIMATED, 0.2,   0.2",
        "WHOLE_HOLD,     beyond,   REPORTED,  0.24,  "
    })
    void abort_everyChargeOfEveryCause_isTakenByTheTable(
            AbortCharge charge, String came, Basis basis, String charged, String bound) {
        for (AbortCause cause : AbortCause.values()) {
            Scales own = new Scales();
            MeteredCall open = own.opened(call("c-1").aborts(AbortPolicy.STANDARD.with(cause, charge)));
            switch (came) {
                case "text" -> open.event(text(40));
                case "report" -> Scales.feed(open, Scales.STREAM);
                case "beyond" -> open.event(usage(100, 70));
                default -> open.event("data: {\"choices\":[]}\n\n".getBytes(UTF_8));
            }
            Settlement settlement = open.abort(cause);
            Receipt receipt = settlement.receipt();
            assertThat(settlement.charged()).as("%s", cause).isEqualTo(usd(charged));
            assertThat(receipt.basis()).isEqualTo(basis);
            assertThat(receipt.cause()).isEqualTo(cause.name());
            assertThat(receipt.bound())
                    .isEqualTo(java.util.Optional.ofNullable(bound).map(Scales::usd));
            assertThat(receipt.linesAddUp()).isTrue();
            assertThat(own.balance().available()).isEqualTo(usd("1").minus(usd(charged)));
            own.ledger.close();
        }
    }

    @ParameterizedTest
    @EnumSource(AbortCause.class)
    void with_oneCell_changesThatCellAlone(AbortCause cause) {
        AbortPolicy policy = AbortPolicy.STANDARD.with(cause, AbortPhase.AFTER_FIRST_TOKEN, AbortCharge.WHOLE_HOLD);
        for (AbortCause other : AbortCause.values()) {
            assertThat(policy.charge(other, AbortPhase.BEFORE_FIRST_TOKEN)).isEqualTo(AbortCharge.AS_USED);
            assertThat(policy.charge(other, AbortPhase.AFTER_FIRST_TOKEN))
                    .isEqualTo(other == cause ? AbortCharge.WHOLE_HOLD : AbortCharge.AS_USED);
        }
        assertThat(policy).hasToString("standard, " + cause + " AFTER_FIRST_TOKEN: WHOLE_HOLD");
        assertThat(policy)
                .isEqualTo(AbortPolicy.STANDARD.with(cause, AbortPhase.AFTER_FIRST_TOKEN, AbortCharge.WHOLE_HOLD))
                .isNotEqualTo(AbortPolicy.STANDARD);
        assertThat(policy.with(cause, AbortCharge.AS_USED))
                .isEqualTo(AbortPolicy.STANDARD)
                .hasSameHashCodeAs(AbortPolicy.STANDARD);
    }

    @Test
    void settle_anErrorMidStream_goesByTheUpstreamErrorCell() {
        AbortPolicy free = AbortPolicy.STANDARD.with(AbortCause.UPSTREAM_ERROR, AbortCharge.NOTHING);
        MeteredCall open = scales.opened(call("c-1").aborts(free));
        open.event(text(40));
        open.event("data: {\"error\":{\"message\":\"overloaded\"}}\n\n".getBytes(UTF_8));
        Receipt receipt = open.settle().receipt();
        assertThat(receipt.basis()).isEqualTo(Basis.NOTHING);
        assertThat(receipt.cause()).isEqualTo("UPSTREAM_ERROR");
        assertThat(receipt.price()).isEqualTo(usd("0"));
        assertThat(receipt.cost())
                .as("the house bears it, and the books say so")
                .isEqualByComparingTo("0.04");
    }

    @Test
    void settle_noUsage_isNoAbort() {
        AbortPolicy harsh = AbortPolicy.STANDARD;
        for (AbortCause cause : AbortCause.values()) {
            harsh = harsh.with(cause, AbortCharge.WHOLE_HOLD);
        }
        MeteredCall open = scales.opened(call("c-1").aborts(harsh));
        open.event(text(40));
        assertThat(open.settle().charged()).isEqualTo(usd("0.04"));
    }

    @Test
    void abort_wholeHoldOfATypicalCall_isTheHoldAndNotTheWorstCase() {
        AbortPolicy harsh = AbortPolicy.STANDARD.with(AbortCause.CLIENT_GONE, AbortCharge.WHOLE_HOLD);
        MeteredCall open = scales.opened(call("c-1").aborts(harsh).holding(HoldPolicy.typical(50)));
        open.event(text(4));
        assertThat(open.abort(AbortCause.CLIENT_GONE).charged()).isEqualTo(usd("0.1"));
    }

    @Test
    void names_causesAndPhases_areUpperCase() {
        assertThat(AbortCause.values())
                .allSatisfy(
                        cause -> assertThat(cause.name()).isEqualTo(cause.name().toUpperCase(Locale.ROOT)));
        assertThat(AbortCause.values()).contains(AbortCause.SHUTDOWN);
    }
}
