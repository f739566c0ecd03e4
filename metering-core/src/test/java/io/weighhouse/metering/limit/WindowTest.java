// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {

    @ParameterizedTest
    @CsvSource({
        "100000, 60000000000, 12345",
        "7000000000, 60000000000, 6999999999",
        "999999999989, 86400000000000, 999999999988",
        "9223372036854775783, 86400000000000, 9223372036854775782",
        "9223372036854775783, 2160000000000000000, 9223372036854775783",
        "3, 1000000000, 2",
    })
    void nanosAndParts_areTheExactQuotientAndRemainder(long permits, long periodNanos, long taken) {
        Window window = new Window(Limit.requests("r", permits, Duration.ofNanos(periodNanos)));
        BigInteger[] exact = BigInteger.valueOf(taken)
                .multiply(BigInteger.valueOf(periodNanos))
                .multiply(BigInteger.valueOf(window.denominator()))
                .divide(BigInteger.valueOf(permits))
                .divideAndRemainder(BigInteger.valueOf(window.denominator()));
        assertThat(window.nanos(taken)).isEqualTo(exact[0].longValueExact());
        assertThat(window.parts(taken)).isEqualTo(exact[1].longValueExact());
    }

    @ParameterizedTest
    @CsvSource({"1, 60000000000", "7, 60000000000", "9223372036854775783, 2160000000000000000"})
    void nanos_ofMoreThanAnyLimitHolds_stayAtTheMost(long permits, long periodNanos) {
        Window window = new Window(Limit.requests("r", permits, Duration.ofNanos(periodNanos)));
        long nanos = window.nanosWith(Window.MAX_NANOS, 0, Long.MAX_VALUE);
        assertThat(nanos).isEqualTo(Window.MAX_NANOS);
        assertThat(window.remaining(nanos, 0)).isZero();
        assertThat(window.admits(nanos, 0, 0)).isFalse();
    }
}
