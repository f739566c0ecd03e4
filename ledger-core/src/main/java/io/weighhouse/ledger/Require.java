// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;

/** The checks that several types share; what they throw names the value, shortened when it is long. */
final class Require {

    private static final int SHOWN_CHARS = 40;

    private Require() {}

    static void notNegative(String name, Amount amount) {
        if (amount.isNegative()) {
            throw new IllegalArgumentException("must be >= 0: " + name + '=' + amount);
        }
    }

    static void positive(String name, Amount amount) {
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("must be > 0: " + name + '=' + amount);
        }
    }

    static void atMost(int maxChars, String name, String text) {
        if (text.length() > maxChars) {
            throw new IllegalArgumentException(
                    "must be at most " + maxChars + " characters: " + name + '=' + quoted(text));
        }
    }

    static void ofTenant(TenantId tenant, AccountId account) {
        if (!tenant.equals(account.tenant())) {
            throw new IllegalArgumentException("must be an account of tenant " + tenant + ": account=" + account);
        }
    }

    static String quoted(String text) {
        return '"' + (text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...") + '"';
    }
}
