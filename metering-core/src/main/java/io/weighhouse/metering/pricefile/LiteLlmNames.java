// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.Sku;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds skus by the names that LiteLLM has for them, in the order in which LiteLLM looks.
 *
 * <p>Its file has names with the provider in front ({@code azure/gpt-4o}), without it ({@code gpt-4o}), and with something
 * else in front ({@code vertex_ai/claude-opus-5} of {@code vertex_ai-anthropic_models}). A book that {@link LiteLlmPriceFile}
 * has read keeps each name that is not provider and model as an alias of a provider called {@code litellm}: {@code
 * litellm/gpt-4o} means {@code openai/gpt-4o}. With these,
 *
 * <pre>
 *   LiteLlmNames.of(book).find(Sku.of("vertex_ai", "gemini-2.5-flash"))
 * </pre>
 *
 * <p>looks for {@code vertex_ai/gemini-2.5-flash} and then for {@code gemini-2.5-flash}, and finds that model of {@code
 * vertex_ai-language-models}. Upper and lower case are told apart, as there.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class LiteLlmNames {

    private static final String PROVIDER = "litellm";

    private final PriceBook book;

    private LiteLlmNames(PriceBook book) {
        this.book = book;
    }

    /**
     * The names in a book.
     *
     * @param book a book that {@link LiteLlmPriceFile} has read, perhaps written and read again since
     * @return its names
     */
    public static LiteLlmNames of(PriceBook book) {
        return new LiteLlmNames(book);
    }

    /**
     * Looks for {@code provider/model}, then {@code model}, then the model without its first segment.
     *
     * @param asked the provider and the model, in LiteLLM's words
     * @return the sku whose card it is, or empty if there is none
     */
    public Optional<Sku> find(Sku asked) {
        return first(candidates(asked));
    }

    /**
     * Looks for {@code provider/region/model} first, and then as {@link #find(Sku)}.
     *
     * @param asked the provider and the model, in LiteLLM's words
     * @param region a region of the provider, such as {@code us-east-1}
     * @return the sku whose card it is, or empty if there is none
     */
    public Optional<Sku> find(Sku asked, String region) {
        List<String> names = candidates(asked);
        names.add(0, asked.provider() + '/' + region + '/' + asked.name());
        return first(names);
    }

    /**
     * Looks for a model whose provider nobody has said: for the name, then for what follows its first slash.
     *
     * @param model the name, as in {@code gpt-4o} or {@code azure/gpt-4o}
     * @return the sku whose card it is, or empty if there is none
     */
    public Optional<Sku> find(String model) {
        return first(List.of(model, afterFirstSegment(model)));
    }

    private static List<String> candidates(Sku asked) {
        List<String> names = new ArrayList<>();
        names.add(asked.toString());
        names.add(asked.name());
        names.add(afterFirstSegment(asked.name()));
        return names;
    }

    private static String afterFirstSegment(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    private Optional<Sku> first(List<String> names) {
        return names.stream().flatMap(name -> named(name).stream()).findFirst();
    }

    private Optional<Sku> named(String name) {
        try {
            Sku other = book.aliases().get(Sku.of(PROVIDER, name));
            if (other != null || name.indexOf('/') < 0) {
                return Optional.ofNullable(other);
            }
            Sku plain = Sku.parse(name);
            return book.find(plain).isPresent() ? Optional.of(plain) : Optional.empty();
        } catch (IllegalArgumentException noNameOfASku) {
            return Optional.empty();
        }
    }

    /** What a book calls a name of the file; empty for one that is provider and model already. */
    static Optional<Sku> alias(String name, Sku sku) {
        return name.equals(sku.toString()) ? Optional.empty() : Optional.of(Sku.of(PROVIDER, name));
    }
}
