// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.pricefile.LiteLlmPriceFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The built-in price file, as the command reads it. */
final class Prices {

    private Prices() {}

    static PriceBook builtIn() throws IOException {
        try (InputStream file = Objects.requireNonNull(GatewayCommand.class.getResourceAsStream("prices.json"))) {
            return new LiteLlmPriceFile().read(file, "built-in").book();
        }
    }
}
