// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboundTest {

    private static final BodyDigest BODY = BodyDigest.of(new byte[10]);

    private final Inbound inbound = Inbound.of("wh_sk_test_secret", "r-1", BODY);

    @Test
    void toString_anyRequest_doesNotShowTheBearer() {
        assertThat(inbound.sku("openai", "small")).hasToString("Inbound[requestId=r-1, sku=openai/small]");
    }

    @Test
    void with_anything_returnsACopy() {
        Inbound more = inbound.sku("openai", "small").maxOutput(5).maxInput(7).label("a", "b");
        assertThat(inbound.namesSku()).isFalse();
        assertThat(inbound.maxOutput()).isEmpty();
        assertThat(inbound.maxInput()).isEqualTo(10);
        assertThat(inbound.labels()).isEmpty();
        assertThat(more.namesSku()).isTrue();
        assertThat(more.maxOutput()).hasValue(5);
        assertThat(more.maxInput()).isEqualTo(7);
        assertThat(more.labels()).containsEntry("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"line\nbreak", "tab\t", "caf\u00e9", "\u0000", "\u007f"})
    void of_requestIdThatNoHeaderHolds_isAMistakeThatDoesNotRepeatIt(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Inbound.of("", id, BODY))
                .withMessage("must be at most 200 printable ASCII characters: requestId has " + id.length());
    }

    @Test
    void of_requestIdAtTheLimit_isTaken() {
        assertThat(Inbound.of("", "x".repeat(200), BODY).requestId()).hasSize(200);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Inbound.of("", "x".repeat(201), BODY))
                .withMessage("must be at most 200 printable ASCII characters: requestId has 201");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, (1L << 40) + 1, Long.MAX_VALUE, Long.MIN_VALUE})
    void caps_outOfRange_areMistakes(long tokens) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inbound.maxOutput(tokens))
                .withMessage("must be > 0 and <= 2^40: maxOutput=" + tokens);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inbound.maxInput(tokens))
                .withMessage("must be > 0 and <= 2^40: maxInput=" + tokens);
    }

    @Test
    void sku_thatIsNone_isAMistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> inbound.sku("openai", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> inbound.sku("open/ai", "small"));
        assertThatIllegalArgumentException().isThrownBy(() -> inbound.sku("openai", "x".repeat(257)));
    }

    @Test
    void pieces_empty_areAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inbound.pieces(Usage.empty()))
                .withMessage("must not be empty: pieces");
        assertThat(inbound.pieces(Usage.of(Meter.IMAGES, 2)).pieces()).isEqualTo(Usage.of(Meter.IMAGES, 2));
    }

    @Test
    void label_outOfRangeOrTaken_isAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inbound.label("key", "forged"))
                .withMessage(
                        "must be another name than [plan, key, payer, user, team, allowance, attempt, retry_of]: label=key");
        assertThatIllegalArgumentException().isThrownBy(() -> inbound.label("plan", "forged"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inbound.label("", "x"))
                .withMessage("must not be empty: label key");
        assertThatIllegalArgumentException().isThrownBy(() -> inbound.label("x".repeat(65), "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> inbound.label("x", "x".repeat(257)));
    }

    @Test
    void label_moreThanTwentyFour_isAMistake() {
        Inbound many = inbound;
        for (int i = 0; i < 24; i++) {
            many = many.label("label-" + i, "x");
        }
        Inbound full = many;
        assertThat(full.label("label-0", "again").labels()).hasSize(24);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> full.label("label-24", "x"))
                .withMessage("must be at most 24 labels: labels=25");
    }
}
