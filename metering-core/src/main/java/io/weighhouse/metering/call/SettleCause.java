// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

/**
 * Why a call that was not aborted is charged by something else than a plain report of its usage.
 *
 * <p>The name of a constant is its stable code; it stands in the receipt where the cause of an abort would stand. An
 * abort keeps its own {@link AbortCause}, and the receipt's basis then tells how the usage is known.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum SettleCause {
    /** The answer carries no usage; it is estimated. */
    USAGE_MISSING,
    /** The usage contradicts itself; the larger of its counts is charged. */
    USAGE_INCONSISTENT,
    /** The answer, or its usage, is not what the API promises; it is estimated. */
    USAGE_UNREADABLE,
    /** The answer has text, and its usage counts no output; it is estimated. */
    USAGE_ZERO_WITH_OUTPUT,
    /** The usage has a part that nobody priced, or more than can be priced; the caps are charged. */
    METER_UNPRICED,
    /** The call goes on: this is what it has used so far. */
    CHECKPOINT,
    /** The answer came in a service tier without rates; it is charged in the tier that was asked for. */
    SERVICE_TIER_UNPRICED
}
