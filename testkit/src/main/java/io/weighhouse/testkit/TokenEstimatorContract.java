// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.estimate.Estimate;
import io.weighhouse.metering.estimate.TokenEstimator;
import io.weighhouse.metering.price.Sku;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every {@link TokenEstimator} promises: bounds that contain its estimate, never more tokens than bytes, no exception
 * whatever the text, and an answer in time.
 *
 * <p>A test class of an implementation extends this one and makes an estimator.
 *
 * <p>This class is not thread-safe; the test engine makes an instance for each test.
 */
public abstract class TokenEstimatorContract {

    private static final Sku KNOWN = Sku.of("openai", "gpt-4o-mini");
    private static final Sku UNKNOWN = Sku.of("nobody", "nothing-1");
    private static final int RANDOM_TEXTS = 300;
    private static final List<String> TEXTS = List.of(
            "a",
            " ",
            "\n\n\n",
            "Weighed and found wanting.",
            "<|endoftext|>",
            "\u0000\u0007",
            "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich",
            "価格は一千円です。",
            "👩‍👩‍👧‍👦🏳️‍🌈",
            "\ud800",
            "\udc00 and \ud83d",
            "{\"a\":[1,2,3],\"b\":null}",
            "    return x;\n    }\n");

    /** For the classes that extend it. */
    protected TokenEstimatorContract() {}

    /** {@return an estimator} */
    protected abstract TokenEstimator estimator();

    @Test
    final void estimate_noText_isNothing() {
        assertThat(estimator().estimate(KNOWN, "")).isEqualTo(Estimate.NOTHING);
        assertThat(estimator().estimate(UNKNOWN, CharBuffer.wrap(""))).isEqualTo(Estimate.NOTHING);
        assertThat(estimator().estimateBytes(KNOWN, 0)).isEqualTo(Estimate.NOTHING);
    }

    @Test
    final void estimate_anyText_isOneTokenAtLeastAndOneForAByteAtMost() {
        for (String text : TEXTS) {
            requireBounds(KNOWN, text);
            requireBounds(UNKNOWN, text);
        }
    }

    @Test
    final void estimate_randomCharacters_keepsItsBounds() {
        Random random = new Random(20_261_126);
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + random.nextInt(200);
            int range = i % 3 == 0 ? 128 : i % 3 == 1 ? 0x3000 : 0x10000;
            for (int n = 0; n < length; n++) {
                text.append((char) random.nextInt(range));
            }
            requireBounds(KNOWN, text.toString());
        }
    }

    @Test
    final void estimate_twice_isTheSame() {
        TokenEstimator estimator = estimator();
        for (String text : TEXTS) {
            assertThat(estimator.estimate(KNOWN, text)).isEqualTo(estimator.estimate(KNOWN, text));
            assertThat(estimator.estimate(KNOWN, CharBuffer.wrap(text))).isEqualTo(estimator.estimate(KNOWN, text));
        }
    }

    @Test
    final void estimate_textsMadeToTakeLong_areAnsweredInTime() {
        TokenEstimator estimator = estimator();
        for (String piece : List.of("a", " ", "\n", "é", "ab", "!", "\ud83d\ude00")) {
            String text = piece.repeat(400_000 / piece.length());
            Estimate estimate = org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(30), () -> estimator.estimate(KNOWN, text));
            assertThat(estimate.tokens()).isPositive();
        }
    }

    @Test
    final void estimateBytes_ofALength_containsItsEstimate() {
        for (long bytes : new long[] {1, 3, 4, 5, 1_000, 1L << 40}) {
            Estimate estimate = estimator().estimateBytes(KNOWN, bytes);
            assertThat(estimate.atLeast()).isBetween(1L, estimate.tokens());
            assertThat(estimate.atMost()).isBetween(estimate.tokens(), bytes);
        }
    }

    private void requireBounds(Sku sku, String text) {
        Estimate estimate = estimator().estimate(sku, text);
        long bytes = text.getBytes(StandardCharsets.UTF_8).length;
        assertThat(estimate.atLeast()).as(text).isBetween(1L, estimate.tokens());
        assertThat(estimate.atMost()).as(text).isBetween(estimate.tokens(), bytes);
    }
}
