// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

/**
 * The answer to a presented key.
 *
 * <p>Answers are immutable and thread-safe.
 */
public sealed interface Authentication {

    /**
     * The key is good.
     *
     * @param record the record of the key
     */
    record Authenticated(KeyRecord record) implements Authentication {}

    /**
     * The key is not accepted.
     *
     * @param code why
     */
    record Rejected(Rejection code) implements Authentication {}
}
