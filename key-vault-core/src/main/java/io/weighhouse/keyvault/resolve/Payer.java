// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.Scope;

/**
 * Who owes the provider for a call.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum Payer {
    /** The customer, whose own key was used. */
    CUSTOMER,
    /** The platform, which charges the customer in turn. */
    PLATFORM;

    static Payer of(Scope source) {
        return source == Scope.PLATFORM ? PLATFORM : CUSTOMER;
    }
}
