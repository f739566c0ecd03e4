// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.money.Amount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a kind of customer gets, and at which markup.
 *
 * <p>The markup depends on the payer: on the platform's key a customer pays the marked-up cost, on a key of its own
 * perhaps nothing but a fee. A plan with {@code charging(Payer.PLATFORM, Markup.into(CREDIT).multiplier("1.8"))} alone
 * serves calls on the platform's keys only, since there is no price for any other.
 *
 * <p>This class is immutable and thread-safe; its builder is neither.
 */
public final class Plan {

    private static final int MAX_NAME_CHARS = 128;
    private static final int MAX_VERSION_CHARS = 64;

    private static final int MAX_INCLUDED = 8;
    private static final int MAX_COUNTED = 4;
    private static final int MAX_METER_CHARS = 28;
    private static final Duration MAX_TRIAL = Duration.ofDays(366);
    private static final Duration MAX_GRACE = Duration.ofDays(366);

    private final String name;
    private final String version;
    private final Quota quota;
    private final Map<Payer, Quota> payerQuotas;
    private final Map<Payer, Markup> markups;
    private final CallTerms terms;
    private final @Nullable PlanPrice price;
    private final @Nullable PeriodGrant grant;
    private final @Nullable Amount creditLimit;
    private final List<Included> included;
    private final List<Meter> counted;
    private final Duration trial;
    private final Duration grace;
    private final Entitlements entitlements;

    private Plan(Builder builder) {
        this.name = builder.name;
        this.version = builder.version;
        this.quota = builder.quota;
        this.payerQuotas = new EnumMap<>(builder.payerQuotas);
        this.markups = new EnumMap<>(builder.markups);
        this.terms = builder.terms;
        this.price = builder.price;
        this.grant = builder.grant;
        this.creditLimit = builder.creditLimit;
        this.included = List.copyOf(builder.included);
        this.counted = List.copyOf(builder.counted);
        this.trial = builder.trial;
        this.grace = builder.grace;
        this.entitlements = builder.entitlements;
    }

    /**
     * Starts a plan.
     *
     * @param name what it is called, such as {@code starter}: 1 to 128 characters; it is a label in the books
     * @return a builder
     * @throws IllegalArgumentException if it is empty or longer
     */
    public static Builder named(String name) {
        if (name.isBlank() || name.length() > MAX_NAME_CHARS) {
            throw new IllegalArgumentException("must be 1 to 128 characters: plan has " + name.length());
        }
        return new Builder(name);
    }

    /** {@return what it is called} */
    public String name() {
        return name;
    }

    /** {@return which version of its terms this is; empty unless it was said} */
    public String version() {
        return version;
    }

    /** {@return the limits of each of its callers} */
    public Quota quota() {
        return quota;
    }

    /**
     * The limits of each of its callers for calls that a payer owes the provider for.
     *
     * @param payer who owes the provider for the call
     * @return those that were said for the payer, else {@link #quota()}
     */
    public Quota quota(Payer payer) {
        return payerQuotas.getOrDefault(payer, quota);
    }

    /** {@return what it costs; empty if it need not be paid} */
    public Optional<PlanPrice> price() {
        return Optional.ofNullable(price);
    }

    /** {@return the credit that it gives each month; empty for none} */
    public Optional<PeriodGrant> grant() {
        return Optional.ofNullable(grant);
    }

    /** {@return how far the wallet may go below zero; empty if the plan does not say} */
    public Optional<Amount> creditLimit() {
        return Optional.ofNullable(creditLimit);
    }

    /** {@return what it includes in each month, at most 8} */
    public List<Included> included() {
        return included;
    }

    /** {@return the meters whose quantity in the month its prices depend on, at most 4} */
    public List<Meter> counted() {
        return counted;
    }

    /** {@return how long it can be tried out; zero if it cannot} */
    public Duration trial() {
        return trial;
    }

    /** {@return how long it goes on serving after what was paid for has ended; zero for not at all} */
    public Duration grace() {
        return grace;
    }

    /** {@return what its callers may use at all} */
    public Entitlements entitlements() {
        return entitlements;
    }

    /** {@return how its calls are held and settled} */
    public CallTerms terms() {
        return terms;
    }

    /**
     * The markup for a payer.
     *
     * @param payer who owes the provider for the call
     * @return the markup, or null if the plan does not serve such calls
     */
    public @Nullable Markup markup(Payer payer) {
        return markups.get(payer);
    }

    @Override
    public String toString() {
        return "Plan[" + name + ']';
    }

    /** Puts a plan together. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private final Map<Payer, Markup> markups = new EnumMap<>(Payer.class);
        private Quota quota = Quota.unlimited();
        private CallTerms terms = CallTerms.STANDARD;
        private final Map<Payer, Quota> payerQuotas = new EnumMap<>(Payer.class);
        private final List<Included> included = new ArrayList<>();
        private final List<Meter> counted = new ArrayList<>();
        private String version = "";
        private @Nullable PlanPrice price;
        private @Nullable PeriodGrant grant;
        private @Nullable Amount creditLimit;
        private Duration trial = Duration.ZERO;
        private Duration grace = Duration.ZERO;
        private Entitlements entitlements = Entitlements.ALL;

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Serves calls for which that payer owes the provider, at that markup.
         *
         * @param payer whose provider key is used
         * @param markup what the caller is charged
         * @return this builder
         */
        public Builder charging(Payer payer, Markup markup) {
            markups.put(payer, markup);
            return this;
        }

