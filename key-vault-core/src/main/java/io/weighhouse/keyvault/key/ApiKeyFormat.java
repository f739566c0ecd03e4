// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of one kind look like; makes new ones, and tells without any lookup what cannot be one.
 *
 * <p>A format is written as literals and placeholders: <code>wh_sk_{env:live|test}_{b62:32}{crc}</code>.
 *
 * <ul>
 *   <li><code>{env:live|test}</code> one of these words, at most once
 *   <li><code>{b62:32}</code> 32 secret random letters; the alphabets are {@code b62} (0-9A-Za-z), {@code b64u} (with - and
 *       _), {@code b58} (without 0, O, I and l), {@code hex} (lower case) and {@code any} (every printable character of
 *       ASCII but the blank, for {@link #imported} keys only)
 *   <li><code>{b58:20-24}</code> 20 to 24 of them, 24 in new keys; at most once
 *   <li><code>{id:b58:8}</code> 8 random letters that are no secret
 *   <li><code>{crc}</code> at the end: CRC-32/ISO-HDLC of the secret letters, as six letters of {@code b62}, the most
 *       significant first, the way GitHub's tokens carry it. It catches typing errors, not attackers.
 *   <li><code>{kcrc}</code> at the end: six letters that nobody can work out without a {@linkplain #withCheckKey check key}
 * </ul>
 *
 * <p>Every part of a key is found by counting: random letters may be '-' or '_', so nothing is ever split at a delimiter. A
 * format begins with a literal and has at least 128 random bits; {@code {b62:32}} has 190. Where the number of letters
 * varies, new keys have all of them, and the shortest key that is accepted has at least 112 bits.
 *
 * <p>Neither the checksum nor the digest by which keys are found covers literals, environment and id.
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

    private static final int MAX_DEFINITION_LENGTH = 256;

    final List<KeyPart> parts;
    final boolean hasChecksum;

    private final String definition;
    private final boolean imported;
    private final boolean keyed;
    private final @Nullable CheckKey checkKey;
    private final KeyStrength strength;
    private final List<KeyShape> shapes;
    private final byte[] domain;
    private @Nullable KeyFormats alone;

    private ApiKeyFormat(String definition, boolean imported, byte @Nullable [] checkKey) {
        this.definition = definition;
        this.imported = imported;
        this.parts = KeyPart.parse(definition);
        KeyRules.check(definition, parts, imported);
        this.hasChecksum = parts.get(parts.size() - 1) instanceof KeyPart.Checksum;
        this.keyed = hasChecksum && ((KeyPart.Checksum) parts.get(parts.size() - 1)).keyed();
        this.checkKey = checkKey == null ? null : new CheckKey(checkKey, lead());
        this.domain = (lead() + '\0').getBytes(StandardCharsets.US_ASCII);
        this.strength = KeyStrength.of(definition, parts, imported);
        this.shapes = (environments().isEmpty() ? List.of("") : environments())
                .stream().map(environment -> new KeyShape(this, environment)).toList();
        KeyRules.checkLength(definition, maxLength());
    }

    /**
     * Reads a definition.
     *
     * @param definition literals and placeholders, such as <code>wh_sk_{env:live|test}_{b62:32}{crc}</code>
     * @return the format
     * @throws IllegalArgumentException if the definition cannot be read, could be read in two ways, does not begin with a
     *     literal of 2 characters or more, or leaves too few random bits
     */
    public static ApiKeyFormat parse(String definition) {
        return new ApiKeyFormat(bounded(definition), false, null);
    }

    /**
     * Reads the definition of keys that somebody else made and that are to be accepted on: <code>{any:1-128}</code> is any
     * text without blanks. Such a format may begin with anything, and need not have 128 random bits. It makes no keys, shows
     * nothing of them, and comes after all other formats. The weaker it is, the easier its keys are to guess: replace them.
     *
     * @param definition literals and placeholders, such as <code>test-key-{any:1-20}</code>
     * @return the format
     * @throws IllegalArgumentException if the definition cannot be read, or could be read in two ways
     */
    public static ApiKeyFormat imported(String definition) {
        return new ApiKeyFormat(bounded(definition), true, null);
    }

    private static String bounded(String definition) {
        if (definition.isEmpty() || definition.length() > MAX_DEFINITION_LENGTH) {
            throw new IllegalArgumentException("must be 1 to 256 characters: format=" + Names.quoted(definition));
        }
        return definition;
    }

    /**
     * This format with the key of its <code>{kcrc}</code>, which everybody needs who makes or checks such keys. The six
     * letters are HMAC-SHA-256 of the format's first literal, a zero byte and the secret letters: the first 8 bytes as an
     * unsigned number, modulo 62^6.
     *
     * @param key 32 random bytes; they are copied, and live as long as the format does
     * @return the format that can make and check keys
     * @throws IllegalArgumentException if the key has another length, or the format has no <code>{kcrc}</code>
     */
    public ApiKeyFormat withCheckKey(byte[] key) {
        if (!keyed) {
            throw new IllegalArgumentException("must have a {kcrc}: format=" + Names.quoted(definition));
        }
        return new ApiKeyFormat(definition, imported, key);
    }

    /** {@return the environments that a key can name, in their order; empty if the format has none} */
    public List<String> environments() {
        for (KeyPart part : parts) {
            if (part instanceof KeyPart.Environment environment) {
                return environment.names();
            }
        }
        return List.of();
    }

    /** {@return whether the format is for keys that somebody else made} */
    public boolean isImported() {
        return imported;
    }

    /**
     * How many random bits a key has, rounded down: 190 for {@code {b62:32}}. Public ids and checksums do not count. Where the
     * number of letters varies it is that of a new key, and of the shortest key if the format is imported; letters of
     * {@code any} count nothing, because nobody knows how they came about.
     *
     * @return at least 128, or at least 0 if the format is imported
     */
    public int entropyBits() {
        return imported ? strength.leastBits() : strength.mostBits();
    }

    /** {@return how many characters the shortest key has, at least 1} */
    public int minLength() {
        return shapes.stream().mapToInt(shape -> shape.minLength).min().orElseThrow();
    }

    /** {@return how many characters the longest key has, at most 1,024} */
    public int maxLength() {
        return shapes.stream().mapToInt(shape -> shape.maxLength).max().orElseThrow();
    }

    /**
     * Makes a new key.
     *
     * @param random where its letters come from
     * @param environment one of {@link #environments()}, or empty if there are none
     * @return the key
     * @throws IllegalArgumentException if the format does not have that environment
     * @throws IllegalStateException if the format is imported, or has a <code>{kcrc}</code> but no check key
     */
    public ApiKey generate(SecureRandom random, String environment) {
        if (imported) {
            throw new IllegalStateException(
                    "must not be imported to make keys, only to accept them: format=" + Names.quoted(definition));
        }
        requireCheckKey();
        KeyShape shape = shapes.stream()
                .filter(one -> one.environment.equals(environment))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "must be one of " + environments() + ": environment=" + Names.quoted(environment)));
        char[] text = new char[shape.maxLength];
        byte[] body = new byte[shape.maxLength];
        int at = 0;
        int letters = 0;
        for (KeyPart part : parts) {
            int from = at;
            if (part instanceof KeyPart.Letters secret) {
                at += secret.max();
                secret.alphabet().fill(text, from, at, random);
                for (int i = from; i < at; i++) {
                    body[letters++] = (byte) text[i];
                }
            } else if (part instanceof KeyPart.PublicId id) {
                at += id.length();
                id.alphabet().fill(text, from, at, random);
            } else if (part instanceof KeyPart.Checksum) {
                KeyPart.Checksum.write(checksum(body, letters), text, at);
                at += KeyPart.Checksum.LENGTH;
            } else {
                String fixed = part instanceof KeyPart.Literal literal ? literal.text() : environment;
                fixed.getChars(0, fixed.length(), text, at);
                at += fixed.length();
            }
        }
        Arrays.fill(body, (byte) 0);
        return new ApiKey(text, display(shape, text, text.length));
    }

    private long checksum(byte[] body, int letters) {
        if (checkKey != null) {
            return checkKey.checksum(body, letters, Hmac.sha256(), new byte[KeyDigest.LENGTH]);
        }
        CRC32 crc = new CRC32();
        crc.update(body, 0, letters);
        return crc.getValue();
    }

    /**
     * Tells without any lookup whether a text may be a key of this format. The answer takes no longer for a long text
     * than for a short one.
     *
     * @param text anything
     * @return {@link Check#OK} if it may be one, else why not
     * @throws IllegalStateException if the format has a <code>{kcrc}</code> but no check key
     */
    public Check check(CharSequence text) {
        return alone().check(text);
    }

    /**
     * What may be stored of a key in clear, for display or to find old hashes by: its beginning, with up to 4 secret letters,
     * and no more than 18 characters in all, such as {@code glyph_sk_live_1234}. Of an imported key it is the literal that
     * its format begins with.
     *
     * @param key a key of this format
     * @return its beginning; together with {@link #display} it leaves 128 random bits unseen
     * @throws IllegalArgumentException if it is no key of this format; the message does not show it
     * @throws IllegalStateException if the format has a <code>{kcrc}</code> but no check key
     */
    public String start(String key) {
        return read(key).start();
    }

    /**
     * A key's mask: its beginning, and two secret letters at each end if there are letters to spare, such as
     * {@code wh_sk_live_ab..yz}. Of an imported key it is the literal that its format begins with, and dots.
     *
     * @param key a key of this format
     * @return its mask; together with {@link #start} it leaves 128 random bits unseen
     * @throws IllegalArgumentException if it is no key of this format; the message does not show it
     * @throws IllegalStateException if the format has a <code>{kcrc}</code> but no check key
     */
    public String display(String key) {
        return read(key).display();
    }

    private KeyReader read(String key) {
        KeyReader reader = new KeyReader(alone());
        if (reader.read(key) != Check.OK) {
            throw new IllegalArgumentException("must be a key of the format " + Names.quoted(definition));
        }
        return reader;
    }

    /**
     * A regular expression that finds such keys in other text, for leak scanners that speak RE2: the key is its first group.
     * What {@link #check} then says of the group is the checksum's verdict.
     *
     * @return the expression, such as {@code \b(ghp_[0-9A-Za-z]{30}[0-9A-Za-z]{6})\b}
     * @throws IllegalStateException if the format is imported and does not begin with a literal of 2 characters or more: it
     *     would find every word
     */
    public String scannerPattern() {
        if (lead().length() < KeyRules.MIN_LEAD_LENGTH) {
            throw new IllegalStateException(
                    "must begin with a literal to be found in other text: format=" + Names.quoted(definition));
        }
        return KeyPatterns.scanner(parts);
    }

    /**
     * A regular expression for the {@code pattern} of an OpenAPI or JSON schema, in ECMA's dialect.
     *
     * @return the expression of a whole key but for its checksum, such as {@code ^glyph_sk_(?:dev|live)_[0-9A-Za-z]{32}$}
     */
    public String openApiPattern() {
        return KeyPatterns.anchored(parts);
    }

    /** {@return the definition} */
    @Override
    public String toString() {
        return definition;
    }

    /** What every key begins with; empty if an imported format begins with something else. */
    String lead() {
        return parts.get(0) instanceof KeyPart.Literal literal ? literal.text() : "";
    }

    /** What keeps this format's digests under a pepper apart from those of others. The array belongs to this format. */
    byte[] domain() {
        return domain;
    }

    List<KeyShape> shapes() {
        return new ArrayList<>(shapes);
    }

    void requireCheckKey() {
        if (keyed && checkKey == null) {
            throw new IllegalStateException(
                    "must have its check key, see withCheckKey: format=" + Names.quoted(definition));
        }
    }

    /** The checksum that the key in a reader should have. */
    long checksum(KeyReader reader) {
        return checkKey == null ? reader.crc() : reader.keyed(checkKey);
    }

    String start(KeyShape shape, char[] text) {
        return imported
                ? lead().substring(0, Math.min(lead().length(), KeyStrength.MAX_START_LENGTH))
                : String.valueOf(text, 0, strength.startLength(shape.headLength));
    }

    String display(KeyShape shape, char[] text, int length) {
        if (imported) {
            return lead() + "...";
        }
        int shown = strength.shownAtEachEnd();
        return String.valueOf(text, 0, shape.headLength + shown) + ".." + String.valueOf(text, length - shown, shown);
    }

    private KeyFormats alone() {
        KeyFormats known = alone;
        if (known == null) {
            known = KeyFormats.of(this);
            alone = known;
        }
        return known;
    }
}
