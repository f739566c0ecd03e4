// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.nio.charset.StandardCharsets;

/** The rules for names that come from outside. A message shows the bad name, but never more of it than a reader needs. */
public final class Names {

    private static final int MAX_TENANT_LENGTH = 64;
    private static final int MAX_NAME_LENGTH = 128;
    private static final int MAX_SHOWN = 40;

    private Names() {}

    /** Returns the value if it is 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-', the grammar of tenants and other ids. */
    public static String id(String what, String value) {
        if (!isId(value)) {
            throw new IllegalArgumentException(
                    "must be 1 to 64 of a-z, A-Z, 0-9, '.', '_', '-': " + what + '=' + quoted(value));
        }
        return value;
    }

    /** Returns the value if it is 1 to 128 printable ASCII characters without spaces. */
    public static String name(String what, String value) {
        if (value.isEmpty()
                || value.length() > MAX_NAME_LENGTH
                || !value.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(
                    "must be 1 to 128 printable ASCII characters without spaces: " + what + '=' + quoted(value));
        }
        return value;
    }

    /** Returns the value if it has at most so many characters, none of them a control character or half of a surrogate pair. */
    public static String text(String what, String value, int maxLength) {
        if (value.length() > maxLength
                || value.chars().anyMatch(Character::isISOControl)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new IllegalArgumentException("must be at most " + maxLength
                    + " characters, none of them a control character or half of a surrogate pair: " + what + '='
                    + quoted(value));
        }
        return value;
    }

    /** Returns the text in quotation marks, its control characters replaced and its tail left out. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder().append('"');
        text.chars().limit(MAX_SHOWN).forEach(c -> quoted.append(Character.isISOControl(c) ? '?' : (char) c));
        return quoted.append(text.length() > MAX_SHOWN ? "...\"" : "\"").toString();
    }

    /** Returns whether the value follows the grammar of {@link #id}. */
    public static boolean isId(String value) {
        return !value.isEmpty()
                && value.length() <= MAX_TENANT_LENGTH
                && value.chars().allMatch(Names::isIdCharacter);
    }

    private static boolean isIdCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }
}
