// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A small file of every sort of entry. */
final class LiteLlmSample {

    private LiteLlmSample() {}

    static PriceImport read(PriceFile format) {
        try (InputStream in = LiteLlmSample.class.getResourceAsStream("sample.json")) {
            return format.read(Objects.requireNonNull(in), "2026-11");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static PriceImport read(PriceFile format, String text) {
        try {
            return format.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "1");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static RateCard card(PriceImport prices, String name) {
        return prices.book().find(Sku.of("acme", name)).orElseThrow();
    }
}
