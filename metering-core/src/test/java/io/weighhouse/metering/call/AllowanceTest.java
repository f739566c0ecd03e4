// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.BUDGET;
import static io.weighhouse.metering.call.Scales.CALLS;
import static io.weighhouse.metering.call.Scales.CALL_UNIT;
import static io.weighhouse.metering.call.Scales.USD;
import static io.weighhouse.metering.call.Scales.call;
import static io.weighhouse.metering.call.Scales.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Budgets and allowances beside the wallet: the legs of a call's hold. */
class AllowanceTest {

    private static final Unit TOKEN = Unit.of("TOKEN", 0);
    private static final AccountId TOKENS = Scales.TENANT.account("tokens:2027-01");

    private final Scales scales = new Scales();

    @AfterEach
    void close() {
        scales.ledger.close();
    }

    private static Amount calls(long count) {
        return Amount.ofMinor(count, CALL_UNIT);
    }

    private static Amount tokens(long count) {
        return Amount.ofMinor(count, TOKEN);
    }

    private static Allowance ofCalls(long limit) {
        return new Allowance(CALLS, Counted.REQUESTS, calls(limit));
    }

    private static Allowance budget(String limit) {
        return new Allowance(BUDGET, Counted.money(USD), usd(limit));
    }

    @Test
    void open_withinAllLimits_reservesWhatTheCapsCouldUse() {
        scales.ledger.open(Account.of(TOKENS, AccountKind.COUNTER, TOKEN)).orThrow();
        MeteredCall open = scales.opened(call("c-1")
                .counting(ofCalls(100))
                .counting(budget("5"))
                .counting(Allowance.unlimited(TOKENS, Counted.TOKENS, TOKEN)));
        assertThat(scales.counted(CALLS)).containsExactly(calls(0), calls(1));
        assertThat(scales.counted(BUDGET)).containsExactly(usd("0"), usd("0.2"));
        assertThat(scales.counted(TOKENS)).containsExactly(tokens(0), tokens(150));
        Scales.feed(open, Scales.STREAM);
        open.settle();
        assertThat(scales.counted(CALLS)).containsExactly(calls(1), calls(0));
        assertThat(scales.counted(BUDGET)).containsExactly(usd("0.013"), usd("0"));
        assertThat(scales.counted(TOKENS)).containsExactly(tokens(11), tokens(0));
    }

