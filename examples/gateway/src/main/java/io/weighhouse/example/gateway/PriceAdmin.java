// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.example.gateway.AdminDesk.Answer;
import io.weighhouse.example.gateway.AdminDesk.Right;
import io.weighhouse.metering.price.GuardedSwap;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.PriceBookDiff;
import io.weighhouse.metering.price.PriceBookDiff.Guard;
import io.weighhouse.metering.pricefile.LiteLlmPriceFile;
import io.weighhouse.metering.pricefile.PriceFile;
import io.weighhouse.metering.pricefile.PriceFileException;
import io.weighhouse.metering.pricefile.WeighhousePriceFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * {@code /admin/prices}: a price file is uploaded, what is different is shown, and it is put in force unless it looks like a
 * mistake; a call under way keeps the prices that it was quoted.
 *
 * <p>{@code ?format=litellm|weighhouse&version=...&dry_run=true&waive=JUMP,VANISHED}: a dry run changes nothing, and a guard
 * that is waived does not object.
 */
final class PriceAdmin {

    private static final int MOST_SHOWN = 100;

    private final House house;
    private final AdminDesk desk;

    PriceAdmin(House house, AdminDesk desk) {
        this.house = house;
        this.desk = desk;
    }

    void show(Http http) throws IOException, BadRequest {
        desk.look(
                http,
                Right.PRICES,
                actor -> JsonNodeFactory.instance
                        .objectNode()
                        .put("version", house.prices.get().version())
                        .put("cards", house.prices.get().cards().size()));
    }

    void upload(Http http) throws IOException, BadRequest {
        String version = http.query("version");
        desk.actRaw(http, Right.PRICES, "version=" + shortened(version), actor -> {
            PriceBook next = read(http, version);
            if (http.query("dry_run").equals("true")) {
                return Answer.done(json(PriceBookDiff.between(house.prices.get(), next), next, false));
            }
            GuardedSwap swap = house.swapPrices(next, guards(http.query("waive")));
            if (swap instanceof GuardedSwap.Refused refused) {
                return new Answer(409, "GUARDED", json(refused.diff(), next, false), null);
            }
            return Answer.done(json(((GuardedSwap.Swapped) swap).diff(), next, true));
        });
    }

    private static PriceBook read(Http http, String version) throws IOException, BadRequest {
        PriceFile file;
        switch (http.query("format")) {
            case "", "litellm" -> file = new LiteLlmPriceFile();
            case "weighhouse" -> file = new WeighhousePriceFile();
            default -> throw new BadRequest("'format' must be litellm or weighhouse.");
        }
        try {
            return file.read(new ByteArrayInputStream(http.body()), version).book();
        } catch (PriceFileException unusable) {
            throw new BadRequest("The price file cannot be used: " + unusable.getMessage());
        }
    }

    private static Set<Guard> guards(String waived) throws BadRequest {
        EnumSet<Guard> guards = EnumSet.allOf(Guard.class);
        for (String name : waived.split(",", -1)) {
            if (!name.isBlank()) {
                try {
                    guards.remove(Guard.valueOf(name.strip()));
                } catch (IllegalArgumentException unknown) {
                    throw new BadRequest("'waive' may name these guards: " + List.of(Guard.values()));
                }
            }
        }
        return guards;
    }

    private static ObjectNode json(PriceBookDiff diff, PriceBook next, boolean swapped) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("version", next.version())
                .put("in_force", swapped)
                .put("safe", diff.isSafe());
        put(json, "added", diff.added());
        put(json, "vanished", diff.vanished());
        put(json, "changed", diff.changed());
        put(json, "others", diff.others());
        put(json, "findings", diff.findings());
        return json;
    }

    /** How many there are, and the first of them in words. */
    private static void put(ObjectNode json, String name, List<?> all) {
        ObjectNode part = json.putObject(name).put("count", all.size());
        ArrayNode shown = part.putArray("data");
        all.stream().limit(MOST_SHOWN).forEach(each -> shown.add(each.toString()));
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100);
    }
}
