// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.weighhouse.metering.estimate.Estimate;
import io.weighhouse.metering.estimate.TokenEstimator;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.PolicyAnswer;
import io.weighhouse.metering.price.PolicyQuestion;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.provider.Leg;
import io.weighhouse.metering.provider.ProviderCost;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.ResponseFacts;
import io.weighhouse.metering.provider.UsageOutcome;
import io.weighhouse.metering.receipt.Basis;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The policy table: what the response says, how the call ended, what is charged on which basis for which cause. */
class EndingTest {

    private static final Trip CALL = Scales.call("c-1").build().trip;

    private static final UsageOutcome REPORTED = UsageOutcome.Reported.of(Usage.tokens(9, 4));
    private static final UsageOutcome INCONSISTENT =
            new UsageOutcome.Inconsistent(Usage.tokens(9, 11), "parts", new UsageCounts.Builder().build());
    private static final UsageOutcome UNPRICED = UsageOutcome.Reported.of(Usage.of(Meter.PAGES, 3));
    private static final ResponseFacts FACTS = new ResponseFacts("openai.chat", null, null, null, null);
    private static final UsageOutcome SO_FAR =
            new UsageOutcome.Partial(Usage.tokens(9, 1), new UsageCounts.Builder().build());
    private static final UsageOutcome MISSING = new UsageOutcome.NotReported();
    private static final UsageOutcome ZERO = new UsageOutcome.ZeroWithOutput();
    private static final UsageOutcome UNREADABLE = new UsageOutcome.Unreadable("must be JSON");
    private static final UsageOutcome FAILED = new UsageOutcome.Failed("overloaded");

    /** 30 tokens of 120 bytes; with 20 in expected that is 0.02 + 0.06. */
    private static final long TEXT_BYTES = 120;

    private static final String ESTIMATE = "0.08";
    private static final String FLOOR = "0.02";
    private static final String HOLD = "0.2";

