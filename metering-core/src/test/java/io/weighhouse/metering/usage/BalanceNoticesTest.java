// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import static io.weighhouse.metering.usage.Trade.ALICE;
import static io.weighhouse.metering.usage.Trade.BOB;
import static io.weighhouse.metering.usage.Trade.MINI;
import static io.weighhouse.metering.usage.Trade.credits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.ledger.feed.LowBalance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BalanceNoticesTest {

    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(5), 3);

    private final Trade trade = new Trade();
    private final BalanceNotices notices = BalanceNotices.start(
            trade.ledger, Runnable::run, new BalanceNotices.Rules(Duration.ofHours(1), BACK_OFF, () -> trade.now));
    private int calls;

    @AfterEach
    void close() {
        notices.close();
    }

    private void spend(String credits) {
        calls++;
        trade.call("c-" + calls, ALICE, MINI, credits(credits).minor() / 10, Map.of());
    }

    private void watched() {
        trade.topUp("pi_1", ALICE, "10", "1.00");
        notices.watch(LowBalance.below(ALICE, credits("5")));
    }

    private BalanceNotice only() {
        List<BalanceNotice> due = notices.due(10);
        assertThat(due).hasSize(1);
        return due.get(0);
    }

    @Test
    void due_walletThatFell_isToldOnce() {
        watched();
        assertThat(notices.due(10)).isEmpty();
        spend("6");
        BalanceNotice notice = only();
        assertThat(notice.wallet()).isEqualTo(ALICE);
        assertThat(notice.available()).isEqualTo(credits("4"));
        assertThat(notice.below()).isEqualTo(credits("5"));
        assertThat(notice.id()).isEqualTo("acme/wallet:alice@" + notice.at());
        notices.sent(notice);
        spend("1");
        assertThat(notices.due(10)).isEmpty();
        assertThat(notices.waiting()).isZero();
    }

    @Test
    void due_secondFallWithinTheInterval_waitsForItsEnd() {
        watched();
        spend("6");
        notices.sent(only());
        trade.after(Duration.ofMinutes(10));
        trade.topUp("pi_2", ALICE, "10", "1.00");
        spend("10");
        assertThat(notices.due(10)).isEmpty();
        assertThat(notices.waiting()).isEqualTo(1);
        trade.after(Duration.ofMinutes(50));
        assertThat(only().available()).isEqualTo(credits("4"));
    }

    @Test
    void due_walletThatRecovered_isNotTold() {
        watched();
        spend("6");
        trade.topUp("pi_2", ALICE, "10", "1.00");
        assertThat(notices.due(10)).isEmpty();
        assertThat(notices.waiting()).isZero();
        spend("10");
        assertThat(only().available()).isEqualTo(credits("4"));
    }

    @Test
    void failed_isTriedAgainAfterTheBackOff_andGivenUpAfterTheLastTry() {
        watched();
        spend("6");
        BalanceNotice first = only();
        notices.failed(first);
        assertThat(notices.due(10)).isEmpty();
        trade.after(Duration.ofSeconds(10));
        BalanceNotice second = only();
        assertThat(second.id()).isEqualTo(first.id());
        notices.failed(second);
        trade.after(Duration.ofSeconds(10));
        assertThat(notices.due(10)).as("it waits twice as long").isEmpty();
        trade.after(Duration.ofSeconds(10));
        notices.failed(only());
        assertThat(notices.givenUp()).isEqualTo(1);
        assertThat(notices.waiting()).isZero();
        notices.failed(first);
        notices.sent(first);
        assertThat(notices.givenUp()).as("it is known no more").isEqualTo(1);
    }

    @Test
    void due_nobodyAnswered_isHandedOutAgain() {
        watched();
        spend("6");
        BalanceNotice notice = only();
        trade.after(Duration.ofMinutes(4));
        assertThat(notices.due(10)).isEmpty();
        trade.after(Duration.ofMinutes(1));
        assertThat(only().id()).isEqualTo(notice.id());
    }

    @Test
    void due_moreThanTheLimit_comesLater() {
        watched();
        notices.watch(LowBalance.below(BOB, credits("5")));
        trade.after(Duration.ofSeconds(1));
        spend("6");
        List<BalanceNotice> first = notices.due(1);
        assertThat(first).extracting(BalanceNotice::wallet).containsExactly(BOB);
        assertThat(notices.due(10)).extracting(BalanceNotice::wallet).containsExactly(ALICE);
        assertThatIllegalArgumentException().isThrownBy(() -> notices.due(0)).withMessage("must be > 0: limit=0");
    }

    @Test
    void unwatch_dropsWhatWaits() {
        watched();
        spend("6");
        notices.unwatch(ALICE);
        assertThat(notices.due(10)).isEmpty();
        spend("1");
        assertThat(notices.due(10)).isEmpty();
    }

    @Test
    void close_endsTheWatch() {
        watched();
        notices.close();
        spend("6");
        assertThat(notices.due(10)).isEmpty();
        assertThat(notices.ended()).isCompleted();
    }

    @Test
    void backOff_doublesUpToTheMost() {
        assertThat(List.of(BACK_OFF.after(1), BACK_OFF.after(2), BACK_OFF.after(5), BACK_OFF.after(6)))
                .containsExactly(
                        Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(160), Duration.ofMinutes(5));
        assertThat(BACK_OFF.after(1_000_000)).isEqualTo(Duration.ofMinutes(5));
        assertThatIllegalArgumentException().isThrownBy(() -> BACK_OFF.after(0)).withMessage("must be > 0: failures=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackOff(Duration.ZERO, Duration.ofHours(1), 3))
                .withMessage("must be > PT0S: first=PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackOff(Duration.ofHours(2), Duration.ofHours(1), 3))
                .withMessage("must be >= first=PT2H: most=PT1H");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackOff(Duration.ofHours(1), Duration.ofHours(1), 0))
                .withMessage("must be 1 to 100: tries=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BalanceNotices.Rules(Duration.ofHours(-1), BACK_OFF, () -> trade.now))
                .withMessage("must be >= PT0S: interval=PT-1H");
    }
}
