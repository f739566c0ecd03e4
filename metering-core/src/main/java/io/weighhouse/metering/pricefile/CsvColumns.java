// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.Meter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the columns of a file of comma-separated values mean. */
final class CsvColumns {

    private static final Set<String> NAMES =
            Set.of("provider", "model", "sku", "currency", "max_output_tokens", "meter", "per", "price");
    private static final Map<String, Long> QUANTITIES = Map.of("one", 1L, "thousand", 1_000L, "million", 1_000_000L);
    private static final Map<String, Long> MILLIS = Map.of("second", 1_000L, "minute", 60_000L, "hour", 3_600_000L);
    private static final String PER = "_per_";

    private final Map<String, Integer> named = new LinkedHashMap<>();
    private final Map<Integer, Priced> priced = new LinkedHashMap<>();

    /** A meter, and for how many of it a price is. */
    record Priced(Meter meter, long quantity) {}

    private CsvColumns() {}

    static CsvColumns of(List<String> header, int line) {
        CsvColumns columns = new CsvColumns();
        for (int i = 0; i < header.size(); i++) {
            columns.add(header.get(i).strip().toLowerCase(Locale.ROOT), i, line);
        }
        boolean names = columns.named.containsKey("sku")
                ? !columns.has("provider") && !columns.has("model")
                : columns.has("provider") && columns.has("model");
        if (!names) {
            throw wrong("must have the columns provider and model, or sku: " + header, line);
        }
        boolean onePriceALine = columns.has("meter") || columns.has("per") || columns.has("price");
        boolean all = columns.has("meter") && columns.has("per") && columns.has("price");
        if (onePriceALine ? !all || !columns.priced.isEmpty() : columns.priced.isEmpty()) {
            throw wrong(
                    "must have the columns meter, per and price, or columns such as input_per_million: " + header,
                    line);
        }
        return columns;
    }

    private void add(String name, int index, int line) {
        Priced price = NAMES.contains(name) ? null : price(name);
        if (price != null) {
            boolean twice = priced.values().stream().anyMatch(other -> other.meter() == price.meter());
            if (twice) {
                throw wrong("must have one column for each meter: " + name, line);
            }
            priced.put(index, price);
        } else if (!NAMES.contains(name) || named.put(name, index) != null) {
            throw wrong("must be a column that is known, once: " + name, line);
        }
    }

    private static @Nullable Priced price(String name) {
        int per = name.lastIndexOf(PER);
        return per < 0 ? null : priced(name.substring(0, per), name.substring(per + PER.length()));
    }

    /** Null if there is no such meter, or it is not counted so. */
    static @Nullable Priced priced(String meter, String per) {
        Long quantity = QUANTITIES.get(per);
        if (quantity != null) {
            return Meter.find(meter)
                    .or(() -> Meter.find(meter + "_tokens"))
                    .map(found -> new Priced(found, quantity))
                    .orElse(null);
        }
        Long millis = MILLIS.get(per);
        return millis == null
                ? null
                : Meter.find(meter.endsWith("_millis") ? meter : meter + "_millis")
                        .map(found -> new Priced(found, millis))
                        .orElse(null);
    }

    boolean isOnePriceALine() {
        return priced.isEmpty();
    }

    /** The columns of prices, by their index. */
    Map<Integer, Priced> priced() {
        return priced;
    }

    boolean has(String name) {
        return named.containsKey(name);
    }

    /** The field of a column, empty without that column. */
    String field(List<String> row, String name) {
        Integer index = named.get(name);
        return index == null ? "" : row.get(index);
    }

    private static PriceFileException wrong(String problem, int line) {
        return new PriceFileException(problem, line, 1, null);
    }
}
