// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where each provider is reached, and with which key.
 *
 * @param byName by the provider's name in skus; what is not in here is reached at the loopback provider
 */
record Providers(Map<String, Provider> byName) {

    /** The providers that there is a route for. */
    static final Map<String, Known> KNOWN = known();

    /**
     * An address and the key to show there.
     *
     * @param base scheme, host and port
     * @param key what the platform pays with
     */
    record Provider(URI base, String key) {
        @Override
        public String toString() {
            return "Provider[" + base + ']';
        }
    }

    /** A provider's own address, and where its key comes from. */
    record Known(URI base, String environment) {}

    Providers {
        byName = Map.copyOf(byName);
    }

    private static Map<String, Known> known() {
        Map<String, Known> known = new LinkedHashMap<>();
        known.put("openai", new Known(URI.create("https://api.openai.com"), "OPENAI_API_KEY"));
        known.put("anthropic", new Known(URI.create("https://api.anthropic.com"), "ANTHROPIC_API_KEY"));
        known.put("gemini", new Known(URI.create("https://generativelanguage.googleapis.com"), "GEMINI_API_KEY"));
        return known;
    }

    /** None: the loopback provider stands for all of them. */
    static Providers none() {
        return new Providers(Map.of());
    }

    /** Those whose keys are in the environment. */
    static Providers of(Map<String, String> environment) {
        Map<String, Provider> real = new LinkedHashMap<>();
        KNOWN.forEach((name, provider) -> {
            String key = environment.getOrDefault(provider.environment, "").strip();
            if (!key.isEmpty()) {
                real.put(name, new Provider(provider.base, key));
            }
        });
        return new Providers(real);
    }

    /** All of them at one address, such as a loopback provider of another process. */
    static Providers at(URI base) {
        return none().orAt(base);
    }

    boolean areAllSaid() {
        return byName.keySet().containsAll(KNOWN.keySet());
    }

    /** These, and at an address those that are missing. */
    Providers orAt(URI base) {
        Map<String, Provider> all = new LinkedHashMap<>();
        for (String name : KNOWN.keySet()) {
            Provider said = byName.get(name);
            all.put(name, said == null ? new Provider(base, LoopbackProvider.KEY) : said);
        }
        return new Providers(all);
    }

    @Nullable
    Provider find(String name) {
        return byName.get(name);
    }
}
