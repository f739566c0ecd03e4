// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.export;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Words and numbers as hledger reads them.
 *
 * <p>What would mean something to hledger is written in percent and two hexadecimal digits for each of its bytes, the percent
 * itself too: so two different texts never look the same, and every one can be read back.
 */
final class JournalText {

    private JournalText() {}

    /** Tenant, kind and name; colons within a name make subaccounts, those that would make an empty one are escaped. */
    static String account(Account account) {
        String name = account.id().name();
        StringBuilder text = new StringBuilder(account.id().tenant().value());
        text.append(':').append(account.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        text.append(':');
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean between = i > 0 && i < name.length() - 1 && name.charAt(i - 1) != ':' && name.charAt(i + 1) != ':';
            if (isPlain(c) || (c == ':' && between)) {
                text.append(c);
            } else {
                escape(text, c);
            }
        }
        return text.toString();
    }

    /** Liabilities, revenue, expenses and assets, as hledger's own reports sort accounts. */
    static String type(AccountKind kind) {
        return switch (kind) {
            case WALLET -> "L";
            case REVENUE, BREAKAGE -> "R";
            case PROVIDER_COST, PROMOTION -> "X";
            case CLEARING -> "A";
            case COUNTER -> throw new IllegalArgumentException("must take postings: kind=" + kind);
        };
    }

    static String commodity(Unit unit) {
        return '"' + unit.toString() + '"';
    }

    /** How a unit is written; the point is there even if nothing follows it, because hledger asks for it. */
    static String format(Unit unit) {
        return "1000." + "0".repeat(unit.scale()) + ' ' + commodity(unit);
    }

    static String number(Amount amount) {
        return amount.toDecimal().toPlainString();
    }

    static String description(String text) {
        return escaped(text, ";|");
    }

    /** A tag's name ends with a colon, and has no space. */
    static String tagName(String text) {
        return escaped(text, ";|:, ");
    }

    /** A tag's value ends with a comma or the line. */
    static String tagValue(String text) {
        return escaped(text, ";|,");
    }

    private static String escaped(String text, String special) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean atAnEnd = i == 0 || i == text.length() - 1;
            i += Character.charCount(c);
            boolean means = c == '%' || special.indexOf(c) >= 0;
            // Unicode's own spaces and line ends would be taken for the end of something, and any space at an end is
            // lost.
            boolean blank = Character.isWhitespace(c) || Character.isSpaceChar(c);
            if (means || (blank && (c != ' ' || atAnEnd)) || Character.isISOControl(c)) {
                escape(escaped, c);
            } else {
                escaped.appendCodePoint(c);
            }
        }
        return escaped.toString();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    private static void escape(StringBuilder text, int codePoint) {
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            text.append(String.format(Locale.ROOT, "%%%02X", b & 0xFF));
        }
    }
}