        /**
         * Limits each caller; unlimited unless said here.
         *
         * @param limits the rules for one caller
         * @return this builder
         */
        public Builder limited(Quota limits) {
            this.quota = limits;
            return this;
        }

        /**
         * How calls are held and settled; {@link CallTerms#STANDARD} unless said here.
         *
         * @param callTerms the terms
         * @return this builder
         */
        public Builder terms(CallTerms callTerms) {
            this.terms = callTerms;
            return this;
        }

        /**
         * Limits each caller otherwise where that payer owes the provider, such as not at all on keys of their own.
         *
         * @param payer whose provider key is used
         * @param limits the rules for one caller
         * @return this builder
         */
        public Builder limited(Payer payer, Quota limits) {
            payerQuotas.put(payer, limits);
            return this;
        }

        /**
         * Which version of its terms this is, for the records; empty unless said here.
         *
         * @param text such as {@code 2026-11}, at most 64 characters
         * @return this builder
         * @throws IllegalArgumentException if it is longer
         */
        public Builder version(String text) {
            if (text.length() > MAX_VERSION_CHARS) {
                throw new IllegalArgumentException("must be at most 64 characters: version has " + text.length());
            }
            this.version = text;
            return this;
        }

        /**
         * What it costs; it need not be paid unless said here.
         *
         * @param amount the price of a month or a year
         * @return this builder
         */
        public Builder priced(PlanPrice amount) {
            this.price = amount;
            return this;
        }

        /**
         * The credit that it gives each month; none unless said here.
         *
         * @param credit how much, and what becomes of the rest
         * @return this builder
         */
        public Builder granting(PeriodGrant credit) {
            this.grant = credit;
            return this;
        }

        /**
         * What it includes each month; may be said of several things.
         *
         * @param quantity how much of what, and what happens beyond
         * @return this builder
         * @throws IllegalArgumentException if there are more than 8, or two of one name
         */
        public Builder including(Included quantity) {
            if (included.size() == MAX_INCLUDED) {
                throw new IllegalArgumentException("must include at most 8 things: plan=" + name);
            }
            if (included.stream().anyMatch(other -> other.name().equals(quantity.name()))) {
                throw new IllegalArgumentException("must be one of each name: included=" + quantity.name());
            }
            included.add(quantity);
            return this;
        }

        /**
         * Counts what is used of a meter in each month, for prices that fall with the quantity.
         *
         * @param meter which meter
         * @return this builder
         * @throws IllegalArgumentException if there are more than 4, or its id has more than 28 characters
         */
        public Builder counting(Meter meter) {
            if (counted.size() == MAX_COUNTED) {
                throw new IllegalArgumentException("must count at most 4 meters: plan=" + name);
            }
            if (meter.id().length() > MAX_METER_CHARS) {
                throw new IllegalArgumentException("must have an id of at most 28 characters: meter=" + meter);
            }
            if (!counted.contains(meter)) {
                counted.add(meter);
            }
            return this;
        }

        /**
         * Lets the wallet go below zero, to be paid afterwards; the wallet is left as it is unless said here.
         *
         * @param limit how far, zero or more, in the wallet's unit
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder postpaid(Amount limit) {
            if (limit.isNegative()) {
                throw new IllegalArgumentException("must be >= 0: creditLimit=" + limit);
            }
            this.creditLimit = limit;
            return this;
        }

        /**
         * Lets it be tried out, once for each subscription; it cannot be unless said here.
         *
         * @param duration for how long, more than zero and at most 366 days
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder trial(Duration duration) {
            if (duration.isNegative() || duration.isZero() || duration.compareTo(MAX_TRIAL) > 0) {
                throw new IllegalArgumentException("must be > PT0S and <= " + MAX_TRIAL + ": trial=" + duration);
            }
            this.trial = duration;
            return this;
        }

        /**
         * Goes on serving for a while when what was paid for has ended; not at all unless said here.
         *
         * @param duration for how long, zero to 366 days
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder grace(Duration duration) {
            if (duration.isNegative() || duration.compareTo(MAX_GRACE) > 0) {
                throw new IllegalArgumentException("must be >= PT0S and <= " + MAX_GRACE + ": grace=" + duration);
            }
            this.grace = duration;
            return this;
        }

        /**
         * What its callers may use at all; everything unless said here.
         *
         * @param what scopes, providers and skus
         * @return this builder
         */
        public Builder entitled(Entitlements what) {
            this.entitlements = what;
            return this;
        }

        /**
         * The plan.
         *
         * @return the plan
         * @throws IllegalStateException if it serves no payer
         */
        public Plan build() {
            if (markups.isEmpty()) {
                throw new IllegalStateException("must charge at least one payer: plan=" + name);
            }
            return new Plan(this);
        }
    }
}
