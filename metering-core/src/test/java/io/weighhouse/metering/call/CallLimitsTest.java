// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.CAPS;
import static io.weighhouse.metering.call.Scales.STREAM;
import static io.weighhouse.metering.call.Scales.TENANT;
import static io.weighhouse.metering.call.Scales.feed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What calls take from limits of money and of things with a name.
 *
 * <p>At a cent a credit, an input token is 0.1 credits, an output token 0.2, a picture 4; a call within {@link Scales#CAPS}
 * costs 20 at worst, and the stream 1.3.
 */
class CallLimitsTest {

    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final long ONE_CREDIT = 1_000_000;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Counted SPENT = Counted.money(CREDIT);
    private static final Counted IMAGES = Counted.named("images");
    private static final String KEY = "acme/key-1";
    private static final AccountId WALLET = TENANT.account("wallet:credits");
    private static final AccountId REVENUE = TENANT.account("revenue:credits");
    private static final Quota THIRTY_CREDITS =
            Quota.of(Limit.requests("per-hour", 10, HOUR), Limit.rate("spent", SPENT, 30 * ONE_CREDIT, HOUR));
    private static final Quota TEN_IMAGES =
            Quota.of(Limit.requests("per-hour", 10, HOUR), Limit.rate("images", IMAGES, 10, HOUR));

    private final Scales scales = new Scales();

    CallLimitsTest() {
        AccountId clearing = TENANT.account("clearing:credits");
        scales.ledger.open(Account.wallet(WALLET, CREDIT)).orThrow();
        scales.ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
        scales.ledger.open(Account.of(clearing, AccountKind.CLEARING, CREDIT)).orThrow();
        scales.ledger
                .grant(GrantCredit.of(TENANT.operation("pi_1"), clearing, WALLET, credits("100")))
                .orThrow();
    }

    @Test
    void open_worstCaseAboveAMoneyLimit_isRefusedUntilItIsThere() {
        scales.opened(call("c-1", THIRTY_CREDITS));
        assertThat(remaining(THIRTY_CREDITS)).containsExactly(9L, 10 * ONE_CREDIT);
        Decision refused = refused(call("c-2", THIRTY_CREDITS));
        assertThat(Objects.requireNonNull(refused.binding()).limit().id()).isEqualTo("spent");
        assertThat(refused.retryAfterNanos())
                .as("10 credits are missing, at 30 an hour")
                .isEqualTo(Duration.ofMinutes(20).toNanos());
        assertThat(held()).isEqualTo(credits("20"));
        assertThat(remaining(THIRTY_CREDITS)).containsExactly(9L, 10 * ONE_CREDIT);
    }

    @Test
    void settle_moneyLimit_isChargedTheActualPrice() {
        MeteredCall call = scales.opened(call("c-1", THIRTY_CREDITS));
        feed(call, STREAM);
        assertThat(call.settle().charged()).isEqualTo(credits("1.3"));
        assertThat(remaining(THIRTY_CREDITS)).containsExactly(9L, 30 * ONE_CREDIT - 1_300_000);
        scales.opened(call("c-2", THIRTY_CREDITS));
    }

    @Test
    void settle_dearerThanTheWorstCase_isDebtOfTheLimit() {
        MeteredCall call = scales.opened(call("c-1", THIRTY_CREDITS));
        call.usage(Usage.tokens(100, 200));
        assertThat(call.settle().charged()).isEqualTo(credits("50"));
        assertThat(remaining(THIRTY_CREDITS)).containsExactly(9L, 0L);
        assertThat(refused(call("c-2", THIRTY_CREDITS)).retryAfterNanos())
                .as("20 beyond the limit and 20 of the call, at 30 an hour")
                .isEqualTo(Duration.ofMinutes(80).toNanos());
    }

    @Test
    void abort_nothingDelivered_givesTheMoneyBackToTheLimit() {
        scales.opened(call("c-1", THIRTY_CREDITS)).abort(AbortCause.UPSTREAM_ERROR);
        assertThat(remaining(THIRTY_CREDITS)).containsExactly(9L, 30 * ONE_CREDIT);
    }

    @Test
    void open_dearerThanTheLimitEverAllows_neverPasses() {
        Quota tenCredits = Quota.of(Limit.rate("spent", SPENT, 10 * ONE_CREDIT, HOUR));
        Decision refused = refused(call("c-1", tenCredits));
        assertThat(refused.neverAdmissible())
                .as("money is not capped as tokens are: the worst case is what may be charged")
                .isTrue();
        scales.opened(call("c-1", tenCredits).caps(Usage.tokens(10, 5)));
    }

    @Test
    void open_limitOfAMeterByName_countsThatMeter() {
        MeteredCall call = scales.opened(call("c-1", TEN_IMAGES).caps(Usage.of(Meter.IMAGES, 6)));
        assertThat(remaining(TEN_IMAGES)).containsExactly(9L, 4L);
        Decision refused = refused(call("c-2", TEN_IMAGES).caps(Usage.of(Meter.IMAGES, 5)));
        assertThat(refused.retryAfterNanos()).isEqualTo(Duration.ofMinutes(6).toNanos());
        call.usage(Usage.of(Meter.IMAGES, 2));
        call.settle();
        assertThat(remaining(TEN_IMAGES)).containsExactly(9L, 8L);
    }

    @Test
    void open_callWithoutThatMeter_takesNothingOfIt() {
        MeteredCall call = scales.opened(call("c-1", TEN_IMAGES));
        feed(call, STREAM);
        call.settle();
        assertThat(remaining(TEN_IMAGES)).containsExactly(9L, 10L);
    }

    @Test
    void open_severalSubjects_allCountWhatTheyCount() {
        Subjects all = Subjects.of(KEY, TEN_IMAGES).and("acme/team-7", THIRTY_CREDITS);
        MeteredCall call = scales.opened(call("c-1", TEN_IMAGES).limited(all).caps(Usage.of(Meter.IMAGES, 3)));
        assertThat(call.limits().states())
                .extracting(state -> state.limit().id() + ' ' + state.remaining())
                .containsExactly("per-hour 9", "images 7", "per-hour 9", "spent 18000000");
        call.usage(Usage.of(Meter.IMAGES, 1));
        call.settle();
        assertThat(remaining(TEN_IMAGES)).containsExactly(9L, 9L);
        assertThat(scales.limiter.peek("acme/team-7", THIRTY_CREDITS, nothing()).states())
                .extracting(LimitState::remaining)
                .containsExactly(9L, 26 * ONE_CREDIT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void open_limitOfMoneyInAnotherUnit_isAMistakeThatTakesNothing(boolean shadow) {
        Limit dollars = Limit.rate("dollars", Counted.money(Scales.USD), 100, HOUR);
        Quota quota = Quota.of(Limit.requests("per-hour", 10, HOUR), shadow ? dollars.shadow() : dollars);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scales.meter.open(call("c-1", quota).build()))
                    .withMessage("must state what a limit counts: missing=USD/6 cost="
                            + "Cost[requests=1, input-tokens=100, output-tokens=50]");
        }
        assertThat(held()).isEqualTo(credits("0"));
        Cost stated = nothing().and(Counted.money(Scales.USD), 0);
        assertThat(scales.limiter.peek(KEY, quota, stated).states())
                .extracting(LimitState::remaining)
                .containsExactly(10L, 100L);
        assertThat(scales.news()).isEmpty();
    }

    @Test
    void limits_ofAnOpenCall_areAsTheyStoodWhenItWasOpened() {
        MeteredCall call = scales.opened(call("c-1", TEN_IMAGES).caps(Usage.of(Meter.IMAGES, 6)));
        call.usage(Usage.of(Meter.IMAGES, 2));
        call.settle();
        assertThat(call.limits().allowed()).isTrue();
        assertThat(call.limits().states()).extracting(LimitState::remaining).containsExactly(9L, 4L);
    }

    private static Call.Builder call(String id, Quota quota) {
        Markup centACredit = Markup.into(CREDIT).creditPrice("0.01");
        return Call.of(TENANT.operation(id), WALLET)
                .paying(REVENUE)
                .priced(PinnedCard.of("2026-11", Scales.card().build(), centACredit))
                .caps(CAPS)
                .limited(Subjects.of(KEY, quota));
    }

    private Decision refused(Call.Builder call) {
        Opening opening = scales.meter.open(call.build());
        return ((Refusal.RateLimited) ((Opening.Refused) opening).refusal()).decision();
    }

    private Amount held() {
        return scales.ledger.balance(WALLET).orElseThrow().held();
    }

    private List<Long> remaining(Quota quota) {
        return scales.limiter.peek(KEY, quota, nothing()).states().stream()
                .map(LimitState::remaining)
                .toList();
    }

    private static Cost nothing() {
        return Cost.none().and(SPENT, 0).and(IMAGES, 0);
    }

    private static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }
}
