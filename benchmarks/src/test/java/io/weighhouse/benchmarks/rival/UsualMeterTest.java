// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.benchmarks.rival.KeyedLimiter.Rate;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsualMeterTest {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final TokenCounts CAPS = new TokenCounts(2_000, 0, 1_000);

    private final MapLedger ledger = new MapLedger();
    private final UsualMeter meter = new UsualMeter(
            KeyedLimiter.bucket4jPair(new Rate(3, YEAR), new Rate(9_000, YEAR)),
            new BigDecimalPrices("0.000003", "0.0000003", "0.000015", "1.8", "0.01"),
            ledger);

    @BeforeEach
    void grantSeven() {
        ledger.transfer("grant", "clearing", "wallet", new BigDecimal("7"));
    }

    @Test
    void open_withinLimitsAndMoney_holdsThePriceOfTheCaps() {
        assertThat(meter.open("call-1", "wallet", CAPS)).isTrue();

        // 2,000 x $3 + 1,000 x $15 a million are $0.021; 1.8 times that is 3.78 cents.
        assertThat(ledger.available("wallet")).isEqualByComparingTo("3");
    }

    @Test
    void open_beyondMoneyOrLimits_isRefused() {
        assertThat(meter.open("call-1", "wallet", CAPS)).isTrue();
        assertThat(meter.open("call-2", "wallet", CAPS)).isFalse();
        assertThat(meter.open("call-3", "wallet", new TokenCounts(9_000, 0, 0))).isFalse();
    }

    @Test
    void settle_response_takesWhatItReports_andWritesARow() throws Exception {
        meter.open("call-1", "wallet", CAPS);

        long credits = meter.settle(
                "call-1",
                "{\"usage\":{\"prompt_tokens\":1200,\"completion_tokens\":350,\"prompt_tokens_details\":{\"cached_tokens\":400}}}"
                        .getBytes(UTF_8));

        assertThat(credits).isEqualTo(1);
        assertThat(ledger.available("wallet")).isEqualByComparingTo("6");
        assertThat(meter.row("call-1"))
                .contains("\"call\":\"call-1\"", "\"cachedInput\":400", "\"input\":800", "\"credits\":1");
    }

    @Test
    void settle_withoutAHold_isRefused() {
        assertThatThrownBy(() -> meter.settle("call-1", CAPS)).isInstanceOf(IllegalStateException.class);
        assertThat(meter.row("call-1")).isEmpty();
    }
}
