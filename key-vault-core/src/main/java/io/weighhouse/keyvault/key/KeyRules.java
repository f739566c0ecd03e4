// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.util.List;

/** What the parts of a format must obey, so that a key can be read in one way only. */
final class KeyRules {

    static final int MIN_LEAD_LENGTH = 2;

    private static final int MAX_LENGTH = 1_024;

    private KeyRules() {}

    static void check(String definition, List<KeyPart> parts, boolean imported) {
        boolean hasLead =
                parts.get(0) instanceof KeyPart.Literal lead && lead.text().length() >= MIN_LEAD_LENGTH;
        require(imported || hasLead, "must begin with a literal of at least 2 characters", definition);
        require(
                count(parts, KeyPart.Environment.class) <= 1 && count(parts, KeyPart.Checksum.class) <= 1,
                "must have env and a checksum at most once each",
                definition);
        require(
                count(parts, KeyPart.Checksum.class) == 0 || parts.get(parts.size() - 1) instanceof KeyPart.Checksum,
                "must have its checksum at the end",
                definition);
        require(count(parts, KeyPart.Letters.class) > 0, "must have secret letters", definition);
        boolean varies = false;
        for (KeyPart part : parts) {
            if (part instanceof KeyPart.Letters letters) {
                require(!varies || !letters.isVariable(), "must vary in one place at most", definition);
                require(
                        imported || letters.alphabet() != Alphabet.ANY,
                        "must be imported to have letters of any",
                        definition);
                varies |= letters.isVariable();
            } else if (part instanceof KeyPart.PublicId id) {
                require(id.alphabet() != Alphabet.ANY, "must have an id of another alphabet than any", definition);
            } else if (part instanceof KeyPart.Environment environment) {
                require(
                        !varies || environment.isOfOneLength(),
                        "must have only parts of one length after the one that varies, and env has several",
                        definition);
                checkNames(environment.names(), definition);
            }
        }
    }

    static void checkLength(String definition, int maxLength) {
        require(maxLength <= MAX_LENGTH, "must have keys of at most 1,024 characters", definition);
    }

    private static void checkNames(List<String> names, String definition) {
        for (String name : names) {
            long like = names.stream().filter(other -> other.startsWith(name)).count();
            require(like == 1, "must have no env that begins with another, as with \"" + name + '"', definition);
        }
    }

    private static long count(List<KeyPart> parts, Class<? extends KeyPart> kind) {
        return parts.stream().filter(kind::isInstance).count();
    }

    private static void require(boolean fulfilled, String rule, String definition) {
        if (!fulfilled) {
            throw new IllegalArgumentException(rule + ": format=" + Names.quoted(definition));
        }
    }
}
