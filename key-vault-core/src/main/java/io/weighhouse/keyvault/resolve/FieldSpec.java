// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.internal.Names;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One field of what a provider is shown: its name, whether it is secret, whether it must be there, and how it looks.
 *
 * <p>{@code FieldSpec.secret("api_key").startingWith("sk-ant-")} is Anthropic's only field; {@code
 * FieldSpec.plain("measurement_id").matching("G-[A-Z0-9]{4,16}")} is Google Analytics', which is no secret. A field is
 * required unless it is made {@link #optional()}. The form is a hint against pasting the wrong thing, no proof that a key
 * is good: that is what {@link SecretValidator} asks.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class FieldSpec {

    /** What most keys are made of. A line break or a space in a key is a slip of whoever pasted it. */
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,65536}");

    private final String name;
    private final boolean secret;
    private final boolean required;
    private final Pattern form;
    private final String hint;

    private FieldSpec(String name, boolean secret, boolean required, Pattern form, String hint) {
        this.name = name;
        this.secret = secret;
        this.required = required;
        this.form = form;
        this.hint = hint;
    }

    /**
     * A field that is sealed, and of which a mask is shown.
     *
     * @param name 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @return a required field of printable ASCII characters without spaces
     * @throws IllegalArgumentException if the name is not of that form
     */
    public static FieldSpec secret(String name) {
        return new FieldSpec(Names.id("field", name), true, true, PRINTABLE, "printable ASCII without spaces");
    }

    /**
     * A field that is no secret: it is stored and shown in clear.
     *
     * @param name 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @return a required field of printable ASCII characters without spaces
     * @throws IllegalArgumentException if the name is not of that form
     */
    public static FieldSpec plain(String name) {
        return new FieldSpec(Names.id("field", name), false, true, PRINTABLE, "printable ASCII without spaces");
    }

    /** {@return the same field, which may be left out} */
    public FieldSpec optional() {
        return new FieldSpec(name, secret, false, form, hint);
    }

    FieldSpec required() {
        return new FieldSpec(name, secret, true, form, hint);
    }

    /** What looks alike, under another name. */
    FieldSpec named(String other) {
        return new FieldSpec(Names.id("field", other), secret, required, form, hint);
    }

    /**
     * The same field with a known beginning, followed by at least one more printable ASCII character.
     *
     * @param prefixes one of which the value starts with, such as {@code sk-}
     * @return the field
     */
    public FieldSpec startingWith(String... prefixes) {
        String any = Arrays.stream(prefixes).map(Pattern::quote).collect(Collectors.joining("|"));
        return new FieldSpec(
                name,
                secret,
                required,
                Pattern.compile("(?:" + any + ")[!-~]{1,65536}"),
                "starts with " + String.join(" or ", prefixes));
    }

    /**
     * The same field with a form of its own. The value as a whole has to match; bytes above 127 are seen as the characters
     * 128 to 255.
     *
     * @param regex a regular expression that does not backtrack far, since strangers choose the values
     * @return the field
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    public FieldSpec matching(String regex) {
        return new FieldSpec(name, secret, required, Pattern.compile(regex), "matches " + regex);
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /** {@return whether it is sealed} */
    public boolean isSecret() {
        return secret;
    }

    /** {@return whether a credential without it is incomplete} */
    public boolean isRequired() {
        return required;
    }

    /** {@return how a value looks, for people: {@code starts with sk-ant-}} */
    public String hint() {
        return hint;
    }

    /** Reads the bytes where they are: a string of a secret could not be wiped. */
    boolean accepts(byte[] value) {
        return form.matcher(new Latin1(value, 0, value.length)).matches();
    }

    boolean accepts(String value) {
        return form.matcher(value).matches();
    }

    /** {@return name and form, as in {@code api_key (starts with sk-ant-)}} */
    @Override
    public String toString() {
        return name + " (" + hint + (required ? ")" : ", optional)");
    }

    /** Bytes as characters, without a copy. */
    private static final class Latin1 implements CharSequence {

        private static final int BYTE = 0xFF;

        private final byte[] bytes;
        private final int from;
        private final int to;

        Latin1(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            return (char) (bytes[from + index] & BYTE);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Latin1(bytes, from + start, from + end);
        }

        @Override
        public String toString() {
            return "redacted";
        }
    }
}
