// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Origins as browsers send them (RFC 6454), and patterns with a star for the first labels of a host. */
final class Origins {

    private static final int MAX_LENGTH = 300;
    private static final Pattern ORIGIN = Pattern.compile(
            "(https?)://(\\*\\.)?([a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?");

    private Origins() {}

    /** Returns the one spelling of a pattern. */
    static String pattern(String text) {
        Matcher origin = ORIGIN.matcher(text.length() > MAX_LENGTH ? "" : text.toLowerCase(Locale.ROOT));
        if (!origin.matches()) {
            throw new IllegalArgumentException(
                    "must be http(s)://host with an optional port, or *.host: origin=" + Names.quoted(text));
        }
        return spelled(origin);
    }

    /** Returns whether one of the patterns covers an origin; what is no origin is covered by none. */
    static boolean covered(String text, Set<String> patterns) {
        Matcher origin = ORIGIN.matcher(text.length() > MAX_LENGTH ? "" : text.toLowerCase(Locale.ROOT));
        if (!origin.matches() || origin.group(2) != null) {
            return false;
        }
        if (patterns.contains(spelled(origin))) {
            return true;
        }
        String host = origin.group(3);
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            if (patterns.contains(origin.group(1) + "://*" + host.substring(dot) + port(origin))) {
                return true;
            }
        }
        return false;
    }

    private static String spelled(Matcher origin) {
        String star = origin.group(2) == null ? "" : origin.group(2);
        return origin.group(1) + "://" + star + origin.group(3) + port(origin);
    }

    private static String port(Matcher origin) {
        String port = origin.group(4);
        String usual = origin.group(1).equals("https") ? "443" : "80";
        return port == null || port.equals(usual) ? "" : ':' + port;
    }
}
