// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.price.Adjustment;
import io.weighhouse.metering.price.AppliedRate;
import io.weighhouse.metering.price.CardSource;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.ChargeLine;
import io.weighhouse.metering.price.Discount;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.ReportedCost;
import io.weighhouse.metering.price.Rounding;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Terms;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptBytesTest {

    private static final Unit CREDIT_2 = Unit.of("CREDIT", 2);

    /** Of version 1: a plain receipt, and one with everything. A later version must read both. */
    private static final String PLAIN_1 =
            "010903632d3700000d6f70656e61692f6770742d346f07323032362d3131209a5c299dd17a7401f6"
                    + "bf1839d6a2ea0c7eb5a172022a0310cecaa00dc958877403555344084352454449542f3202120000"
                    + "0401640102000c696e7075745f746f6b656e73e8070e192d000d6f75747075745f746f6b656e73f4"
                    + "030a015a8701";

    private static final String FULL_1 =
            "01fe010863616c6c20e29c93030b434c49454e545f474f4e4506612f622fc3bc0132036f64640466"
                    + "6c65780265750109726567696f6e3a6575020b0405ac0203455552084352454449542f32020f0401"
                    + "040264b60703020f0c617564696f5f6d696c6c697380190a01020b904e07070a029d42b64e767142"
                    + "44cb7d00057061676573000000000203ffffffffffffffff7f0419";

    /** Of version 2: the plain one with a bound, after an attempt that was charged the same. */
    private static final String BESIDE_2 =
            "02890603632d370007554e4b4e4f574e0d6f70656e61692f6770742d346f07323032362d313120"
                    + "9a5c299dd17a7401f6bf1839d6a2ea0c7eb5a172022a0310cecaa00dc958877403555344084352"
                    + "454449542f32021200000401640102000c696e7075745f746f6b656e73e8070e192d000d6f7574"
                    + "7075745f746f6b656e73f4030a015a8701cf070109020e555053545245414d5f4552524f520d6f"
                    + "70656e61692f6770742d346f07323032362d3131209a5c299dd17a7401f6bf1839d6a2ea0c7eb5"
                    + "a172022a0310cecaa00dc958877403555344084352454449542f32021200000401640102000c69"
                    + "6e7075745f746f6b656e73e8070e192d000d6f75747075745f746f6b656e73f4030a015a8701";

    private static final Receipt PLAIN = Receipt.of(
            "c-7",
            Basis.REPORTED,
            PinnedCard.of(
                            "2026-11",
                            RateCard.builder(Sku.of("openai", "gpt-4o"))
                                    .currency("USD")
                                    .perMillion(INPUT_TOKENS, "2.5")
                                    .perMillion(OUTPUT_TOKENS, "10")
                                    .build(),
                            Markup.into(CREDIT_2)
                                    .multiplier("1.8")
                                    .creditPrice("0.01")
                                    .minimum("1"))
                    .rate(Usage.tokens(1_000, 500))
                    .chargeOrThrow());

    private static final Receipt FULL = full();

    /** Not what any rating would give: every field is there, and no number follows from another. */
    private static Receipt full() {
        Adjustment adjustment = new Adjustment(
                "flex",
                "eu",
                List.of(new Adjustment.Factor("region:eu", new BigDecimal("1.1"))),
                new Discount("0.05", 300));
        Markup markup = Markup.into(CREDIT_2)
                .multiplier("1.5")
                .fixedFee("0.01")
                .creditPrice("0.02")
                .minimum("1")
                .maximum("9.5")
                .rounding(Rounding.DOWN);
        Terms terms = new Terms(Sku.of("a", "b/ü"), new CardSource("2", "odd"), "EUR", markup, adjustment);
        AppliedRate rate = new AppliedRate(new BigDecimal("0.00001"), new BigDecimal("1.1"), 10_000, 7);
        BigDecimal wide = new BigDecimal("12345678901234567890.123");
        List<ChargeLine> lines = List.of(
                new ChargeLine(Meter.AUDIO_MILLIS, 3_200, rate, wide, Amount.of("1.25", CREDIT_2)),
                new ChargeLine(
                        Meter.PAGES, 0, AppliedRate.plain(0, BigDecimal.ZERO), BigDecimal.ZERO, Amount.zero(CREDIT_2)));
        Charge charge = new Charge(
                terms,
                lines,
                new BigDecimal("0.3"),
                Amount.ofMinor(Long.MAX_VALUE, CREDIT_2),
                new ReportedCost(new BigDecimal("0.25"), true));
        return new Receipt("call ✓", Basis.FLOOR, "CLIENT_GONE", charge);
    }

    @Test
    void toBytes_samplesOfVersion1_areAsTheyWere() {
        assertThat(HexFormat.of().formatHex(PLAIN.toBytes())).isEqualTo(PLAIN_1);
        assertThat(HexFormat.of().formatHex(FULL.toBytes())).isEqualTo(FULL_1);
    }

    @Test
    void fromBytes_samplesOfVersion1_giveTheReceipts() {
        assertThat(Receipt.fromBytes(HexFormat.of().parseHex(PLAIN_1))).isEqualTo(PLAIN);
        assertThat(Receipt.fromBytes(HexFormat.of().parseHex(FULL_1))).isEqualTo(FULL);
        assertThat(Receipt.fromBytes(PLAIN.toBytes()).linesAddUp()).isTrue();
    }

    @Test
    void bytes_sampleOfVersion2_isAsItWasAndReadsBack() {
        Receipt beside = PLAIN.because("UNKNOWN")
                .bounded(Amount.of("9.75", CREDIT_2))
                .after(List.of(new Attempt(Basis.ESTIMATED, "UPSTREAM_ERROR", PLAIN.charge())));
        assertThat(HexFormat.of().formatHex(beside.toBytes())).isEqualTo(BESIDE_2);
        assertThat(Receipt.fromBytes(HexFormat.of().parseHex(BESIDE_2))).isEqualTo(beside);
        assertThat(PLAIN.bounded(Amount.zero(CREDIT_2)).toBytes()[0]).isEqualTo((byte) 2);
        assertThat(PLAIN.after(List.of()).toBytes()).isEqualTo(PLAIN.toBytes());
    }

    @Test
    void fromBytes_version2WithNothingBeside_isNotCanonical() {
        byte[] bytes = PLAIN.toBytes();
        bytes[0] = 2;
        assertThatThrownBy(() -> Receipt.fromBytes(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("canonical");
        bytes[0] = 3;
        assertThatThrownBy(() -> Receipt.fromBytes(bytes)).hasMessage("must be a receipt of version 1 or 2: version=3");
    }

    @Test
    void toBytes_aPlainReceipt_isAQuarterOfItsJson() {
        assertThat(PLAIN.toBytes()).hasSize(126);
        assertThat(PLAIN.toJson()).hasSize(521);
    }

    @Test
    void fromBytes_nothingCharged_readsBack() {
        PinnedCard card = PinnedCard.of(
                "1",
                RateCard.builder(Sku.of("a", "b"))
                        .currency("USD")
                        .perMillion(INPUT_TOKENS, "1")
                        .build(),
                Markup.none(Unit.of("USD", 9)));
        Receipt nothing = Receipt.nothing("c", card, "upstream 502");
        assertThat(Receipt.fromBytes(nothing.toBytes())).isEqualTo(nothing);
    }

    @Test
    void fromBytes_cutAnywhereOrTooLong_isRefused() {
        for (byte[] whole : List.of(PLAIN.toBytes(), FULL.toBytes())) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> Receipt.fromBytes(cut))
                        .as("of %d bytes", length)
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> Receipt.fromBytes(Arrays.copyOf(whole, whole.length + 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must end: 1 bytes more");
        }
    }

    /** What is still a receipt after a change is another one: nothing can be written in two ways. */
    @Test
    void fromBytes_anyBitChanged_isRefusedOrAnotherReceipt() {
        int refused = 0;
        for (Receipt receipt : List.of(PLAIN, FULL)) {
            byte[] whole = receipt.toBytes();
            for (int at = 0; at < whole.length; at++) {
                for (int bit = 1; bit < 256; bit <<= 1) {
                    byte[] changed = whole.clone();
                    changed[at] ^= (byte) bit;
                    refused += isRefused(changed, receipt) ? 1 : 0;
                }
            }
        }
        assertThat(refused).isGreaterThan(700);
    }

    @Test
    void fromBytes_anything_isRefusedAtOnce() {
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[0] = 1;
            }
            assertThat(isRefused(bytes, PLAIN)).isTrue();
        }
    }

    private static boolean isRefused(byte[] bytes, Receipt not) {
        try {
            assertThat(Receipt.fromBytes(bytes)).isNotEqualTo(not);
            return false;
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "02", // no version that is known
                "01ff01ffffffffffffffff7f", // a text of nearly 2^63 bytes
                "0100ffffffff07", // a text of two thousand million
                "0180808080808080808001", // a number of more than 63 bits
                "01000163050000", // a basis that there is not
                "010002c328" // no UTF-8
            })
    void fromBytes_hostileLengths_areRefusedWithoutMakingRoom(String hex) {
        assertThatThrownBy(() -> Receipt.fromBytes(HexFormat.of().parseHex(hex)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must ");
        assertThatThrownBy(() -> Receipt.fromBytes(new byte[(1 << 20) + 1]))
                .hasMessage("must be a receipt of at most 1 MiB: bytes=1048577");
    }

    @Test
    void fromBytes_meterOfAnotherProcess_isRefusedAndNotMade() {
        String stranger = HexFormat.of().formatHex("input_tokenz".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String known = HexFormat.of().formatHex("input_tokens".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Receipt.fromBytes(HexFormat.of().parseHex(PLAIN_1.replace(known, stranger))))
                .hasMessageContaining("must be a meter of this process");
        assertThat(Meter.find("input_tokenz")).isEmpty();
    }
}
