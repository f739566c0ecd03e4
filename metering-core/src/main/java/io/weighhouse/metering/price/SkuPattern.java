// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

/**
 * Names that mean a sku: those of one provider that fit a text with stars.
 *
 * <p>{@code new SkuPattern("openai", "gpt-4o-2*", gpt4o)} fits {@code openai/gpt-4o-2024-11-20}, and not {@code
 * openai/gpt-4o-mini}. A star stands for any characters, or none. There are no other special ones, so that a pattern never
 * takes longer than its length times the name's.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param provider the provider, exactly
 * @param name the name, with stars, 1 to 256 characters
 * @param sku what it means
 */
public record SkuPattern(String provider, String name, Sku sku) {

    /**
     * Checks the name.
     *
     * @param provider the provider, exactly
     * @param name the name, with stars, 1 to 256 characters
     * @param sku what it means
     * @throws IllegalArgumentException if the name is blank or too long, or has no star: then it is an alias
     */
    public SkuPattern {
        Texts.name("pattern", name);
        if (name.indexOf('*') < 0) {
            throw new IllegalArgumentException("must have a star, or be an alias: pattern=" + Texts.quoted(name));
        }
    }

    /**
     * Whether a name fits.
     *
     * @param asked a provider and a name
     * @return whether they fit
     */
    public boolean fits(Sku asked) {
        return provider.equals(asked.provider()) && fits(asked.name());
    }

    /** Goes back to the last star only: what stands before it has fitted as early as it could. */
    private boolean fits(String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int afterStar = 0;
        while (at < text.length()) {
            if (in < name.length() && name.charAt(in) == '*') {
                star = in++;
                afterStar = at;
            } else if (in < name.length() && name.charAt(in) == text.charAt(at)) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++afterStar;
            } else {
                return false;
            }
        }
        while (in < name.length() && name.charAt(in) == '*') {
            in++;
        }
        return in == name.length();
    }
}
