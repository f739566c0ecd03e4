// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.core.JsonLocation;
import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.MarkupRule;
import io.weighhouse.metering.price.Rounding;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.money.Unit;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a markup and for whom and what it is. */
final class MarkupReader {

    private final StrictJson in;
    private final Map<String, String> creditPrices = new LinkedHashMap<>();
    private String tenant = "";
    private String customer = "";
    private @Nullable Sku sku;
    private @Nullable Unit unit;
    private @Nullable String multiplier;
    private @Nullable String percent;
    private @Nullable String fixedFee;
    private @Nullable String creditPrice;
    private @Nullable Rounding rounding;
    private @Nullable String minimum;
    private @Nullable String maximum;

    private MarkupReader(StrictJson in) {
        this.in = in;
    }

    static MarkupRule read(StrictJson in) throws IOException {
        JsonLocation at = in.here();
        MarkupReader reader = new MarkupReader(in);
        in.object(reader::field);
        Unit unit = StrictJson.required(at, "unit", reader.unit);
        return StrictJson.made(
                at, () -> new MarkupRule(new Buyer(reader.tenant, reader.customer), reader.sku, reader.markup(unit)));
    }

    private boolean field(String name) throws IOException {
        switch (name) {
            case "tenant" -> tenant = in.text();
            case "customer" -> customer = in.text();
            case "sku" -> sku = in.as(Sku::parse);
            case "unit" -> unit = in.as(Unit::parse);
            case "multiplier" -> multiplier = decimal();
            case "percent" -> percent = decimal();
            case "fixedFee" -> fixedFee = decimal();
            case "creditPrice" -> creditPrice = decimal();
            case "creditPrices" ->
                in.object(currency -> {
                    creditPrices.put(currency, decimal());
                    return true;
                });
            case "rounding" -> rounding = in.as(Rounding::valueOf);
            case "minimum" -> minimum = decimal();
            case "maximum" -> maximum = decimal();
            default -> {
                return false;
            }
        }
        return true;
    }

    private String decimal() throws IOException {
        return in.decimal().toString();
    }

    private Markup markup(Unit unit) {
        if (multiplier != null && percent != null) {
            throw new IllegalArgumentException("must be multiplier or percent, not both: " + percent);
        }
        Markup markup = Markup.into(unit);
        markup = multiplier == null ? markup : markup.multiplier(multiplier);
        markup = percent == null ? markup : markup.percent(percent);
        markup = fixedFee == null ? markup : markup.fixedFee(fixedFee);
        markup = creditPrice == null ? markup : markup.creditPrice(creditPrice);
        for (Map.Entry<String, String> price : creditPrices.entrySet()) {
            markup = markup.creditPrice(price.getKey(), price.getValue());
        }
        markup = rounding == null ? markup : markup.rounding(rounding);
        markup = minimum == null ? markup : markup.minimum(minimum);
        return maximum == null ? markup : markup.maximum(maximum);
    }
}
