// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Rate;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Numbers of LiteLLM's file, exactly, or the reason why an entry cannot be used. */
final class LiteLlmNumbers {

    private static final int MOST_SHOWN = 60;

    /** Hand-written files have "3e-7" in quotes; prose in a price's place is in the file's own documentation. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,30}([.][0-9]{1,40})?([eE][-+]?[0-9]{1,3})?");

    private LiteLlmNumbers() {}

    static Rate rate(long quantity, Meter meter, String key, JsonNode value) throws UnusableEntryException {
        try {
            return Rate.per(quantity, meter, number(key, value));
        } catch (IllegalArgumentException refused) {
            throw notANumber(key, value);
        }
    }

    static Rate tokenRate(Meter meter, String key, JsonNode value) throws UnusableEntryException {
        Rate rate = rate(1, meter, key, value);
        if (Plausible.isGrossForAToken(rate.unitPrice())) {
            throw new UnusableEntryException(
                    SkipReason.IMPLAUSIBLE, key + '=' + rate.unitPrice().toPlainString() + " USD a token");
        }
        return rate;
    }

    /** A number of tokens; limits are written as 2000000.0 too. */
    static long whole(String key, JsonNode value) throws UnusableEntryException {
        BigDecimal number = number(key, value);
        if (number.signum() >= 0 && number.precision() - number.scale() <= 18) {
            try {
                return number.longValueExact();
            } catch (ArithmeticException notWhole) {
                throw notANumber(key, value);
            }
        }
        throw notANumber(key, value);
    }

    static BigDecimal number(String key, JsonNode value) throws UnusableEntryException {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        if (value.isTextual() && NUMBER.matcher(value.textValue()).matches()) {
            return new BigDecimal(value.textValue());
        }
        throw notANumber(key, value);
    }

    static UnusableEntryException notANumber(String key, JsonNode value) {
        return new UnusableEntryException(SkipReason.NOT_A_NUMBER, key + '=' + shortened(value.toString()));
    }

    static UnusableEntryException notUnderstood(String key, JsonNode value) {
        return new UnusableEntryException(SkipReason.NOT_UNDERSTOOD, key + '=' + shortened(value.toString()));
    }

    static String shortened(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
    }
}
