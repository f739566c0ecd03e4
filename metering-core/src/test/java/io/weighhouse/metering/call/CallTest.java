// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.CAPS;
import static io.weighhouse.metering.call.Scales.REVENUE;
import static io.weighhouse.metering.call.Scales.TENANT;
import static io.weighhouse.metering.call.Scales.WALLET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.receipt.Basis;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a ledger would refuse when the work is done must be refused when the call is made. */
class CallTest {

    @Test
    void build_withoutPricesCapsOrPayee_saysWhatIsMissing() {
        Call.Builder call = Call.of(TENANT.operation("c-1"), WALLET);
        assertThatIllegalStateException()
                .isThrownBy(call::build)
                .withMessage("must be said before build(): paying(account)");
        call.paying(REVENUE);
        assertThatIllegalStateException()
                .isThrownBy(call::build)
                .withMessage("must be said before build(): priced(card)");
        call.priced(Scales.pinned(Scales.card()));
        assertThatIllegalStateException()
                .isThrownBy(call::build)
                .withMessage("must be said before build(): caps(usage)");
        assertThat(call.caps(CAPS).build()).isNotNull();
    }

    @Test
    void build_accountOfAnotherTenant_isAMistake() {
        TenantId other = TenantId.of("other");
        assertThatIllegalArgumentException()
                .isThrownBy(Scales.call("c-1").paying(other.account("revenue"))::build)
                .withMessage("must be an account of tenant acme: account=other/revenue");
        assertThatIllegalArgumentException()
                .isThrownBy(Scales.call("c-1", other.account("wallet:eve"))::build)
                .withMessage("must be an account of tenant acme: account=other/wallet:eve");
    }

    @Test
    void build_labelThatNoBookTakes_isAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(Scales.call("c-1").label("", "x")::build)
                .withMessage("must not be empty: label key");
        assertThatIllegalArgumentException()
                .isThrownBy(Scales.call("c-1").label("model", "x".repeat(257))::build)
                .withMessageStartingWith("must be at most 256 characters: label=");
        Call.Builder many = Scales.call("c-1");
        for (int i = 0; i < 33; i++) {
            many.label("label-" + i, "x");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(many::build)
                .withMessage("must be at most 32 labels: labels=33");
    }

    @Test
    void build_intentOrTimeToLiveOutOfRange_isAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(Scales.call("c-1").intent("x".repeat(201))::build)
                .withMessageStartingWith("must be at most 200 characters: intent=");
        assertThatIllegalArgumentException()
                .isThrownBy(Scales.call("c-1").timeToLive(Duration.ofHours(25))::build)
                .withMessage("must be > PT0S and <= PT24H: timeToLive=PT25H");
        assertThatIllegalArgumentException()
                .isThrownBy(Scales.call("c-1").timeToLive(Duration.ZERO)::build)
                .withMessage("must be > PT0S and <= PT24H: timeToLive=PT0S");
    }

    @Test
    void builder_valueOutOfRange_isAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scales.call("c-1").expectedInput(-1))
                .withMessage("must be >= 0: expectedInput=-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scales.call("c-1").overrun(Overrun.REJECT))
                .withMessage("must be CLAMP, TAKE_AVAILABLE or DEBT: overrun=REJECT");
    }

    @Test
    void settle_skuLongerThanAReference_isBookedWithAllOfItOnTheReceipt() {
        Scales scales = new Scales();
        RateCard card = RateCard.builder(Sku.of("openai", "m".repeat(256)))
                .currency("USD")
                .rate(Rate.of(Meter.INPUT_TOKENS, "0.001"))
                .rate(Rate.of(Meter.OUTPUT_TOKENS, "0.002"))
                .build();
        PinnedCard pinned = PinnedCard.of("2026-11", card, Markup.none(Scales.USD));
        MeteredCall call = scales.opened(Scales.call("c-1").priced(pinned));
        call.response(Scales.answer(",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}"));
        Settlement settlement = call.settle();
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.REPORTED);
        assertThat(settlement.receipt().sku()).isEqualTo(card.sku());
        assertThat(scales.booked().get(0).transaction().note().reference()).hasSize(200);
    }
}
