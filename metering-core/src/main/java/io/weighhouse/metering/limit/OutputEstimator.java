// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Learns how many output tokens the calls of a model have, so that less than the most that they may have need be reserved.
 *
 * <p>A call that may have 4,000 output tokens mostly has a few hundred. Reserving the 4,000 keeps other calls out until it
 * is settled; reserving what 19 of 20 calls keep to does not, and what the twentieth uses beyond is debt.
 *
 * <pre>{@code
 * long output = estimator.estimate("gpt-5-mini", maxTokens);
 * Decision decision = limiter.acquire(subjects, Cost.of(1, inputTokens, output));
 * ...
 * estimator.observe("gpt-5-mini", outputTokens);
 * }</pre>
 *
 * <p>What holds exactly, for a window of {@code w} calls and a share of {@code p} per mille, once {@code n} calls of a model
 * have been observed:
 *
 * <ul>
 *   <li>While {@code n < w} the estimate is the cap. From then on it looks at the last {@code k = w + n mod w} calls: at
 *       least {@code w}, less than {@code 2 w}; older ones are forgotten, half of what is remembered at a time.
 *   <li>Let {@code q} be the least number of tokens that at least {@code p} per mille of those {@code k} calls kept to. The
 *       estimate is the cap or {@code e}, whichever is less, where {@code e = q} below 32, and {@code q <= e <= q + q/16 - 1}
 *       in whole numbers from there on.
 *   <li>Where {@code q} is {@value #BEYOND_TOKENS} or more, the estimate is the cap.
 * </ul>
 *
 * <p>So at most {@code (1000 - p)} per mille of those calls had more than {@code e}. After 256 calls of 1, 2, 3 and so on to
 * 256 tokens, 950 per mille of which kept to 244, the estimate is 247.
 *
 * <p>A model is any name, 1 to {@value #MAX_NAME_CHARS} characters: add what else tells calls apart, such as a plan. Memory
 * is 3 KiB for each; no more than {@link Builder#mostModels} are ever known, and the estimate of any other is the cap. So
 * observe names that are known to exist, not whatever a caller sent.
 *
 * <p>This class is thread-safe and has no locks. An estimate counts every call whose observation has returned and perhaps
 * some whose observation is under way; calls that are observed at once come in any order. Neither method allocates for a
 * model that is known.
 */
public final class OutputEstimator {

    /** Output tokens from which on calls are not told apart. */
    public static final long BEYOND_TOKENS = 1L << OutputCounts.BEYOND_BITS;

    /** The largest window. */
    public static final int MAX_WINDOW = 4_096;

    /** The most characters that the name of a model may have. */
    public static final int MAX_NAME_CHARS = 256;

    private final int perMille;
    private final int window;
    private final int mostModels;
    private final ConcurrentMap<String, OutputCounts> countsByModel = new ConcurrentHashMap<>();
    private final AtomicInteger places = new AtomicInteger();

    private OutputEstimator(Builder builder) {
        this.perMille = builder.perMille;
        this.window = builder.window;
        this.mostModels = builder.mostModels;
    }

    /** {@return a builder: 950 per mille, a window of 256 calls, 1,000 models} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Learns from a call that has ended.
     *
     * @param model whose call, 1 to {@value #MAX_NAME_CHARS} characters
     * @param outputTokens how many output tokens it had, 0 or more
     * @throws IllegalArgumentException if the name is empty or too long, or the number is negative
     */
    public void observe(String model, long outputTokens) {
        requireNotNegative(outputTokens, "outputTokens");
        OutputCounts counts = known(model);
        if (counts == null) {
            counts = taken(model);
        }
        if (counts != null) {
            counts.add(outputTokens);
        }
    }

    /**
     * What to reserve for a call.
     *
     * @param model whose call, 1 to {@value #MAX_NAME_CHARS} characters
     * @param cap the most that the call may have, 0 or more
     * @return output tokens, 0 to the cap; see above
     * @throws IllegalArgumentException if the name is empty or too long, or the cap is negative
     */
    public long estimate(String model, long cap) {
        requireNotNegative(cap, "cap");
        OutputCounts counts = known(model);
        return counts == null ? cap : Math.min(cap, counts.bound(perMille));
    }

    private @Nullable OutputCounts known(String model) {
        if (model.isEmpty() || model.length() > MAX_NAME_CHARS) {
            throw new IllegalArgumentException(
                    "must be 1 to " + MAX_NAME_CHARS + " characters: the name of a model has " + model.length());
        }
        return countsByModel.get(model);
    }

    /** The counts of a model that was not known, if there is a place for it. */
    private @Nullable OutputCounts taken(String model) {
        int before = places.getAndUpdate(places -> Math.min(places + 1, mostModels));
        if (before == mostModels) {
            return countsByModel.get(model);
        }
        OutputCounts fresh = new OutputCounts(window);
        OutputCounts others = countsByModel.putIfAbsent(model, fresh);
        if (others != null) {
            places.getAndDecrement();
            return others;
        }
        return fresh;
    }

    private static void requireNotNegative(long value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException("must be >= 0: " + name + "=" + value);
        }
    }

    /**
     * What an estimator looks at, and how much it may remember.
     *
     * <p>A builder is for one thread; what it builds is not touched by it any more.
     */
    public static final class Builder {

        private static final int DEFAULT_PER_MILLE = 950;
        private static final int DEFAULT_WINDOW = 256;
        private static final int DEFAULT_MODELS = 1_000;
        private static final int MAX_PER_MILLE = 1_000;

        private int perMille = DEFAULT_PER_MILLE;
        private int window = DEFAULT_WINDOW;
        private int mostModels = DEFAULT_MODELS;

        private Builder() {}

        /**
         * How many of a thousand calls should keep to the estimate; 950 unless it is said.
         *
         * @param perMille 1 to 1,000; 1,000 is the most that any call had
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder perMille(int perMille) {
            this.perMille = requireRange(perMille, MAX_PER_MILLE, "perMille");
            return this;
        }

        /**
         * How many calls to look at: at least so many, less than twice as many; 256 unless it is said.
         *
         * @param calls 1 to {@value OutputEstimator#MAX_WINDOW}
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder window(int calls) {
            this.window = requireRange(calls, MAX_WINDOW, "window");
            return this;
        }

        /**
         * How many models to know; 1,000 unless it is said. The first that are observed are known, for good.
         *
         * @param models 1 or more
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder mostModels(int models) {
            this.mostModels = requireRange(models, Integer.MAX_VALUE, "mostModels");
            return this;
        }

        /** {@return an estimator that has seen nothing} */
        public OutputEstimator build() {
            return new OutputEstimator(this);
        }

        private static int requireRange(int value, int most, String name) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException("must be 1 to " + most + ": " + name + "=" + value);
            }
            return value;
        }
    }
}
