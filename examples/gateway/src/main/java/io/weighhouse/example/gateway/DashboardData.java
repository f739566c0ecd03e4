// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.BookedBy;
import io.weighhouse.ledger.Hold;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.price.ChargeLine;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.metering.usage.Dimension;
import io.weighhouse.metering.usage.UsageQuestion;
import io.weighhouse.metering.usage.UsageRecord;
import io.weighhouse.metering.usage.UsageSummary;
import io.weighhouse.metering.usage.UsageTotals;
import io.weighhouse.money.Amount;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the dashboard shows of the account that a key calls for, read from the books as they are now. */
final class DashboardData {

    private static final int DAYS = 30;
    private static final int RECENT = 25;
    private static final int MOST_HOLDS = 200;
    private static final int SHOWN_HOLDS = 10;
    private static final int SHOWN_SKUS = 8;
    /** Below this there are few calls left to make. */
    private static final Amount LOW = Amount.of("1", House.CREDIT);

    private final House house;
    private final KeyRecord key;
    private final Subscription subscription;
    private final Instant now;

    private DashboardData(House house, KeyRecord key, Subscription subscription) {
        this.house = house;
        this.key = key;
        this.subscription = subscription;
        now = house.clock.instant();
    }

    /** The data, or nothing after an answer that refuses it. */
    static Optional<ObjectNode> of(House house, Http http) {
        return AccountRoutes.subscriber(house, http)
                .map(caller -> new DashboardData(house, caller.key(), caller.subscription()).json());
    }

    private ObjectNode json() {
        AccountId wallet = subscription.wallet();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("at", now.toString())
                .put("unit", House.CREDIT.code())
                .put("tenant", wallet.tenant().value())
                .put("key", key.display())
                .put("plan", subscription.plan().name());
        Balance balance = house.ledger.balance(wallet).orElseThrow();
        json.putObject("balance")
                .put("available", decimal(balance.available()))
                .put("posted", decimal(balance.posted()))
                .put("held", decimal(balance.held()))
                .put("frozen", decimal(balance.frozen()))
                .put("debt", decimal(balance.debt()));
        json.put("low", balance.available().compareTo(LOW) < 0);
        holds(json.putObject("holds"), wallet);
        spend(json.putObject("spend"), wallet);
        calls(json.putArray("calls"), wallet);
        limits(json.putArray("limits"));
        return json;
    }

    private void holds(ObjectNode json, AccountId wallet) {
        List<Hold> open = house.ledger.openHolds(wallet, MOST_HOLDS);
        json.put("count", open.size());
        ArrayNode data = json.putArray("data");
        open.stream()
                .limit(SHOWN_HOLDS)
                .forEach(hold -> data.addObject()
                        .put("id", hold.id().value())
                        .put("endpoint", hold.note().labels().getOrDefault("endpoint", ""))
                        .put("amount", decimal(hold.amount()))
                        .put("expires_at", hold.expiresAt().toString()));
    }

