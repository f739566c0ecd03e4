// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import java.time.Duration;
import java.util.Objects;

/**
 * How often a streaming call takes what it has used so far, so that a crash gives no more away than since the last time.
 *
 * <p>{@code Checkpoints.everyTokens(500).orEvery(Duration.ofSeconds(10))} takes after each 500 tokens of output, or with the
 * first event after ten seconds, whichever comes first; of a process that is killed, at most 500 tokens of that call are then
 * left to what its {@linkplain Call.Builder#onCrash expiry} does.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param outputTokens after how many tokens of output, counted or estimated; 0 for never
 * @param time after how long, looked at with each event; {@link Duration#ZERO} for never
 */
public record Checkpoints(long outputTokens, Duration time) {

    /** None but those that are asked for with {@link MeteredCall#checkpoint()}. */
    public static final Checkpoints NONE = new Checkpoints(0, Duration.ZERO);

    /**
     * Checks the numbers.
     *
     * @param outputTokens after how many tokens of output, 0 or more
     * @param time after how long, 0 or more and at most 24 hours
     * @throws IllegalArgumentException if one is out of range
     */
    public Checkpoints {
        Objects.requireNonNull(time, "time");
        if (outputTokens < 0) {
            throw new IllegalArgumentException("must be >= 0: outputTokens=" + outputTokens);
        }
        if (time.isNegative() || time.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("must be 0 to 24 hours: time=" + time);
        }
    }

    /**
     * A checkpoint after each so many tokens of output.
     *
     * @param outputTokens more than 0
     * @return the setting
     * @throws IllegalArgumentException if it is not
     */
    public static Checkpoints everyTokens(long outputTokens) {
        if (outputTokens == 0) {
            throw new IllegalArgumentException("must be > 0: outputTokens=0");
        }
        return new Checkpoints(outputTokens, Duration.ZERO);
    }

    /**
     * A checkpoint with the first event after each so much time.
     *
     * @param time more than zero, at most 24 hours
     * @return the setting
     * @throws IllegalArgumentException if it is out of range
     */
    public static Checkpoints every(Duration time) {
        return NONE.orEvery(time);
    }

    /**
     * The same, and after so much time as well.
     *
     * @param time more than zero, at most 24 hours
     * @return the setting
     * @throws IllegalArgumentException if it is out of range
     */
    public Checkpoints orEvery(Duration time) {
        if (time.isZero()) {
            throw new IllegalArgumentException("must be > 0: time=" + time);
        }
        return new Checkpoints(outputTokens, time);
    }

    /** {@return whether there are none} */
    public boolean isNone() {
        return outputTokens == 0 && time.isZero();
    }
}
