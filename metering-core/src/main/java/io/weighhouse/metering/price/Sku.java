// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

/**
 * What is sold: a provider's model, an action, an endpoint.
 *
 * <p>{@code openai/gpt-4o} is the model {@code gpt-4o} of {@code openai}. Upper and lower case are told apart.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param provider who sells it to us, 1 to 256 characters without a slash
 * @param name what it is called there, 1 to 256 characters, slashes allowed
 */
public record Sku(String provider, String name) {

    /**
     * Checks both parts.
     *
     * @param provider 1 to 256 characters without a slash
     * @param name 1 to 256 characters, slashes allowed
     * @throws IllegalArgumentException if either is blank, too long or has a control character
     */
    public Sku {
        Texts.name("provider", provider);
        Texts.name("name", name);
        if (provider.indexOf('/') >= 0) {
            throw new IllegalArgumentException("must have no slash: provider=" + Texts.quoted(provider));
        }
    }

    /**
     * The sku of a provider and a name.
     *
     * @param provider as in {@link #Sku(String, String)}
     * @param name as in {@link #Sku(String, String)}
     * @return the sku
     * @throws IllegalArgumentException if either is blank, too long or has a control character
     */
    public static Sku of(String provider, String name) {
        return new Sku(provider, name);
    }

    /**
     * Reads the form that {@link #toString()} writes; what follows the first slash is the name, so
     * {@code openrouter/openai/gpt-4o} is the model {@code openai/gpt-4o} of {@code openrouter}.
     *
     * @param text a provider, a slash, a name
     * @return the sku
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static Sku parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("must be provider/name, as in openai/gpt-4o: sku=" + Texts.quoted(text));
        }
        return new Sku(text.substring(0, slash), text.substring(slash + 1));
    }

    /** {@return provider, slash and name, as in {@code openai/gpt-4o}} */
    @Override
    public String toString() {
        return provider + '/' + name;
    }
}
