// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The names of members that a scan looks for, each with what to do about it.
 *
 * <p>The last eight bytes of a name with its opening quote are compared as one word; only where they agree, the rest is
 * looked at.
 *
 * <p>This class is immutable and thread-safe.
 */
final class MemberNames {

    /** What a member with a string or an object for its value means. */
    enum Role {
        NONE,
        /** Text that a model produced. */
        TEXT,
        /** Text where there is no other: it repeats what that says. */
        TEXT_OTHERWISE,
        /** Pictures and sound, written as text: delivered, but their length says nothing of tokens. */
        DATA,
        /** The type of an event. */
        TYPE,
        /** An object that makes the document worth parsing. */
        MARKER,
        /** An object or array whose text does not count. */
        EXCEPT,
        /** Both of the last two. */
        EXCEPT_MARKER
    }

    private final byte[][] names;
    private final Role[] roles;
    private final long[] words;
    private final long[] masks;

    /** A bit for the last six bits of each name's last character. */
    private final long lastCharacters;

    private MemberNames(List<byte[]> quoted, List<Role> roles) {
        this.names = quoted.toArray(new byte[0][]);
        this.roles = roles.toArray(new Role[0]);
        this.words = new long[names.length];
        this.masks = new long[names.length];
        long last = 0;
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i];
            byte[] eight = new byte[8];
            int length = Math.min(8, name.length);
            System.arraycopy(name, name.length - length, eight, 8 - length, length);
            words[i] = ByteScan.word(eight, 0);
            masks[i] = length == 8 ? -1L : -1L << (64 - 8 * length);
            last |= 1L << name[name.length - 1];
        }
        this.lastCharacters = last;
    }

    /** What the member is for whose name ends before the quote at {@code end}, in a document that begins at {@code from}. */
    Role roleOf(byte[] json, int from, int end) {
        if (((lastCharacters >>> json[end - 1]) & 1) == 0) {
            return Role.NONE;
        }
        if (end < 8) {
            return slowly(json, from, end);
        }
        long word = ByteScan.word(json, end - 8);
        for (int i = 0; i < words.length; i++) {
            if (((word ^ words[i]) & masks[i]) == 0 && endsIn(names[i], json, from, end)) {
                return roles[i];
            }
        }
        return Role.NONE;
    }

    private Role slowly(byte[] json, int from, int end) {
        for (int i = 0; i < names.length; i++) {
            if (Arrays.equals(json, Math.max(from, end - names[i].length), end, names[i], 0, names[i].length)) {
                return roles[i];
            }
        }
        return Role.NONE;
    }

    /** Whether the rest agrees as well, where the last eight bytes do. */
    private static boolean endsIn(byte[] quoted, byte[] json, int from, int end) {
        int begin = end - quoted.length;
        return begin >= from
                && (begin == from || json[begin - 1] != '\\')
                && (quoted.length <= 8 || Arrays.equals(json, begin, end, quoted, 0, quoted.length));
    }

    /** Not thread-safe. */
    static final class Builder {

        private final List<byte[]> quoted = new ArrayList<>();
        private final List<Role> roles = new ArrayList<>();

        Builder add(Role role, String... names) {
            for (String name : names) {
                quoted.add(('"' + name).getBytes(StandardCharsets.US_ASCII));
                roles.add(role);
            }
            return this;
        }

        MemberNames build() {
            return new MemberNames(quoted, roles);
        }
    }
}
