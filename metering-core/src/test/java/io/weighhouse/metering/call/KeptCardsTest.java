// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.call;
import static io.weighhouse.metering.call.Scales.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.TimeWindow;
import io.weighhouse.metering.pricefile.PriceBookStore;
import io.weighhouse.metering.pricefile.PriceBookStoreException;
import io.weighhouse.metering.provider.UsageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cards are kept before the first hold that they price. */
class KeptCardsTest {

    private final Scales scales = new Scales();
    private final PriceBookStore shelf = PriceBookStore.inMemory();
    private final List<String> asked = new ArrayList<>();
    private boolean failing;

    private final PriceBookStore store = new PriceBookStore() {
        @Override
        public CompletionStage<String> put(RateCard card) {
            asked.add(card.digest());
            return failing
                    ? CompletableFuture.failedFuture(new PriceBookStoreException("disk full", true, null))
                    : shelf.put(card);
        }

        @Override
        public CompletionStage<Optional<RateCard>> find(String digest) {
            return shelf.find(digest);
        }
    };

    private final CallMeter meter =
            CallMeter.builder(scales.ledger, scales.limiter).cards(store).build();

    @AfterEach
    void close() {
        scales.ledger.close();
    }

    private static RateCard cardOf(int price) {
        return Scales.card().rate(Rate.of(Meter.PAGES, Integer.toString(price))).build();
    }

    @Test
    void open_aCardForTheFirstTime_keepsItOnce() {
        RateCard card = Scales.card().build();
        for (int i = 0; i < 3; i++) {
            assertThat(meter.open(call("c-" + i).build())).isInstanceOf(Opening.Opened.class);
        }
        assertThat(asked).containsExactly(card.digest());
        assertThat(shelf.find(card.digest()).toCompletableFuture().join()).contains(card);
    }

    @Test
    void open_cardThatCannotBeKept_holdsNothing() {
        failing = true;
        assertThatThrownBy(() -> meter.open(call("c-1").build())).isInstanceOf(PriceBookStoreException.class);
        assertThat(scales.balance().held()).isEqualTo(usd("0"));
        assertThat(scales.remaining()).containsExactly(10L, 1_000L);
        failing = false;
        assertThat(meter.open(call("c-1").build())).isInstanceOf(Opening.Opened.class);
        assertThat(asked).hasSize(2);
    }

    @Test
    void reroute_toAnotherCard_keepsItToo() {
        MeteredCall open = ((Opening.Opened) meter.open(call("c-1").build())).call();
        PinnedCard next = Scales.pinned(Scales.card().rate(Rate.of(Meter.PAGES, "1")));
        failing = true;
        assertThatThrownBy(() -> open.reroute(next, UsageReader.openAiChat()))
                .isInstanceOf(PriceBookStoreException.class);
        failing = false;
        open.reroute(next, UsageReader.openAiChat());
        assertThat(asked).hasSize(3).endsWith(next.card().digest());
    }

    @Test
    void keep_moreCardsThanAreRemembered_beginsAnew() {
        KeptCards cards = new KeptCards(store);
        for (int i = 0; i <= KeptCards.MOST_REMEMBERED; i++) {
            cards.keep(cardOf(i)).toCompletableFuture().join();
        }
        assertThat(cards.has(cardOf(KeptCards.MOST_REMEMBERED))).isTrue();
        assertThat(cards.has(cardOf(0))).isFalse();
        assertThat(asked).hasSize(KeptCards.MOST_REMEMBERED + 1);
    }

    @Test
    void open_cardWithHours_isPricedByTheMetersClock() {
        RateCard card = Scales.card()
                .when(
                        RateCondition.always().within(TimeWindow.of("UTC", "00:00", "12:00")),
                        Rate.of(Meter.OUTPUT_TOKENS, "0.001"))
                .build();
        PinnedCard timed = PinnedCard.of("1", card, io.weighhouse.metering.price.Markup.none(Scales.USD));
        scales.epochMillis.set(java.time.Instant.parse("2027-01-15T13:00:00Z").toEpochMilli());
        MeteredCall day = scales.opened(call("c-1").priced(timed));
        scales.epochMillis.set(java.time.Instant.parse("2027-01-16T11:59:59Z").toEpochMilli());
        MeteredCall night = scales.opened(call("c-2").priced(timed));
        assertThat(day.hold().amount()).isEqualTo(usd("0.2"));
        assertThat(night.hold().amount()).isEqualTo(usd("0.15"));
        scales.epochMillis.set(java.time.Instant.parse("2027-01-16T12:00:01Z").toEpochMilli());
        night.event(Scales.usage(100, 50));
        assertThat(night.settle().charged())
                .as("the hour of the opening counts")
                .isEqualTo(usd("0.15"));
    }
}
