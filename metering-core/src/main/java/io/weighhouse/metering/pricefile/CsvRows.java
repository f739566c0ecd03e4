// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lines of comma-separated values on their way to cards. */
final class CsvRows {

    private static final int MOST_SHOWN = 60;
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,40}([.][0-9]{1,40})?([eE][-+]?[0-9]{1,3})?");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    private final CsvColumns columns;
    private final Map<Sku, Model> models = new LinkedHashMap<>();
    private final List<SkippedEntry> unreadable = new ArrayList<>();

    /** What the lines of one sku have said so far. */
    private static final class Model {

        private final String currency;
        private final int line;
        private final List<Rate> rates = new ArrayList<>();
        private long maxOutputTokens;
        private @Nullable SkippedEntry problem;

        Model(String currency, int line) {
            this.currency = currency;
            this.line = line;
        }
    }

    CsvRows(CsvColumns columns) {
        this.columns = columns;
    }

    void add(List<String> row, int line) {
        Sku sku;
        try {
            sku = columns.has("sku")
                    ? Sku.parse(columns.field(row, "sku"))
                    : Sku.of(columns.field(row, "provider"), columns.field(row, "model"));
        } catch (IllegalArgumentException refused) {
            unreadable.add(new SkippedEntry("line " + line, SkipReason.NO_SKU, String.valueOf(refused.getMessage())));
            return;
        }
        String said = columns.field(row, "currency");
        String currency = said.isEmpty() ? "USD" : said;
        Model known = models.get(sku);
        Model model = known == null ? new Model(currency, line) : known;
        models.put(sku, model);
        try {
            if (known != null && !columns.isOnePriceALine()) {
                throw unusable(SkipReason.SHADOWED, "is on line " + known.line + " already");
            }
            if (!model.currency.equals(currency)) {
                throw unusable(SkipReason.DOES_NOT_FIT, "currency=" + currency + " after " + model.currency);
            }
            addPrices(model, row);
        } catch (UnusableEntryException unusable) {
            if (model.problem == null) {
                model.problem =
                        new SkippedEntry(sku.toString(), unusable.reason(), "line " + line + ": " + unusable.detail());
            }
        }
    }

    private void addPrices(Model model, List<String> row) throws UnusableEntryException {
        String limit = columns.field(row, "max_output_tokens");
        if (!limit.isEmpty()) {
            if (!WHOLE.matcher(limit).matches() || Long.parseLong(limit) == 0) {
                throw unusable(SkipReason.NOT_A_NUMBER, "max_output_tokens=" + limit);
            }
            model.maxOutputTokens = Long.parseLong(limit);
        }
        if (columns.isOnePriceALine()) {
            String meter = columns.field(row, "meter");
            String per = columns.field(row, "per");
            CsvColumns.Priced priced = CsvColumns.priced(meter, per);
            if (priced == null) {
                throw unusable(SkipReason.NOT_UNDERSTOOD, "meter=" + meter + " per=" + per);
            }
            model.rates.add(rate(priced, columns.field(row, "price"), model.currency));
        } else {
            for (Map.Entry<Integer, CsvColumns.Priced> column : columns.priced().entrySet()) {
                String price = row.get(column.getKey());
                if (!price.isEmpty()) {
                    model.rates.add(rate(column.getValue(), price, model.currency));
                }
            }
        }
    }

    private static Rate rate(CsvColumns.Priced priced, String price, String currency) throws UnusableEntryException {
        String said = priced.meter() + "=" + price;
        if (!DECIMAL.matcher(price).matches()) {
            throw unusable(SkipReason.NOT_A_NUMBER, said);
        }
        Rate rate;
        try {
            rate = Rate.per(priced.quantity(), priced.meter(), new BigDecimal(price));
        } catch (IllegalArgumentException refused) {
            throw unusable(SkipReason.NOT_A_NUMBER, String.valueOf(refused.getMessage()));
        }
        boolean token = priced.meter().id().endsWith("_tokens");
        if (token && currency.equals("USD") && Plausible.isGrossForAToken(rate.unitPrice())) {
            throw unusable(
                    SkipReason.IMPLAUSIBLE,
                    priced.meter() + "=" + rate.unitPrice().toPlainString() + " USD a token");
        }
        return rate;
    }

    private static UnusableEntryException unusable(SkipReason reason, String detail) {
        return new UnusableEntryException(
                reason, detail.length() <= MOST_SHOWN * 2 ? detail : detail.substring(0, MOST_SHOWN * 2) + "...");
    }

    /** Adds every card that can be made and reports the others; how many there were. */
    int addTo(PriceBook.Builder book, ImportTally tally) {
        int taken = 0;
        for (Map.Entry<Sku, Model> entry : models.entrySet()) {
            Model model = entry.getValue();
            SkippedEntry problem = model.problem;
            if (problem == null) {
                try {
                    book.card(card(entry.getKey(), model));
                    taken++;
                    continue;
                } catch (IllegalArgumentException refused) {
                    SkipReason reason = model.rates.isEmpty() ? SkipReason.NO_PRICE : SkipReason.DOES_NOT_FIT;
                    problem = new SkippedEntry(
                            entry.getKey().toString(), reason, "line " + model.line + ": " + refused.getMessage());
                }
            }
            tally.skip(problem.entry(), problem.reason(), problem.detail());
        }
        unreadable.forEach(line -> tally.skip(line.entry(), line.reason(), line.detail()));
        return taken;
    }

    private static RateCard card(Sku sku, Model model) {
        RateCard.Builder card = RateCard.builder(sku).currency(model.currency);
        model.rates.forEach(card::rate);
        return model.maxOutputTokens > 0
                ? card.maxOutputTokens(model.maxOutputTokens).build()
                : card.build();
    }
}