    static Stream<Arguments> rows() {
        return Stream.of(
                arguments(REPORTED, TEXT_BYTES, Basis.REPORTED, "0.017", "", "0.017"),
                arguments(REPORTED, 0, Basis.REPORTED, "0.017", "", "0.017"),
                arguments(INCONSISTENT, TEXT_BYTES, Basis.REPORTED, "0.031", "USAGE_INCONSISTENT", "0.031"),
                arguments(INCONSISTENT, 0, Basis.REPORTED, "0.031", "USAGE_INCONSISTENT", "0.031"),
                arguments(UNPRICED, TEXT_BYTES, Basis.REPORTED, HOLD, "METER_UNPRICED", HOLD),
                arguments(SO_FAR, TEXT_BYTES, Basis.ESTIMATED, "0.069", "USAGE_MISSING", "0.069"),
                arguments(SO_FAR, 0, Basis.ESTIMATED, "0.011", "USAGE_MISSING", "0.011"),
                arguments(MISSING, TEXT_BYTES, Basis.ESTIMATED, ESTIMATE, "USAGE_MISSING", ESTIMATE),
                arguments(ZERO, TEXT_BYTES, Basis.ESTIMATED, ESTIMATE, "USAGE_ZERO_WITH_OUTPUT", ESTIMATE),
                arguments(UNREADABLE, TEXT_BYTES, Basis.ESTIMATED, ESTIMATE, "USAGE_UNREADABLE", ESTIMATE),
                arguments(FAILED, TEXT_BYTES, Basis.ESTIMATED, ESTIMATE, "UPSTREAM_ERROR", ESTIMATE),
                arguments(FAILED, 0, Basis.NOTHING, null, "UPSTREAM_ERROR", null),
                arguments(MISSING, 0, Basis.FLOOR, FLOOR, "USAGE_MISSING", null),
                arguments(ZERO, 0, Basis.FLOOR, FLOOR, "USAGE_ZERO_WITH_OUTPUT", null),
                arguments(UNREADABLE, 0, Basis.FLOOR, FLOOR, "USAGE_UNREADABLE", null));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void of_settled_chargesByTheTable(
            UsageOutcome says, long textBytes, Basis basis, @Nullable String price, String cause) {
        assertEnding(ending(CALL, reading(says, textBytes), null), basis, price, cause);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void of_aborted_chargesByTheTableAndKeepsTheCause(
            UsageOutcome says, long textBytes, Basis settled, String price, String cause, @Nullable String aborted) {
        Basis basis = aborted == null ? Basis.NOTHING : settled;
        for (AbortCause why : AbortCause.values()) {
            assertEnding(ending(CALL, reading(says, textBytes), why), basis, aborted, why.name());
        }
    }

    @Test
    void of_answerFromAnotherServiceTier_isChargedInIt() {
        RateCard.Builder card =
                Scales.card().when(RateCondition.serviceTier("flex"), Rate.of(Meter.INPUT_TOKENS, "0.0005"));
        Call call = Scales.call("c-4").priced(Scales.pinned(card)).build();
        assertEnding(ending(call.trip, served("flex"), null), Basis.REPORTED, "0.0125", "");
        assertEnding(ending(call.trip, served("DEFAULT"), null), Basis.REPORTED, "0.017", "");
        assertEnding(ending(call.trip, served("scale"), null), Basis.REPORTED, "0.017", "SERVICE_TIER_UNPRICED");
    }

    @Test
    void of_answerOfSeveralModels_chargesEveryLeg() {
        UsageOutcome legs = new UsageOutcome.Reported(
                Usage.tokens(9, 4),
                new UsageCounts.Builder().build(),
                List.of(
                        new Leg("message", null, Usage.tokens(9, 4)),
                        new Leg("advisor_message", "elsewhere", Usage.tokens(10, 0))),
                List.of());
        assertEnding(ending(CALL, reading(legs, TEXT_BYTES), null), Basis.REPORTED, "0.027", "");
    }

    @Test
    void of_costOfTheProvider_standsBesideTheComputedOne() {
        ResponseFacts facts = new ResponseFacts(
                "openai.chat", null, null, null, new ProviderCost(new BigDecimal("0.02"), "USD", null));
        Charge charge = Objects.requireNonNull(
                ending(CALL, new Reading(REPORTED, 0, 0, facts), null).charge());
        assertThat(charge.reportedDifference()).contains(new BigDecimal("0.02").subtract(charge.computedCost()));
    }

    /** A cost of 0.05, which the provider names and the card does not bill. */
    private static ResponseFacts cost(String amount, String currency) {
        return new ResponseFacts(
                "openai.chat", null, null, null, new ProviderCost(new BigDecimal(amount), currency, null));
    }

    @Test
    void of_noUsageButACost_chargesTheCost() {
        for (UsageOutcome says : List.of(MISSING, ZERO, UNREADABLE, FAILED)) {
            Ending ending = ending(CALL, new Reading(says, TEXT_BYTES, 2, cost("0.05", "USD")), null);
            assertThat(ending.basis()).isEqualTo(Basis.PROVIDER_COST);
            assertThat(Objects.requireNonNull(ending.charge()).price()).isEqualTo(usd("0.05"));
            assertThat(ending.charge().addsUp()).isTrue();
            assertThat(ending.bound()).isNull();
        }
        Ending before = ending(CALL, new Reading(MISSING, 0, 0, cost("0.05", "USD")), AbortCause.UPSTREAM_TIMEOUT);
        assertThat(before.basis()).isEqualTo(Basis.PROVIDER_COST);
    }

    @Test
    void of_aCostOfNothingOrInAnotherCurrencyOrSoFar_isEstimated() {
        Ending nothing = ending(CALL, new Reading(MISSING, TEXT_BYTES, 2, cost("0", "USD")), null);
        assertEnding(nothing, Basis.ESTIMATED, ESTIMATE, "USAGE_MISSING");
        Ending euros = ending(CALL, new Reading(MISSING, TEXT_BYTES, 2, cost("0.05", "EUR")), null);
        assertEnding(euros, Basis.ESTIMATED, ESTIMATE, "USAGE_MISSING");
        Ending soFar = ending(CALL, new Reading(SO_FAR, TEXT_BYTES, 2, cost("0.05", "USD")), null);
        assertEnding(soFar, Basis.ESTIMATED, "0.069", "USAGE_MISSING");
    }

    @Test
    void of_aReportThatIsBilledAtItsCost_saysSo() {
        PinnedCard billing =
                CALL.card().under(CALL.card().policy().with(PolicyQuestion.PROVIDER_COST, PolicyAnswer.REPORTED));
        Ending ending = ending(CALL.priced(billing), new Reading(REPORTED, TEXT_BYTES, 2, cost("0.05", "USD")), null);
        assertEnding(ending, Basis.PROVIDER_COST, "0.05", "");
    }

    @Test
    void of_anEstimatorOfItsOwn_tellsTheOutputWithinTheCaps() {
        TokenEstimator each = new TokenEstimator() {
            @Override
            public Estimate estimate(Sku sku, CharSequence text) {
                return Estimate.exactly(text.length());
            }

            @Override
            public Estimate estimateBytes(Sku sku, long bytes) {
                return Estimate.exactly(bytes / 3);
            }
        };
        Trip trip = Scales.call("c-9").estimator(each).build().trip;
        assertEnding(ending(trip, reading(MISSING, TEXT_BYTES), null), Basis.ESTIMATED, "0.1", "USAGE_MISSING");
        assertEnding(ending(trip, reading(MISSING, 3_000), null), Basis.ESTIMATED, "0.12", "USAGE_MISSING");
    }

    private static Reading served(String serviceTier) {
        return new Reading(REPORTED, 0, 0, new ResponseFacts("openai.chat", null, serviceTier, null, null));
    }

    @Test
    void of_everySettleCause_isInTheTable() {
        List<String> causes = Stream.concat(
                        rows().map(row -> (String) row.get()[4]),
                        Stream.of(SettleCause.SERVICE_TIER_UNPRICED.name(), SettleCause.CHECKPOINT.name()))
                .toList();
        assertThat(Arrays.stream(SettleCause.values()).map(Enum::name))
                .allSatisfy(cause -> assertThat(causes).contains(cause));
    }

    @Test
    void of_estimate_staysWithinTheCapsHoweverMuchCame() {
        Ending ending = ending(CALL, reading(MISSING, 1_000_000), AbortCause.CLIENT_GONE);
        assertThat(ending.usage()).isEqualTo(Usage.tokens(20, 50));
        Ending all = ending(
                Scales.call("c-2").expectedInput(Long.MAX_VALUE).build().trip, reading(MISSING, 1_000_000), null);
        assertEnding(all, Basis.ESTIMATED, HOLD, "USAGE_MISSING");
    }

    @Test
    void of_usageSoFar_estimatesTheOutputWithinTheCapsAndKeepsWhatWasCounted() {
        assertThat(ending(CALL, reading(SO_FAR, 1_000_000), AbortCause.CLIENT_GONE)
                        .usage())
                .isEqualTo(Usage.tokens(9, 50));
        Usage cached = Usage.tokens(9, 70).with(Meter.REASONING_TOKENS, 5).with(Meter.CACHED_INPUT_TOKENS, 3);
        UsageOutcome beyond = new UsageOutcome.Partial(cached, new UsageCounts.Builder().build());
        assertThat(ending(CALL, reading(beyond, 40), null).usage()).isEqualTo(cached);
        UsageOutcome unpriced = new UsageOutcome.Partial(Usage.of(Meter.PAGES, 3), new UsageCounts.Builder().build());
        assertEnding(ending(CALL, reading(unpriced, 0), null), Basis.ESTIMATED, HOLD, "USAGE_MISSING");
    }

    @Test
    void of_manyShortPieces_countsEachAsATokenAtLeast() {
        Ending ending = ending(CALL, new Reading(MISSING, 40, 33, FACTS), null);
        assertThat(ending.usage().quantity(Meter.OUTPUT_TOKENS)).isEqualTo(33);
    }

    @Test
    void of_capsByThePiece_chargeThePiecesWhenNothingIsSaid() {
        Call pictures = Scales.call("c-3").caps(Usage.of(Meter.IMAGES, 3)).build();
        assertEnding(ending(pictures.trip, reading(MISSING, 0), null), Basis.FLOOR, "0.12", "USAGE_MISSING");
        assertEnding(ending(pictures.trip, reading(MISSING, 9), null), Basis.ESTIMATED, "0.12", "USAGE_MISSING");
        assertEnding(
                ending(pictures.trip, reading(MISSING, 0), AbortCause.CLIENT_GONE), Basis.NOTHING, null, "CLIENT_GONE");
    }

    @Test
    void of_usageBeyondAnyPrice_chargesTheCaps() {
        UsageOutcome endless = UsageOutcome.Reported.of(Usage.tokens(Long.MAX_VALUE, Long.MAX_VALUE));
        assertEnding(ending(CALL, reading(endless, 1), null), Basis.REPORTED, HOLD, "METER_UNPRICED");
    }

    @Test
    void of_reportOfNothingWithoutText_isFreeAndSaysSo() {
        UsageOutcome none = UsageOutcome.Reported.of(Usage.tokens(0, 0));
        assertEnding(ending(CALL, reading(none, 0), null), Basis.REPORTED, "0", "");
    }

    private static Reading reading(UsageOutcome says, long textBytes) {
        return new Reading(says, textBytes, textBytes == 0 ? 0 : 2, FACTS);
    }

    private static void assertEnding(Ending ending, Basis basis, @Nullable String price, String cause) {
        assertThat(ending.basis()).isEqualTo(basis);
        assertThat(ending.cause()).isEqualTo(cause);
        Charge charge = ending.charge();
        assertThat(charge == null ? null : charge.price()).isEqualTo(price == null ? null : usd(price));
        assertThat(charge == null || charge.addsUp()).isTrue();
        assertThat(ending.usage().isEmpty()).isEqualTo(charge == null);
    }

    private static Ending ending(Trip trip, Reading reading, @Nullable AbortCause aborted) {
        return Ending.of(trip, reading, aborted, AbortPolicy.STANDARD);
    }
}
