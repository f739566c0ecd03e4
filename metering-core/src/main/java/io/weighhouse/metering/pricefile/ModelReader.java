// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.core.JsonLocation;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.QuantityModel;
import io.weighhouse.metering.price.RateCard;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a price that depends on the quantity. */
final class ModelReader {

    private final StrictJson in;
    private @Nullable Meter meter;
    private @Nullable QuantityModel model;
    private boolean perPeriod;

    private ModelReader(StrictJson in) {
        this.in = in;
    }

    static RateCard.ModelRate read(StrictJson in) throws IOException {
        JsonLocation at = in.here();
        ModelReader reader = new ModelReader(in);
        in.object(reader::field);
        Meter meter = StrictJson.required(at, "meter", reader.meter);
        QuantityModel model =
                StrictJson.required(at, "graduated, volume, package, percentage or proportional", reader.model);
        return new RateCard.ModelRate(meter, model, reader.perPeriod);
    }

    private boolean field(String name) throws IOException {
        switch (name) {
            case "meter" -> meter = in.meter(in.text());
            case "perPeriod" -> perPeriod = in.flag();
            case "graduated", "volume", "package", "percentage", "proportional" -> {
                if (model != null) {
                    throw in.wrong("must be one model: " + name);
                }
                model = model(name);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private QuantityModel model(String name) throws IOException {
        JsonLocation at = in.here();
        return switch (name) {
            case "graduated" -> steps(at, QuantityModel.Graduated::new);
            case "volume" -> steps(at, QuantityModel.Volume::new);
            case "package" -> pack(at);
            case "proportional" -> proportional(at);
            default -> percentage(at);
        };
    }

    /** What is made of steps. */
    @FunctionalInterface
    private interface OfSteps {
        QuantityModel of(List<QuantityModel.Step> steps);
    }

    private QuantityModel steps(JsonLocation at, OfSteps type) throws IOException {
        List<QuantityModel.Step> steps = new ArrayList<>();
        in.array(each -> steps.add(step()));
        return StrictJson.made(at, () -> type.of(steps));
    }

    private QuantityModel.Step step() throws IOException {
        JsonLocation at = in.here();
        long[] upTo = {Long.MAX_VALUE};
        Map<String, BigDecimal> said = decimals(List.of("unitPrice", "fee"), "upTo", upTo);
        BigDecimal unitPrice = StrictJson.required(at, "unitPrice", said.get("unitPrice"));
        BigDecimal fee = said.getOrDefault("fee", BigDecimal.ZERO);
        return StrictJson.made(at, () -> new QuantityModel.Step(upTo[0], unitPrice, fee));
    }

    private QuantityModel pack(JsonLocation at) throws IOException {
        long[] size = {0};
        Map<String, BigDecimal> said = decimals(List.of("unitPrice"), "size", size);
        BigDecimal unitPrice = StrictJson.required(at, "unitPrice", said.get("unitPrice"));
        return StrictJson.made(at, () -> new QuantityModel.Package(size[0], unitPrice));
    }

    private QuantityModel proportional(JsonLocation at) throws IOException {
        long[] per = {0};
        Map<String, BigDecimal> said = decimals(List.of("price"), "per", per);
        BigDecimal price = StrictJson.required(at, "price", said.get("price"));
        return StrictJson.made(at, () -> new QuantityModel.Proportional(per[0], price));
    }

    private QuantityModel percentage(JsonLocation at) throws IOException {
        Map<String, BigDecimal> said = decimals(List.of("part", "fee", "minimum", "maximum"), "", new long[1]);
        BigDecimal part = StrictJson.required(at, "part", said.get("part"));
        BigDecimal maximum = StrictJson.required(at, "maximum", said.get("maximum"));
        BigDecimal fee = said.getOrDefault("fee", BigDecimal.ZERO);
        BigDecimal minimum = said.getOrDefault("minimum", BigDecimal.ZERO);
        return StrictJson.made(at, () -> new QuantityModel.Percentage(part, fee, minimum, maximum));
    }

    /** An object of decimal numbers, and perhaps one whole number. */
    private Map<String, BigDecimal> decimals(List<String> names, String whole, long[] number) throws IOException {
        Map<String, BigDecimal> said = new HashMap<>();
        in.object(name -> {
            if (name.equals(whole)) {
                number[0] = in.natural();
                return true;
            }
            if (names.contains(name)) {
                said.put(name, in.decimal());
                return true;
            }
            return false;
        });
        return said;
    }
}