    private void spend(ObjectNode json, AccountId wallet) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        LocalDate first = today.minusDays(DAYS - 1);
        UsageQuestion question = UsageQuestion.of(wallet.tenant())
                .where(Dimension.WALLET, wallet.name())
                .from(first);
        UsageSummary byDay = house.statistics.usage().summary(question.by(Dimension.DAY));
        Map<String, UsageTotals> totals = byDay.rows().stream()
                .collect(Collectors.toMap(row -> row.value(Dimension.DAY), UsageSummary.Row::totals));
        put(json.putObject("total"), byDay.total());
        ArrayNode days = json.putArray("days");
        for (LocalDate day = first; !day.isAfter(today); day = day.plusDays(1)) {
            put(days.addObject().put("day", day.toString()), totals.getOrDefault(day.toString(), UsageTotals.NOTHING));
        }
        ArrayNode skus = json.putArray("skus");
        house.statistics.usage().summary(question.by(Dimension.SKU)).rows().stream()
                .sorted(Comparator.comparing(
                                (UsageSummary.Row row) -> row.totals().price(House.CREDIT))
                        .reversed())
                .limit(SHOWN_SKUS)
                .forEach(row -> put(skus.addObject().put("sku", row.value(Dimension.SKU)), row.totals()));
    }

    private static void put(ObjectNode json, UsageTotals totals) {
        json.put("calls", totals.calls())
                .put("input_tokens", tokens(totals.quantities(), Meter.INPUT_TOKENS))
                .put("output_tokens", tokens(totals.quantities(), Meter.OUTPUT_TOKENS))
                .put("charged", decimal(totals.price(House.CREDIT)));
    }

    private void calls(ArrayNode data, AccountId wallet) {
        UsageQuestion question = UsageQuestion.of(wallet.tenant()).where(Dimension.WALLET, wallet.name());
        for (UsageRecord call :
                house.statistics.usage().page(question, Long.MAX_VALUE, RECENT).records()) {
            ObjectNode json = data.addObject()
                    .put("id", call.id().value())
                    .put("at", call.ending().endedAt().toString())
                    .put("sku", call.sku())
                    .put("endpoint", call.call().label("endpoint"))
                    .put("status", call.status().name())
                    .put("basis", call.ending().basis().name())
                    .put("cause", call.ending().cause())
                    .put("latency_millis", call.ending().latencyMillis())
                    .put("input_tokens", tokens(quantities(call), Meter.INPUT_TOKENS))
                    .put("output_tokens", tokens(quantities(call), Meter.OUTPUT_TOKENS))
                    .put("charged", decimal(call.netPrice()));
            lines(json.putArray("lines"), call);
        }
    }

    private static Map<Meter, Long> quantities(UsageRecord call) {
        return call.money().usage().meters().stream()
                .collect(Collectors.toMap(meter -> meter, call.money().usage()::quantity));
    }

    /** All tokens of a direction: cached, spoken and reasoned ones are meters of their own that inherit from its meter. */
    private static long tokens(Map<Meter, Long> quantities, Meter direction) {
        long tokens = 0;
        for (Map.Entry<Meter, Long> each : quantities.entrySet()) {
            if (inherits(each.getKey(), direction)) {
                tokens += each.getValue();
            }
        }
        return tokens;
    }

    private static boolean inherits(@Nullable Meter meter, Meter from) {
        return meter != null && (meter.equals(from) || inherits(meter.inheritsFrom(), from));
    }

    /** What the receipt has of it: what was bought and for how much, and not what the provider takes of the house. */
    private void lines(ArrayNode lines, UsageRecord call) {
        house.ledger
                .booked(call.id(), BookedBy.CAPTURE)
                .map(charged -> charged.note().receipt())
                .filter(receipt -> !receipt.isEmpty())
                .ifPresent(receipt -> {
                    for (ChargeLine line : Receipt.fromJson(receipt).charge().lines()) {
                        lines.addObject()
                                .put("meter", line.meter().id())
                                .put("quantity", line.quantity())
                                .put("charged", decimal(line.price()));
                    }
                });
    }

    private void limits(ArrayNode data) {
        // Under the name by which the gateway limits a key's calls.
        String subject = key.owner().tenant() + '/' + key.id().value();
        for (LimitState state : house.limiter
                .peek(subject, subscription.plan().quota(), Cost.none())
                .states()) {
            data.addObject()
                    .put("id", state.limit().id())
                    .put("limit", state.limit().most())
                    .put("remaining", state.remaining())
                    .put("resets_in_seconds", seconds(state.resetAfterNanos()));
        }
    }

    /** Whole seconds, upwards: nobody is told to come too early. */
    private static long seconds(long nanos) {
        return -Math.floorDiv(-nanos, 1_000_000_000L);
    }

    private static String decimal(Amount amount) {
        return amount.toDecimal().toPlainString();
    }
}