    @Test
    void open_allowanceUsedUp_isRefusedAndBurnsNothing() {
        scales.opened(call("c-1").counting(ofCalls(1)));
        assertThat(scales.refused(call("c-2").counting(ofCalls(1)).counting(budget("5"))))
                .isInstanceOfSatisfying(Refusal.AllowanceUsedUp.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo("ALLOWANCE_USED_UP");
                    assertThat(refusal.limit().counter()).isEqualTo(CALLS);
                    assertThat(refusal.limit().left()).isEqualTo(calls(0));
                });
        assertThat(scales.counted(BUDGET)).containsExactly(usd("0"), usd("0"));
        assertThat(scales.balance().held()).isEqualTo(usd("0.2"));
        assertThat(scales.remaining()).containsExactly(9L, 850L);
        assertThat(scales.opened(call("c-2").counting(ofCalls(2))).hold().limits())
                .hasSize(1);
    }

    @Test
    void open_counterNeverOpened_isTheLedgersDecline() {
        Allowance unknown = new Allowance(Scales.TENANT.account("nowhere"), Counted.REQUESTS, calls(1));
        assertThat(scales.refused(call("c-1").counting(unknown)))
                .isInstanceOfSatisfying(
                        Refusal.LedgerDeclined.class,
                        refusal -> assertThat(refusal.decline()).isInstanceOf(Decline.AccountUnknown.class));
        assertThat(scales.remaining()).containsExactly(10L, 1_000L);
    }

    @Test
    void abort_nothingDelivered_givesTheReserveBack() {
        MeteredCall open = scales.opened(call("c-1").counting(ofCalls(1)).counting(budget("1")));
        open.abort(AbortCause.UPSTREAM_ERROR);
        assertThat(scales.counted(CALLS)).containsExactly(calls(0), calls(0));
        assertThat(scales.counted(BUDGET)).containsExactly(usd("0"), usd("0"));
    }

    @Test
    void settle_moreUsedThanReserved_isBookedAllTheSame() {
        scales.ledger.open(Account.of(TOKENS, AccountKind.COUNTER, TOKEN)).orThrow();
        MeteredCall open = scales.opened(call("c-1")
                .counting(new Allowance(TOKENS, Counted.OUTPUT_TOKENS, tokens(50)))
                .counting(budget("0.2")));
        open.event(Scales.usage(100, 70));
        open.settle();
        assertThat(scales.counted(TOKENS)).containsExactly(tokens(70), tokens(0));
        assertThat(scales.counted(BUDGET)).as("what was charged").containsExactly(usd("0.24"), usd("0"));
    }

    @Test
    void settle_chargedLessThanItsPrice_countsWhatWasTakenAgainstTheBudget() {
        MeteredCall open = scales.opened(call("c-1").counting(budget("5")).overrun(io.weighhouse.ledger.Overrun.CLAMP));
        open.event(Scales.usage(100, 70));
        assertThat(open.settle().charged()).isEqualTo(usd("0.2"));
        assertThat(scales.counted(BUDGET)).containsExactly(usd("0.2"), usd("0"));
    }

    @Test
    void settle_namedMeter_countsThatMeterAlone() {
        scales.ledger.open(Account.of(TOKENS, AccountKind.COUNTER, TOKEN)).orThrow();
        MeteredCall open =
                scales.opened(call("c-1").counting(new Allowance(TOKENS, Counted.named("input_tokens"), tokens(100))));
        assertThat(scales.counted(TOKENS)).containsExactly(tokens(0), tokens(100));
        open.usage(Usage.tokens(30, 10));
        open.settle();
        assertThat(scales.counted(TOKENS)).containsExactly(tokens(30), tokens(0));
    }

    @Test
    void abort_nothingByPolicyAfterACheckpoint_usesNothingOfTheAllowance() {
        AbortPolicy lenient = AbortPolicy.STANDARD.with(AbortCause.UPSTREAM_ERROR, AbortCharge.NOTHING);
        MeteredCall open = scales.opened(
                call("c-1").counting(ofCalls(1)).counting(budget("1")).aborts(lenient));
        open.event(Scales.text(40));
        assertThat(open.checkpoint()).isEqualTo(usd("0.04"));
        assertThat(open.abort(AbortCause.UPSTREAM_ERROR).charged()).isEqualTo(usd("0"));
        assertThat(scales.counted(CALLS)).containsExactly(calls(0), calls(0));
        assertThat(scales.counted(BUDGET)).containsExactly(usd("0"), usd("0"));
        assertThat(scales.balance().available()).isEqualTo(usd("1"));
    }

    @Test
    void build_whatNoCallHas_isRefused() {
        assertThatThrownBy(() -> new Allowance(CALLS, Counted.IN_FLIGHT, calls(1)))
                .hasMessage("must be something that is used up: what=in-flight");
        Unit other = Unit.of("EUR", 6);
        Allowance euros = new Allowance(BUDGET, Counted.money(other), Amount.zero(other));
        assertThatThrownBy(() -> call("c").counting(euros).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("what=EUR/6");
        Allowance mixed = new Allowance(BUDGET, Counted.money(USD), calls(1));
        assertThatThrownBy(() -> call("c").counting(mixed).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be of USD/6: limit=1 CALL");
        assertThatThrownBy(() ->
                        call("c").counting(ofCalls(1)).counting(ofCalls(2)).build())
                .hasMessageContaining("must be one limit for each counter");
        AccountId foreign = TenantId.of("globex").account("calls");
        assertThatThrownBy(() -> call("c")
                        .counting(new Allowance(foreign, Counted.REQUESTS, calls(1)))
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Allowance(CALLS, Counted.REQUESTS, calls(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
