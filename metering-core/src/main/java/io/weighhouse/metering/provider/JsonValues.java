// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads single JSON values: counts, amounts and short texts.
 *
 * <p>Not thread-safe.
 */
final class JsonValues {

    private static final JsonFactory JSON = new JsonFactory();

    /** Longer numbers are no counts and no amounts, whatever they are. */
    private static final int LONGEST_NUMBER = 40;

    /** Of a count: 2^50 has sixteen. */
    private static final int MOST_DIGITS = 16;

    private static final int LONGEST_SHOWN = 40;
    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(1_000_000_000L);
    private static final BigDecimal MOST_COST = BigDecimal.valueOf(1_000_000_000L);
    private static final int TICK_SCALE = 10;

    private final byte[] json;
    private final Found found;

    JsonValues(byte[] json, Found found) {
        this.json = json;
        this.found = found;
    }

    /** Puts the value into the slot; false if it is not what the slot takes. A null says nothing. */
    boolean take(Slot slot, int from, int end) {
        if (json[from] == 'n') {
            return true;
        }
        switch (slot.kind) {
            case PART, PART_OTHERWISE, PART_ON_TOP, PART_ADDED, METER -> {
                long count = count(from, end);
                if (count == TokenCounts.ABSENT) {
                    return false;
                }
                found.count(slot, count);
            }
            case SECONDS -> {
                if (json[from] == '{') {
                    // Mistral writes an empty object where there was no sound.
                    return JsonSkip.space(json, from + 1, end) == end - 1;
                }
                BigDecimal seconds = decimal(from, end, MOST_SECONDS);
                if (seconds == null) {
                    return false;
                }
                found.count(
                        slot,
                        seconds.movePointRight(3)
                                .setScale(0, RoundingMode.CEILING)
                                .longValueExact());
            }
            case COST, UPSTREAM_COST -> {
                BigDecimal cost = decimal(from, end, MOST_COST);
                if (cost == null) {
                    return false;
                }
                found.cost(slot.kind, cost);
            }
            case COST_TICKS -> {
                BigDecimal ticks = decimal(from, end, MOST_COST.movePointRight(TICK_SCALE));
                if (ticks == null) {
                    return false;
                }
                found.cost(slot.kind, ticks.movePointLeft(TICK_SCALE));
            }
            case FAILURE -> {
                if (json[from] == '"') {
                    found.errorBegins();
                }
            }
            default -> {
                String text = text(from, end);
                if (slot.isText() && text != null) {
                    found.text(slot.kind, text);
                }
            }
        }
        return true;
    }

    /** Takes a count that is plainly one; returns the index after it, or CUT if it is for {@link #take} to say what it is. */
    int tokens(Slot slot, int from, int to) {
        int most = Math.min(to, from + MOST_DIGITS + 1);
        long count = 0;
        int at = from;
        for (; at < most && json[at] >= '0' && json[at] <= '9'; at++) {
            count = 10 * count + json[at] - '0';
        }
        boolean plain = at > from && at < most && (json[at] == ',' || json[at] == '}') && count <= TokenCounts.MOST;
        if (!plain || (json[from] == '0' && at > from + 1)) {
            return JsonSkip.CUT;
        }
        found.count(slot, count);
        return at;
    }

    /** A whole number from 0 to 2^50, or ABSENT if it is anything else. */
    long count(int from, int end) {
        int length = end - from;
        if (length > MOST_DIGITS || (json[from] == '0' && length > 1)) {
            return TokenCounts.ABSENT;
        }
        long count = 0;
        for (int at = from; at < end; at++) {
            int digit = json[at] - '0';
            if (digit < 0 || digit > 9) {
                return TokenCounts.ABSENT;
            }
            count = 10 * count + digit;
        }
        return count <= TokenCounts.MOST ? count : TokenCounts.ABSENT;
    }

    /** What a string says, or a number's digits, or null; only its beginning if it is long. */
    @Nullable
    String text(int from, int end) {
        if (json[from] != '"') {
            boolean number = json[from] >= '0' && json[from] <= '9';
            return number ? shown(from, end) : null;
        }
        int length = Math.min(end - from - 2, Found.LONGEST_READ);
        if (ByteScan.quoteOrEscape(json, from + 1, end) == end - 1) {
            return new String(json, from + 1, length, StandardCharsets.UTF_8);
        }
        try (JsonParser parser = JSON.createParser(json, from, end - from)) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException malformed) {
            return null;
        }
    }

    String shown(int from, int end) {
        int length = end - from;
        String text = new String(json, from, Math.min(length, LONGEST_SHOWN), StandardCharsets.UTF_8);
        return length <= LONGEST_SHOWN ? text : text + "...";
    }

    /** A number from 0 to the most, exactly as written, or null. */
    private @Nullable BigDecimal decimal(int from, int end, BigDecimal most) {
        if (end - from > LONGEST_NUMBER || json[from] < '0' || json[from] > '9') {
            return null;
        }
        try {
            BigDecimal value = new BigDecimal(new String(json, from, end - from, StandardCharsets.US_ASCII));
            // Nothing is computed with an exponent that would write a billion digits.
            boolean moderate = Math.abs((long) value.scale()) <= LONGEST_NUMBER;
            return moderate && value.compareTo(most) <= 0 ? value : null;
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }
}
