// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.price.Markup;
import java.util.EnumMap;
import java.util.Map;
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

    private final String name;
    private final Quota quota;
    private final Map<Payer, Markup> markups;
    private final CallTerms terms;

    private Plan(Builder builder) {
        this.name = builder.name;
        this.quota = builder.quota;
        this.markups = new EnumMap<>(builder.markups);
        this.terms = builder.terms;
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

    /** {@return the limits of each of its callers} */
    public Quota quota() {
        return quota;
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
