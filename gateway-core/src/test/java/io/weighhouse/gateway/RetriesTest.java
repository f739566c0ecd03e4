// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static io.weighhouse.gateway.Gatehouse.answer;
import static io.weighhouse.gateway.Gatehouse.plan;
import static io.weighhouse.gateway.Gatehouse.refused;
import static io.weighhouse.gateway.Gatehouse.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.gateway.LossyStore.Loss;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.receipt.Basis;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private final Gatehouse house = new Gatehouse();
    private final Gateway gateway =
            house.gateway(plan().build()).retries(Retries.STANDARD).build();

    /** Without an id, as the official clients send it. */
    private Inbound attempt(int retry) {
        return house.inbound("").retry(retry);
    }

    @Test
    void begin_againWhileInProgress_joinsItUnderItsId() {
        GatewayCall first = started(gateway.begin(attempt(0)));
        Begun.Refused again = refused(gateway.begin(attempt(1)));
        assertThat(again.code()).isEqualTo("IN_PROGRESS");
        assertThat(again.requestId()).isEqualTo(first.requestId());
        assertThat(house.balance().held()).as("one hold").isEqualTo(Gatehouse.credits("0.2"));
    }

    @Test
    void begin_againAfterNothingWasDelivered_isTheNextAttemptOfTheSame() {
        GatewayCall first = started(gateway.begin(attempt(0)));
        Settlement nothing = first.abort(AbortCause.UPSTREAM_ERROR);
        assertThat(nothing.receipt().basis()).isEqualTo(Basis.NOTHING);
        GatewayCall second = started(gateway.begin(attempt(1)));
        second.abort(AbortCause.UPSTREAM_TIMEOUT);
        GatewayCall third = started(gateway.begin(attempt(2)));
        third.response(answer());
        assertThat(third.settle().charged()).isEqualTo(Gatehouse.credits("0.013"));
        assertThat(labels(second)).containsEntry("attempt", "2").containsEntry("retry_of", first.requestId());
        assertThat(house.booked()).hasSize(1);
        assertThat(house.booked().get(0).transaction().note().labels())
                .containsEntry("attempt", "3")
                .containsEntry("retry_of", first.requestId());
        assertThat(labels(first)).doesNotContainKeys("attempt", "retry_of");
    }

    @Test
    void begin_againAfterSomethingWasDelivered_isARequestOfItsOwn() {
        GatewayCall first = started(gateway.begin(attempt(0)));
        first.response(answer());
        first.abort(AbortCause.CLIENT_GONE);
        GatewayCall second = started(gateway.begin(attempt(1)));
        second.response(answer());
        second.settle();
        assertThat(house.booked()).hasSize(2);
        assertThat(house.booked().get(1).transaction().note().labels()).doesNotContainKey("retry_of");
    }

    @Test
    void begin_alikeWithoutTheSignal_isNeverTakenForOne() {
        GatewayCall one = started(gateway.begin(attempt(0)));
        GatewayCall other = started(gateway.begin(attempt(0)));
        assertThat(other.requestId()).isNotEqualTo(one.requestId());
        one.abort(AbortCause.UPSTREAM_ERROR);
        GatewayCall again = started(gateway.begin(attempt(1)));
        assertThat(refused(gateway.begin(attempt(1))).code()).isEqualTo("IN_PROGRESS");
        again.close();
        other.close();
    }

    @Test
    void begin_anotherSkuOrBody_isAnotherRequest() {
        started(gateway.begin(attempt(0)));
        started(gateway.begin(attempt(1).sku("openai", "endless").maxOutput(1)));
        started(gateway.begin(Inbound.of(house.bearer, "", BodyDigest.of(new byte[99]))
                .sku("openai", "small")
                .retry(1)));
    }

    @Test
    void begin_ownId_goesByTheIdAlone() {
        started(gateway.begin(house.inbound("mine")));
        started(gateway.begin(house.inbound("other").retry(1)));
        assertThat(refused(gateway.begin(house.inbound("mine").retry(1))).code())
                .isEqualTo("IN_PROGRESS");
    }

    @Test
    void begin_unlessBuiltWithIt_recognisesNothing() {
        Gateway forgetful = house.gateway(plan().build()).build();
        started(forgetful.begin(attempt(0)));
        started(forgetful.begin(attempt(1)));
    }

    @Test
    void begin_refusedAttempt_leavesTheOneBeforeAsItWas() {
        Quota one = Quota.of(Limit.requests("rpm", 1, Duration.ofMinutes(1)));
        Gateway limited = house.gateway(plan().limited(one).build())
                .retries(Retries.STANDARD)
                .build();
        GatewayCall first = started(limited.begin(attempt(0)));
        first.abort(AbortCause.UPSTREAM_ERROR);
        assertThat(refused(limited.begin(attempt(1))).code()).isEqualTo("RATE_LIMITED");
        Gateway roomy = gateway;
        assertThat(refused(limited.begin(attempt(0))).code()).isEqualTo("RATE_LIMITED");
        assertThat(started(roomy.begin(attempt(1))).requestId())
                .as("another gateway has a memory of its own")
                .isNotEqualTo(first.requestId());
    }

    @Test
    void begin_storeFailed_letsTheNextAttemptGo() {
        house.store.lose(Loss.ANSWER, 0);
        assertThatExceptionOfType(LedgerStoreException.class).isThrownBy(() -> gateway.begin(attempt(0)));
        GatewayCall second = started(gateway.begin(attempt(1)));
        assertThat(second.settle().receipt().basis()).isEqualTo(Basis.FLOOR);
        assertThat(labels(second)).containsEntry("attempt", "2");
    }

    @Test
    void begin_pastTheHorizon_isForgotten() {
        started(gateway.begin(attempt(0))).abort(AbortCause.UPSTREAM_ERROR);
        house.epochMillis.addAndGet(Duration.ofMinutes(5).toMillis());
        GatewayCall late = started(gateway.begin(attempt(1)));
        late.settle();
        assertThat(labels(late)).doesNotContainKey("attempt");
    }

    @Test
    void begin_attemptThatNeverEnds_isWaitedForAsLongAsItsHoldLives() {
        started(gateway.begin(attempt(0)));
        house.epochMillis.addAndGet(Duration.ofMinutes(15).toMillis() - 1);
        assertThat(refused(gateway.begin(attempt(1))).code()).isEqualTo("IN_PROGRESS");
        house.epochMillis.addAndGet(1);
        started(gateway.begin(attempt(1)));
    }

    @Test
    void begin_moreThanFit_forgetsTheOldest() {
        Gateway small = house.gateway(plan().build())
                .retries(new Retries(1, Duration.ofMinutes(5)))
                .build();
        started(small.begin(attempt(0)));
        started(small.begin(attempt(0).sku("openai", "endless").maxOutput(1)));
        started(small.begin(attempt(1)));
    }

    @Test
    void retries_outOfRange_areMistakes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Retries(0, Duration.ofMinutes(1)))
                .withMessage("must be 1 to 1000000: requests=0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Retries(1_000_001, Duration.ofMinutes(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Retries(1, Duration.ZERO))
                .withMessage("must be > PT0S: horizon=PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> house.inbound("").retry(-1))
                .withMessage("must be >= 0: retry=-1");
    }

    private Map<String, String> labels(GatewayCall call) {
        Hold hold = house.ledger
                .findHold(Gatehouse.TENANT.operation(call.requestId()))
                .orElseThrow();
        return hold.note().labels();
    }
}
