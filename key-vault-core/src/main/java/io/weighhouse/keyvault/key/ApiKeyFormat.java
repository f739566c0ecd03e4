// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What the keys of one kind look like; makes new ones, and tells without any lookup what cannot be one.
 *
 * <p>A format is written as literals and placeholders: <code>wh_sk_{env:live|test}_{b62:32}{crc}</code>.
 *
 * <ul>
 *   <li><code>{env:live|test}</code> one of these words, at most once
 *   <li><code>{b62:32}</code> 32 random letters; the alphabets are {@code b62} (0-9A-Za-z), {@code b64u} (with - and _),
 *       {@code b58} (without 0, O, I and l) and {@code hex} (lower case)
 *   <li><code>{crc}</code> at the end: CRC-32/ISO-HDLC of the random letters, as six letters of {@code b62}, the most
 *       significant first, the way GitHub's tokens carry it. It catches typing errors, not attackers.
 * </ul>
 *
 * <p>Every key of a format has its parts at fixed places, found by counting: random letters may be '-' or '_', so nothing
 * is ever split at a delimiter. A format begins with a literal and has at least 128 random bits; {@code {b62:32}} has
 * 190.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class ApiKeyFormat {

    /** What a text can be seen to be without any lookup. */
    public enum Check {
        /** It may be a key of this format. */
        OK,
        /** It does not begin as keys of this format do. */
        FOREIGN,
        /** It begins so, but its length or its letters are wrong. */
        MALFORMED,
        /** All is right but the checksum. */
        BAD_CHECKSUM
    }

    private static final int MIN_RANDOM_BITS = 128;
    private static final int MAX_DEFINITION_LENGTH = 256;
    private static final int MIN_LEAD_LENGTH = 2;
    private static final int SHOWN_AT_EACH_END = 2;

    final List<KeyPart> parts;
    private final String definition;
    private final boolean showsEnds;

    private ApiKeyFormat(String definition) {
        this.definition = definition;
        this.parts = KeyPart.parse(definition);
        long environments = count(KeyPart.Environment.class);
        long checksums = count(KeyPart.Checksum.class);
        if (!(parts.get(0) instanceof KeyPart.Literal lead) || lead.text().length() < MIN_LEAD_LENGTH) {
            throw wrong("must begin with a literal of at least 2 characters");
        }
        if (environments > 1 || checksums > 1) {
            throw wrong("must have env and crc at most once each");
        }
        if (checksums == 1 && !(parts.get(parts.size() - 1) instanceof KeyPart.Checksum)) {
            throw wrong("must have its crc at the end");
        }
        for (String name : environments()) {
            if (environments().stream().filter(other -> other.startsWith(name)).count() > 1) {
                throw wrong("must have no env that begins with another, as with \"" + name + '"');
            }
        }
        BigInteger keys = numberOfKeys();
        if (keys.bitLength() <= MIN_RANDOM_BITS) {
            throw wrong("must have at least 128 random bits");
        }
        this.showsEnds = keys.bitLength() - 2 * SHOWN_AT_EACH_END * 6 > MIN_RANDOM_BITS;
    }

    /**
     * Reads a definition.
     *
     * @param definition literals and placeholders, such as <code>wh_sk_{env:live|test}_{b62:32}{crc}</code>
     * @return the format
     * @throws IllegalArgumentException if the definition cannot be read, does not begin with a literal, or leaves fewer
     *     than 128 random bits
     */
    public static ApiKeyFormat parse(String definition) {
        if (definition.isEmpty() || definition.length() > MAX_DEFINITION_LENGTH) {
            throw new IllegalArgumentException("must be 1 to 256 characters: format=" + Names.quoted(definition));
        }
        return new ApiKeyFormat(definition);
    }

    /** {@return the environments that a key can name, in their order; empty if the format has none} */
    public List<String> environments() {
        return parts.stream()
                .filter(KeyPart.Environment.class::isInstance)
                .flatMap(part -> ((KeyPart.Environment) part).names().stream())
                .map(KeyPart.Literal::text)
                .toList();
    }

    /**
     * Makes a new key.
     *
     * @param random where its letters come from
     * @param environment one of {@link #environments()}, or empty if there are none
     * @return the key
     * @throws IllegalArgumentException if the format does not have that environment
     */
    public ApiKey generate(SecureRandom random, String environment) {
        if (environments().isEmpty() ? !environment.isEmpty() : !environments().contains(environment)) {
            throw new IllegalArgumentException(
                    "must be one of " + environments() + ": environment=" + Names.quoted(environment));
        }
        char[] text = new char[lengthIn(environment)];
        int at = 0;
        int randomAt = 0;
        CRC32 crc = new CRC32();
        for (KeyPart part : parts) {
            int from = at;
            if (part instanceof KeyPart.Letters letters) {
                randomAt = randomAt == 0 ? at : randomAt;
                at += letters.length();
                letters.alphabet().fill(text, from, at, random);
                for (int i = from; i < at; i++) {
                    crc.update(text[i]);
                }
            } else if (part instanceof KeyPart.Checksum) {
                KeyPart.Checksum.write(crc.getValue(), text, at);
                at += KeyPart.Checksum.LENGTH;
            } else {
                String fixed = part instanceof KeyPart.Literal literal ? literal.text() : environment;
                fixed.getChars(0, fixed.length(), text, at);
                at += fixed.length();
            }
        }
        return new ApiKey(text, mask(text, randomAt));
    }

    /**
     * Tells without any lookup whether a text may be a key of this format. The answer takes no longer for a long text
     * than for a short one.
     *
     * @param text anything
     * @return {@link Check#OK} if it may be one, else why not
     */
    public Check check(CharSequence text) {
        return new KeyReader(this).read(text);
    }

    /** {@return the definition} */
    @Override
    public String toString() {
        return definition;
    }

    int randomLetters() {
        return parts.stream()
                .mapToInt(part -> part instanceof KeyPart.Letters letters ? letters.length() : 0)
                .sum();
    }

    int maxLength() {
        return environments().stream().mapToInt(this::lengthIn).max().orElse(lengthIn(""));
    }

    /** Shows what every key begins with, and two letters at each end only if 128 random bits stay unseen. */
    private String mask(char[] text, int randomAt) {
        return showsEnds
                ? String.valueOf(text, 0, randomAt + SHOWN_AT_EACH_END)
                        + ".."
                        + String.valueOf(text, text.length - SHOWN_AT_EACH_END, SHOWN_AT_EACH_END)
                : String.valueOf(text, 0, randomAt) + "..";
    }

    private int lengthIn(String environment) {
        return parts.stream()
                .mapToInt(part -> part instanceof KeyPart.Literal literal
                        ? literal.text().length()
                        : part instanceof KeyPart.Letters letters
                                ? letters.length()
                                : part instanceof KeyPart.Checksum ? KeyPart.Checksum.LENGTH : environment.length())
                .sum();
    }

    private BigInteger numberOfKeys() {
        BigInteger keys = BigInteger.ONE;
        for (KeyPart part : parts) {
            if (part instanceof KeyPart.Letters letters) {
                keys = keys.multiply(
                        BigInteger.valueOf(letters.alphabet().letters.length()).pow(letters.length()));
            }
        }
        return keys;
    }

    private long count(Class<? extends KeyPart> kind) {
        return parts.stream().filter(kind::isInstance).count();
    }

    private IllegalArgumentException wrong(String rule) {
        return new IllegalArgumentException(rule + ": format=" + Names.quoted(definition));
    }
}
