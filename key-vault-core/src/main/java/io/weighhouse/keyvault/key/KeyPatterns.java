// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.util.List;
import java.util.stream.Collectors;

/** Regular expressions that say what a format says, but for its checksum. */
final class KeyPatterns {

    private KeyPatterns() {}

    /** The pattern of a whole text, for ECMA, RE2 and Java alike. */
    static String anchored(List<KeyPart> parts) {
        return '^' + all(parts) + '$';
    }

    /**
     * The pattern of a key in other text. All that RE2 sees without taking it is whether a word ends, by \b. Where keys may
     * end in a letter that is part of no word, as in '-', the pattern takes the next character, which none of theirs is.
     */
    static String scanner(List<KeyPart> parts) {
        KeyPart first = parts.get(0);
        boolean beginsWord =
                first instanceof KeyPart.Literal lead && isWord(lead.text().charAt(0));
        return (beginsWord ? "\\b(" : "(") + all(parts) + ')' + behind(parts.get(parts.size() - 1));
    }

    private static String behind(KeyPart last) {
        if (last instanceof KeyPart.Letters letters) {
            return behind(letters.alphabet());
        }
        if (last instanceof KeyPart.PublicId id) {
            return behind(id.alphabet());
        }
        if (last instanceof KeyPart.Checksum) {
            return behind(Alphabet.B62);
        }
        List<String> ends = last instanceof KeyPart.Environment environment
                ? environment.names()
                : List.of(((KeyPart.Literal) last).text());
        return ends.stream().allMatch(end -> isWord(end.charAt(end.length() - 1))) ? "\\b" : "";
    }

    private static String behind(Alphabet alphabet) {
        return alphabet.letters.chars().allMatch(KeyPatterns::isWord)
                ? "\\b"
                : "(?:[^" + alphabet.pattern.substring(1) + "|$)";
    }

    private static boolean isWord(int c) {
        return Alphabet.B62.contains((char) c) || c == '_';
    }

    private static String all(List<KeyPart> parts) {
        return parts.stream().map(KeyPatterns::one).collect(Collectors.joining());
    }

    private static String one(KeyPart part) {
        if (part instanceof KeyPart.Literal literal) {
            return escaped(literal.text());
        }
        if (part instanceof KeyPart.Environment environment) {
            return environment.names().stream().map(KeyPatterns::escaped).collect(Collectors.joining("|", "(?:", ")"));
        }
        if (part instanceof KeyPart.Letters letters) {
            return letters.alphabet().pattern
                    + (letters.isVariable()
                            ? "{" + letters.min() + ',' + letters.max() + '}'
                            : "{" + letters.min() + '}');
        }
        return part instanceof KeyPart.PublicId id
                ? id.alphabet().pattern + '{' + id.length() + '}'
                : Alphabet.B62.pattern + '{' + KeyPart.Checksum.LENGTH + '}';
    }

    /** Only what every dialect lets a backslash stand before. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            escaped.append("\\^$.|?*+()[]{}/".indexOf(c) < 0 ? "" : "\\").append(c);
        }
        return escaped.toString();
    }
}
