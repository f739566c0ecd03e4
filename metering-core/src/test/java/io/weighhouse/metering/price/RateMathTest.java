// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateMathTest {

    private static final int CALLS = 20_000;
    private static final Usage CAPS = Usage.tokens(200_001, 4_000);

    @Test
    void divide_numbersOf128Bits_agreesWithBigInteger() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            // Of any length, and often all ones or a single one, where guessed digits are wrong.
            long divisor = edge(random) >>> 1 | 1;
            long high = Long.remainderUnsigned(edge(random), divisor);
            long low = edge(random);
            BigInteger dividend = unsigned(high).shiftLeft(Long.SIZE).or(unsigned(low));
            assertThat(RateMath.divide(high, low, divisor))
                    .isEqualTo(dividend.divide(unsigned(divisor)).longValue());
        }
    }

    @Test
    void price_productsOfMoreThan64Bits_needNoLongWay() {
        RateCard artefact = RateCard.builder(Sku.of("databricks", "dbu"))
                .currency("USD")
                .rate(Rate.of(INPUT_TOKENS, "0.000015000020000000002"))
                .build();
        RateTable table = new RateTable(artefact, PricingPolicy.STRICT, when -> true);
        Terms terms =
                PinnedCard.of("1", artefact, Markup.none(Unit.of("USD", 9))).terms();
        Conversion conversion = Conversion.of(table.scale(), terms, 0);
        long[] quantities = {123_456_789};
        Meter[] meters = {INPUT_TOKENS};
        long[] rates = table.rates(table.rowOf(meters, quantities, 1));
        assertThat(RateMath.price(rates, meters, quantities, 1, conversion)).isEqualTo(1_851_854_304_136L);
    }

    @Test
    void share_threeEqualParts_addUp() {
        BigDecimal one = BigDecimal.ONE;
        assertThat(RateMath.share(100, new BigDecimal[] {one, one, one}, new BigDecimal("3")))
                .containsExactly(34, 33, 33);
        assertThat(RateMath.share(2, new BigDecimal[] {BigDecimal.ZERO, BigDecimal.ZERO}, BigDecimal.ZERO))
                .containsExactly(2, 0);
        assertThat(RateMath.share(0, new BigDecimal[0], BigDecimal.ZERO)).isEmpty();
    }

    @Test
    void priceMinorAndQuoteMinor_allocateNothing() throws ReflectiveOperationException {
        RateCard card = RateCard.builder(Sku.of("anthropic", "claude"))
                .currency("USD")
                .perMillion(INPUT_TOKENS, "3")
                .perMillion(OUTPUT_TOKENS, "15")
                .tier(200_000, Rate.per(1_000_000, INPUT_TOKENS, "6"))
                .build();
        PinnedCard pinned = PinnedCard.of(
                "1", card, Markup.into(Unit.of("CREDIT", 6)).multiplier("1.8").creditPrice("0.01"));
        UsageTally tally = new UsageTally();
        long sum = run(pinned, tally);
        long before = allocatedBytes();
        sum += run(pinned, tally);
        long bytes = allocatedBytes() - before;
        assertThat(sum).isPositive();
        // The measurement itself may cost a few bytes; one byte for each call would be 20,000.
        assertThat(bytes).isLessThan(CALLS / 10);
    }

    private static long run(PinnedCard pinned, UsageTally tally) {
        long sum = 0;
        for (int i = 0; i < CALLS; i++) {
            tally.clear();
            tally.set(INPUT_TOKENS, 199_000 + i);
            tally.add(OUTPUT_TOKENS, 3);
            sum += pinned.priceMinor(tally) + pinned.quoteMinor(CAPS, RatingContext.standard());
        }
        return sum;
    }

    /** What this thread has allocated so far; by reflection, because the module under test does not read that one. */
    static long allocatedBytes() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        return (long) Class.forName("com.sun.management.ThreadMXBean")
                .getMethod("getCurrentThreadAllocatedBytes")
                .invoke(threads);
    }

    private static long edge(Random random) {
        long ones = -1L >>> random.nextInt(Long.SIZE);
        return switch (random.nextInt(4)) {
            case 0 -> ones;
            case 1 -> ones + 1;
            case 2 -> ones - random.nextInt(3);
            default -> random.nextLong() >>> random.nextInt(Long.SIZE);
        };
    }

    private static BigInteger unsigned(long number) {
        return new BigInteger(Long.toUnsignedString(number));
    }
}
