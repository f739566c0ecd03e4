// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** The checks that several types share; what they throw names the value, shortened when it is long. */
final class Require {

    private static final int SHOWN_CHARS = 40;
    private static final int MAX_LIMIT = 1000;
    private static final int MAX_TAGS = 16;
    private static final int MAX_TAG_CHARS = 64;

    /** What fits a long of nanoseconds since 1970, and a little less. */
    private static final Instant EARLIEST = Instant.parse("1700-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2250-01-01T00:00:00Z");

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

    static void limit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("must be 1 to 1000: limit=" + limit);
        }
    }

    static void two(String name, AccountId account, String otherName, AccountId other) {
        if (account.equals(other)) {
            throw new IllegalArgumentException(
                    "must be two accounts: " + name + '=' + account + ' ' + otherName + '=' + other);
        }
    }

    static void grant(OperationId id, Posting posting, LotTerms terms) {
        positive("amount", posting.amount());
        ofTenant(id.tenant(), posting.from());
        terms.expiry().ifPresent(expiry -> ofTenant(id.tenant(), expiry.breakage()));
    }

    static void creditLimit(Amount creditLimit) {
        notNegative("creditLimit", creditLimit);
        if (creditLimit.minor() > Account.MAX_BALANCE_MINOR) {
            throw new IllegalArgumentException("must be < 2^61 smallest parts: creditLimit=" + creditLimit);
        }
    }

    static void step(int step, int least) {
        if (step < least) {
            throw new IllegalArgumentException("must be >= " + least + ": step=" + step);
        }
    }

    static void timeToLive(Duration timeToLive) {
        if (timeToLive.isNegative() || timeToLive.isZero() || timeToLive.compareTo(PlaceHold.MAX_TIME_TO_LIVE) > 0) {
            throw new IllegalArgumentException("must be > PT0S and <= PT24H: timeToLive=" + timeToLive);
        }
    }

    static void instant(String name, Instant instant) {
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw new IllegalArgumentException("must be from 1700 to 2250: " + name + '=' + instant);
        }
    }

    static Set<String> tagSet(String... tags) {
        return tags(new TreeSet<>(Arrays.asList(tags)));
    }

    static Set<String> tags(Set<String> tags) {
        if (tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException("must be at most 16 tags: tags=" + tags.size());
        }
        if (tags.isEmpty()) {
            return Set.of();
        }
        for (String tag : tags) {
            if (tag.isEmpty() || tag.length() > MAX_TAG_CHARS || !AccountId.isPrintable(tag)) {
                throw new IllegalArgumentException(
                        "must be 1 to 64 printable ASCII characters without spaces: tag=" + quoted(tag));
            }
        }
        return Set.copyOf(tags);
    }

    static String quoted(String text) {
        return '"' + (text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...") + '"';
    }
}
