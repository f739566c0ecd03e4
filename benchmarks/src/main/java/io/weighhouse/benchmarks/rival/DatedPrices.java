// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;

/**
 * A catalogue as one writes it by hand: models by name, of each the prices by date, the usual and the dear ones.
 *
 * <p>This class is immutable.
 *
 * @param <P> the prices of one model in one tier
 */
public final class DatedPrices<P> {

    private final Map<String, List<Dated<P>>> models = new HashMap<>();
    private final ToLongBiFunction<P, TokenCounts> credits;

    private record Dated<P>(long from, long to, P usual, P dear) {}

    private DatedPrices(
            List<ModelPrices> all, Function<ModelPrices.PerToken, P> prices, ToLongBiFunction<P, TokenCounts> credits) {
        this.credits = credits;
        for (ModelPrices each : all) {
            models.computeIfAbsent(each.model(), name -> new ArrayList<>(1))
                    .add(new Dated<>(
                            each.fromEpochMillis(),
                            each.toEpochMillis(),
                            prices.apply(each.usual()),
                            prices.apply(each.dear())));
        }
    }

    /**
     * A catalogue that computes in {@link java.math.BigDecimal}.
     *
     * @param all the prices
     * @return the catalogue
     */
    public static DatedPrices<BigDecimalPrices> exact(List<ModelPrices> all) {
        return new DatedPrices<>(
                all,
                each -> new BigDecimalPrices(
                        each.input(),
                        each.cachedInput(),
                        each.output(),
                        ModelPrices.MARKUP,
                        ModelPrices.USD_PER_CREDIT),
                BigDecimalPrices::credits);
    }

    /**
     * A catalogue that computes in {@code double}.
     *
     * @param all the prices
     * @return the catalogue
     */
    public static DatedPrices<DoublePrices> inexact(List<ModelPrices> all) {
        return new DatedPrices<>(
                all,
                each -> new DoublePrices(
                        Double.parseDouble(each.input()),
                        Double.parseDouble(each.cachedInput()),
                        Double.parseDouble(each.output()),
                        Double.parseDouble(ModelPrices.MARKUP),
                        Double.parseDouble(ModelPrices.USD_PER_CREDIT)),
                DoublePrices::credits);
    }

    /**
     * The price of a call.
     *
     * @param model what was called
     * @param epochMillis when
     * @param tokens what it used
     * @return credits, rounded half up, 1 at least
     * @throws IllegalArgumentException if there is no price
     */
    public long credits(String model, long epochMillis, TokenCounts tokens) {
        List<Dated<P>> versions = models.getOrDefault(model, List.of());
        for (int i = versions.size() - 1; i >= 0; i--) {
            Dated<P> version = versions.get(i);
            if (version.from <= epochMillis && epochMillis < version.to) {
                boolean isLong = tokens.input() + tokens.cachedInput() > ModelPrices.LONG_PROMPT;
                return credits.applyAsLong(isLong ? version.dear : version.usual, tokens);
            }
        }
        throw new IllegalArgumentException("must have a price: model=" + model + " epochMillis=" + epochMillis);
    }
}
