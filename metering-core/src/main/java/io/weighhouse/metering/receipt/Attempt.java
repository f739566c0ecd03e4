// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

import io.weighhouse.metering.price.Charge;

/**
 * What an earlier attempt of a call was charged, before the call went to another provider.
 *
 * <p>A call that failed over after 40 tokens of one model, and had 400 of another, has a receipt whose charge is for the
 * 400, with one attempt for the 40, each at its own rates.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param basis how the usage of the attempt is known
 * @param cause why the attempt ended, at most 256 characters
 * @param charge what the attempt used, what that costs, what was charged for it
 */
public record Attempt(Basis basis, String cause, Charge charge) {

    /**
     * Checks the text.
     *
     * @param basis how the usage of the attempt is known
     * @param cause why the attempt ended, at most 256 characters
     * @param charge what the attempt was charged
     * @throws IllegalArgumentException if the cause is too long
     */
    public Attempt {
        Receipt.requireCause(cause);
    }
}
