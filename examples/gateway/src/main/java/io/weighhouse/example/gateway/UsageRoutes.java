// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.example.gateway.AdminDesk.Right;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.usage.Dimension;
import io.weighhouse.metering.usage.MarginReport;
import io.weighhouse.metering.usage.UsageLog;
import io.weighhouse.metering.usage.UsagePage;
import io.weighhouse.metering.usage.UsageQuestion;
import io.weighhouse.metering.usage.UsageRecord;
import io.weighhouse.metering.usage.UsageSummary;
import io.weighhouse.metering.usage.UsageTotals;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code GET /v1/calls} is the log of a caller's own calls and {@code GET /v1/spend} their sums, {@code /admin/calls}, {@code
 * /admin/spend} and {@code /admin/margin} those of any tenant, with what they cost the house.
 *
 * <p>{@code ?from=2026-11-01&until=2026-12-01&sku=...&key=...&endpoint=...&by=day,sku}; a log is paged by {@code before} and
 * {@code limit}. A customer sees what was charged, and not what the provider takes of the house.
 */
final class UsageRoutes {

    private static final List<String> LABELS = List.of("key", "plan", "endpoint", "payer", "user", "team");

    private final House house;
    private final AdminDesk desk;

    UsageRoutes(House house, AdminDesk desk) {
        this.house = house;
        this.desk = desk;
    }

    void calls(Http http) throws BadRequest {
        Optional<UsageQuestion> question = ownQuestion(http);
        if (question.isPresent()) {
            http.write(200, calls(http, question.get(), false));
        }
    }

    void spend(Http http) throws BadRequest {
        Optional<UsageQuestion> question = ownQuestion(http);
        if (question.isPresent()) {
            http.write(200, spend(question.get(), false));
        }
    }

    void allCalls(Http http) throws IOException, BadRequest {
        desk.look(http, Right.USAGE, actor -> calls(http, asked(http, ofTenant(http)), true));
    }

    void allSpend(Http http) throws IOException, BadRequest {
        desk.look(http, Right.USAGE, actor -> spend(asked(http, ofTenant(http)), true));
    }

    void margin(Http http) throws IOException, BadRequest {
        desk.look(http, Right.USAGE, actor -> {
            MarginReport report = log().margin(asked(http, ofTenant(http)));
            ObjectNode list = AdminDesk.list();
            for (MarginReport.Row row : report.rows()) {
                put(row(list, report.by(), row::value), row.margin());
            }
            put(list.putObject("total"), report.total());
            return list;
        });
    }

    private UsageLog log() {
        return house.statistics.usage();
    }

    /** A question about the caller's own wallet, or nothing after an answer that refuses it. */
    private Optional<UsageQuestion> ownQuestion(Http http) throws BadRequest {
        Optional<AccountRoutes.Subscriber> caller = AccountRoutes.subscriber(house, http);
        if (caller.isEmpty()) {
            return Optional.empty();
        }
        AccountId wallet = caller.get().subscription().wallet();
        UsageQuestion own = UsageQuestion.of(wallet.tenant()).where(Dimension.WALLET, wallet.name());
        return Optional.of(asked(http, own));
    }

    private static UsageQuestion ofTenant(Http http) {
        return http.query("tenant").isEmpty()
                ? UsageQuestion.ofEveryTenant()
                : UsageQuestion.of(AdminDesk.tenant(http));
    }

    private static UsageQuestion asked(Http http, UsageQuestion whose) throws BadRequest {
        try {
            UsageQuestion question = whose;
            if (!http.query("from").isEmpty()) {
                question = question.from(LocalDate.parse(http.query("from")));
            }
            if (!http.query("until").isEmpty()) {
                question = question.until(LocalDate.parse(http.query("until")));
            }
            if (!http.query("sku").isEmpty()) {
                question = question.where(Dimension.SKU, http.query("sku"));
            }
            for (String label : LABELS) {
                if (!http.query(label).isEmpty()) {
                    question = question.where(Dimension.label(label), http.query(label));
                }
            }
            return question.by(dimensions(http.query("by")));
        } catch (DateTimeException | IllegalArgumentException wrong) {
            throw new BadRequest(String.valueOf(wrong.getMessage()));
        }
    }

