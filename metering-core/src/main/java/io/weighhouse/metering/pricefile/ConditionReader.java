// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.core.JsonLocation;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.TimeWindow;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an object that begins with a condition: rates that hold under it, or a factor that does. */
final class ConditionReader {

    private final StrictJson in;
    private @Nullable String serviceTier;
    private @Nullable String region;
    private @Nullable TimeWindow window;
    private long aboveTokens = -1;
    private RateCondition condition = RateCondition.always();
    private List<Rate> rates = List.of();
    private @Nullable String name;
    private @Nullable BigDecimal multiplier;
    private RateFactor.@Nullable Reach reach;

    private ConditionReader(StrictJson in) {
        this.in = in;
    }

    static ConditionReader rates(StrictJson in) throws IOException {
        return new ConditionReader(in).read(false);
    }

    static ConditionReader factor(StrictJson in) throws IOException {
        return new ConditionReader(in).read(true);
    }

    private ConditionReader read(boolean factor) throws IOException {
        JsonLocation at = in.here();
        in.object(field -> when(field) || (factor ? factorField(field) : ratesField(field)));
        condition = StrictJson.made(at, () -> new RateCondition(serviceTier, region, window, aboveTokens));
        return this;
    }

    private boolean when(String field) throws IOException {
        switch (field) {
            case "serviceTier" -> serviceTier = in.text();
            case "region" -> region = in.text();
            case "window" -> window = window(in);
            case "aboveInputTokens" -> above(in.natural());
            case "fromInputTokens" -> above(in.natural() - 1);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void above(long tokens) {
        if (aboveTokens >= 0 || tokens < 0) {
            throw in.wrong("must be one length of prompt, fromInputTokens > 0");
        }
        aboveTokens = tokens;
    }

    private boolean ratesField(String field) throws IOException {
        if (field.equals("rates")) {
            rates = CardReader.rates(in);
            return true;
        }
        return false;
    }

    private boolean factorField(String field) throws IOException {
        switch (field) {
            case "name" -> name = in.text();
            case "multiplier" -> multiplier = in.decimal();
            case "reach" -> reach = in.as(RateFactor.Reach::valueOf);
            default -> {
                return false;
            }
        }
        return true;
    }

    RateCondition condition() {
        return condition;
    }

    List<Rate> rates() {
        return rates;
    }

    RateFactor factor(JsonLocation at) {
        return new RateFactor(
                StrictJson.required(at, "name", name),
                condition,
                StrictJson.required(at, "multiplier", multiplier),
                StrictJson.required(at, "reach", reach));
    }

    private static TimeWindow window(StrictJson in) throws IOException {
        JsonLocation at = in.here();
        WindowFields said = new WindowFields();
        in.object(field -> {
            switch (field) {
                case "zone" -> said.zone = in.text();
                case "from" -> said.from = in.text();
                case "to" -> said.to = in.text();
                case "days" -> in.array(day -> said.days.add(day.as(DayOfWeek::valueOf)));
                default -> {
                    return false;
                }
            }
            return true;
        });
        String zone = StrictJson.required(at, "zone", said.zone);
        String from = StrictJson.required(at, "from", said.from);
        String to = StrictJson.required(at, "to", said.to);
        TimeWindow everyDay = StrictJson.made(at, () -> TimeWindow.of(zone, from, to));
        if (said.days.isEmpty()) {
            return everyDay;
        }
        DayOfWeek[] days = said.days.toArray(DayOfWeek[]::new);
        return everyDay.on(days[0], days);
    }

    private static final class WindowFields {

        private final Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        private @Nullable String zone;
        private @Nullable String from;
        private @Nullable String to;
    }
}
