// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import java.util.Locale;

/**
 * A price file in LiteLLM's format of our own making, as large as the community's: 2,984 models, 1.4 MB.
 *
 * <p>The mix of keys is about the community's, the prices are invented. This class has no state.
 */
public final class SamplePriceFile {

    /** How many models there are. */
    public static final int MODELS = 2_984;

    private static final String[] FLAGS = {
        "function_calling", "tool_choice", "vision", "response_schema", "reasoning", "prompt_caching"
    };

    private SamplePriceFile() {}

    /** {@return the file, the same each time} */
    public static String text() {
        StringBuilder text = new StringBuilder("{\n");
        for (int i = 0; i < MODELS; i++) {
            text.append(i == 0 ? "" : ",\n").append(entry(i));
        }
        return text.append("\n}\n").toString();
    }

    private static String entry(int number) {
        StringBuilder entry = new StringBuilder();
        int price = 1 + number % 499;
        entry.append("    \"sample-")
                .append(number % 40)
                .append("/model-")
                .append(number)
                .append("\": {\n");
        number(entry, "max_input_tokens", "200000");
        number(entry, "max_output_tokens", "8192");
        number(entry, "max_tokens", "8192");
        if (number % 10 == 9) {
            number(entry, "output_cost_per_image", "0.0" + price);
        } else {
            number(entry, "input_cost_per_token", price + "e-08");
            number(entry, "output_cost_per_token", 4 * price + "e-08");
        }
        if (number % 4 == 0) {
            number(entry, "cache_read_input_token_cost", price + "e-09");
        }
        if (number % 12 == 0) {
            number(entry, "cache_creation_input_token_cost", "1.25e-08");
            number(entry, "input_cost_per_token_above_200k_tokens", 2 * price + "e-08");
            number(entry, "output_cost_per_token_above_200k_tokens", 8 * price + "e-08");
        }
        for (int i = 0; i < number % FLAGS.length; i++) {
            number(entry, "supports_" + FLAGS[i], "true");
        }
        if (number % 3 == 0) {
            number(entry, "source", "\"https://example.com/models/model-" + number + "/pricing\"");
            number(entry, "supported_endpoints", "[\"/v1/chat/completions\", \"/v1/responses\"]");
        }
        number(entry, "mode", number % 10 == 9 ? "\"image_generation\"" : "\"chat\"");
        entry.append(String.format(Locale.ROOT, "        \"litellm_provider\": \"sample-%d\"\n    }", number % 40));
        return entry.toString();
    }

    private static void number(StringBuilder entry, String key, String value) {
        entry.append("        \"").append(key).append("\": ").append(value).append(",\n");
    }
}