    private static Dimension[] dimensions(String by) throws BadRequest {
        List<Dimension> dimensions = new ArrayList<>();
        for (String name : by.isEmpty() ? new String[0] : by.split(",")) {
            if (LABELS.contains(name)) {
                dimensions.add(Dimension.label(name));
            } else if (List.of("day", "sku", "tenant", "wallet").contains(name)) {
                dimensions.add(new Dimension(Dimension.Kind.valueOf(name.toUpperCase(Locale.ROOT)), ""));
            } else {
                throw new BadRequest("'by' may name day, sku, tenant, wallet and " + LABELS + '.');
            }
        }
        return dimensions.toArray(Dimension[]::new);
    }

    private ObjectNode calls(Http http, UsageQuestion question, boolean forHouse) throws BadRequest {
        String before = http.query("before");
        if (!before.matches("[0-9]{0,18}")) {
            throw new BadRequest("'before' must be a number.");
        }
        long cursor = before.isEmpty() ? Long.MAX_VALUE : Long.parseLong(before);
        UsagePage page = log().page(question, cursor, AdminDesk.limit(http, 50, 1_000));
        ObjectNode list = AdminDesk.list();
        for (UsageRecord call : page.records()) {
            put(((ArrayNode) list.path("data")).addObject(), call, forHouse);
        }
        page.next().ifPresent(next -> list.put("next", next));
        return list;
    }

    private static void put(ObjectNode json, UsageRecord call, boolean forHouse) {
        json.put("id", call.id().value())
                .put("tenant", call.id().tenant().value())
                .put("key", call.call().label("key"))
                .put("sku", call.sku())
                .put("endpoint", call.call().label("endpoint"))
                .put("status", call.status().name())
                .put("error", call.status().isError() ? call.ending().cause() : "")
                .put("basis", call.ending().basis().name())
                .put("at", call.ending().endedAt().toString())
                .put("latency_millis", call.ending().latencyMillis())
                .put("charged", call.netPrice().toDecimal().toPlainString());
        ObjectNode usage = json.putObject("usage");
        call.money()
                .usage()
                .meters()
                .forEach(meter -> usage.put(meter.id(), call.money().usage().quantity(meter)));
        if (forHouse) {
            json.put("cost", call.money().cost().toPlainString())
                    .put("currency", call.money().currency());
        }
    }

    private ObjectNode spend(UsageQuestion question, boolean forHouse) {
        UsageSummary summary = log().summary(question);
        ObjectNode list = AdminDesk.list();
        for (UsageSummary.Row row : summary.rows()) {
            put(row(list, summary.by(), row::value), row.totals(), forHouse);
        }
        put(list.putObject("total"), summary.total(), forHouse);
        return list;
    }

    private interface Value {
        String of(Dimension dimension);
    }

    private static ObjectNode row(ObjectNode list, List<Dimension> by, Value value) {
        ObjectNode json = ((ArrayNode) list.path("data")).addObject();
        by.forEach(dimension -> json.put(dimension.toString(), value.of(dimension)));
        return json;
    }

    private static void put(ObjectNode json, UsageTotals totals, boolean forHouse) {
        UsageTotals.Counts counts = totals.counts();
        json.put("calls", counts.calls())
                .put("errors", counts.errors())
                .put("aborted", counts.aborted())
                .put("expired", counts.expired())
                .put("latency_millis", counts.calls() == 0 ? 0 : totals.latencyMillis() / counts.calls())
                .put("charged", totals.price(House.CREDIT).toDecimal().toPlainString());
        ObjectNode usage = json.putObject("usage");
        totals.quantities().keySet().stream()
                .sorted()
                .forEach((Meter meter) -> usage.put(meter.id(), totals.quantity(meter)));
        if (forHouse) {
            json.put("cost", totals.cost("USD").toPlainString());
        }
    }

    private static void put(ObjectNode json, MarginReport.Margin margin) {
        json.put("earned", margin.earned("USD").toPlainString())
                .put("cost", margin.cost("USD").toPlainString());
        json.put(
                "margin",
                margin.margin("USD").map(java.math.BigDecimal::toPlainString).orElse(null));
        ObjectNode promotional = json.putObject("promotional");
        margin.promotional()
                .forEach((unit, amount) ->
                        promotional.put(unit.code(), amount.toDecimal().toPlainString()));
        ObjectNode unvalued = json.putObject("unvalued");
        margin.unvalued()
                .forEach((unit, amount) ->
                        unvalued.put(unit.code(), amount.toDecimal().toPlainString()));
    }
}
