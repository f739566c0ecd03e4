// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.metering.call.AbortPolicy;
import io.weighhouse.metering.call.Checkpoints;
import io.weighhouse.metering.call.CrashCharge;
import java.util.Objects;

/**
 * What happens to a call on its way, and when it does not come to its end.
 *
 * <p>{@code Conduct.STANDARD.checkpoints(Checkpoints.everyTokens(500)).onCrash(CrashCharge.CAPTURE_FLOOR)} gives no more than
 * 500 tokens away when the process dies.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param checkpoints how often what was used is taken on the way
 * @param aborts what is charged when a call is cut
 * @param onCrash what the hold's expiry does when nobody ends the call
 */
public record Conduct(Checkpoints checkpoints, AbortPolicy aborts, CrashCharge onCrash) {

    /** No checkpoints; what is known of the usage is charged; a hold that nobody ends is given back. */
    public static final Conduct STANDARD = new Conduct(Checkpoints.NONE, AbortPolicy.STANDARD, CrashCharge.RELEASE);

    /**
     * Checks that all is there.
     *
     * @param checkpoints how often what was used is taken on the way
     * @param aborts what is charged when a call is cut
     * @param onCrash what the hold's expiry does when nobody ends the call
     */
    public Conduct {
        Objects.requireNonNull(checkpoints, "checkpoints");
        Objects.requireNonNull(aborts, "aborts");
        Objects.requireNonNull(onCrash, "onCrash");
    }

    /**
     * The same with other checkpoints.
     *
     * @param value how often what was used is taken on the way
     * @return the conduct
     */
    public Conduct checkpoints(Checkpoints value) {
        return new Conduct(value, aborts, onCrash);
    }

    /**
     * The same with another policy for calls that are cut.
     *
     * @param value what is charged
     * @return the conduct
     */
    public Conduct aborts(AbortPolicy value) {
        return new Conduct(checkpoints, value, onCrash);
    }

    /**
     * The same with another end for holds that nobody ends.
     *
     * @param value what their expiry does
     * @return the conduct
     */
    public Conduct onCrash(CrashCharge value) {
        return new Conduct(checkpoints, aborts, value);
    }
}
