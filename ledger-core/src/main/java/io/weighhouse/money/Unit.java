// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.money;

/**
 * What an amount counts: a code, and how many decimal places its smallest part has.
 *
 * <p>{@code CREDIT/6} counts credits in millionths: the amount 1500000 of it is 1.5 credits. Two units are the same only
 * if both code and scale are: {@code USD/2} and {@code USD/9} do not mix.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param code 1 to 16 characters, an upper-case letter first, then upper-case letters, digits or underscores
 * @param scale decimal places of the smallest part, 0 to 18
 */
public record Unit(String code, int scale) {

    /** The largest scale: one whole unit still fits a {@code long} of smallest parts. */
    public static final int MAX_SCALE = 18;

    private static final int MAX_CODE_LENGTH = 16;

    /**
     * Checks both parts.
     *
     * @param code 1 to 16 characters, an upper-case letter first, then upper-case letters, digits or underscores
     * @param scale decimal places of the smallest part, 0 to 18
     * @throws IllegalArgumentException if either is out of range
     */
    public Unit {
        if (!isCode(code)) {
            throw new IllegalArgumentException(
                    "must be 1 to 16 of A-Z, 0-9 and _, a letter first: code=" + quoted(code));
        }
        if (scale < 0 || scale > MAX_SCALE) {
            throw new IllegalArgumentException("must be 0 to 18: scale=" + scale);
        }
    }

    /**
     * The unit of a code and a scale; {@code Unit.of("CREDIT", 6)} counts credits in millionths.
     *
     * @param code as in {@link #Unit(String, int)}
     * @param scale decimal places of the smallest part, 0 to 18
     * @return the unit
     * @throws IllegalArgumentException if either is out of range
     */
    public static Unit of(String code, int scale) {
        return new Unit(code, scale);
    }

    /**
     * Reads the form that {@link #toString()} writes; {@code Unit.parse("CREDIT/6")} counts credits in millionths.
     *
     * @param text a code, a slash, a scale
     * @return the unit
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static Unit parse(String text) {
        int slash = text.indexOf('/');
        String scale = slash < 0 ? "" : text.substring(slash + 1);
        if (scale.isEmpty() || scale.length() > 2 || !scale.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("must be CODE/scale, as in CREDIT/6: unit=" + quoted(text));
        }
        return new Unit(text.substring(0, slash), Integer.parseInt(scale));
    }

    /** {@return the code, a slash and the scale, as in {@code CREDIT/6}} */
    @Override
    public String toString() {
        return code + '/' + scale;
    }

    private static boolean isCode(String code) {
        if (code.isEmpty() || code.length() > MAX_CODE_LENGTH || !isUpper(code.charAt(0))) {
            return false;
        }
        return code.chars().allMatch(c -> isUpper(c) || (c >= '0' && c <= '9') || c == '_');
    }

    private static boolean isUpper(int c) {
        return c >= 'A' && c <= 'Z';
    }

    /** Bad input goes into messages, but never more of it than a reader needs. */
    private static String quoted(String text) {
        return '"' + (text.length() <= 40 ? text : text.substring(0, 40) + "...") + '"';
    }
}
