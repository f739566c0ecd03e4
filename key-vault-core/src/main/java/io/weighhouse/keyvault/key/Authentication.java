// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import org.jspecify.annotations.Nullable;

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
     * @param key whose key it is, for logs; null unless the whole key was presented
     * @param retryAfterNanos after how many nanoseconds trying again makes sense; 0 if that is not known or makes none
     */
    record Rejected(Rejection code, @Nullable KeyPosition key, long retryAfterNanos) implements Authentication {

        /**
         * A rejection of a key that is not known.
         *
         * @param code why
         */
        public Rejected(Rejection code) {
            this(code, null, 0);
        }
    }
}
