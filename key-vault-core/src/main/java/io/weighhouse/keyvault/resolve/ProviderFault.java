// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

/**
 * How a provider has refused a key. The name of a constant is its stable code.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum ProviderFault {
    /** The key is not accepted: mostly 401, or 403 for the key as such. Only this counts towards quarantine. */
    REJECTED,
    /** The key has been used too fast: 429. */
    LIMITED,
    /** The account behind the key is used up or unpaid: 402, or 429 with a code such as {@code insufficient_quota}. */
    EXHAUSTED;

    Denial denial() {
        return Denial.valueOf(name());
    }

    Step.Finding finding() {
        return Step.Finding.valueOf(name());
    }
}
