// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

/**
 * How far an answer had come when its call was cut short.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum AbortPhase {
    /** No text, and nothing else of the answer, had come. */
    BEFORE_FIRST_TOKEN,
    /** A part of the answer had come, and may have reached the customer. */
    AFTER_FIRST_TOKEN
}
