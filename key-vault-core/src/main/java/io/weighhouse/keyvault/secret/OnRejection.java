// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

/**
 * What happens to a call when the provider refuses the customer's own key. The name of a constant is its stable code.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum OnRejection {
    /** The call fails, and the customer hears why. */
    FAIL,
    /** The next key that the customer pays for is tried; the call fails if there is none. */
    NEXT_CUSTOMER_KEY,
    /** After the customer's keys the platform's is tried, at the customer's stored consent. */
    PLATFORM
}
