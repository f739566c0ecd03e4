// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.Objects;

/**
 * Names one account of one tenant.
 *
 * <p>The name is a pseudonym that the tenant chose, such as {@code wallet:alice} or {@code revenue}; it goes into messages,
 * so it must never be an e-mail address or a key.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param tenant whose account it is
 * @param name 1 to 128 printable ASCII characters, no spaces
 */
public record AccountId(TenantId tenant, String name) {

    private static final int MAX_CHARS = 128;

    /**
     * Checks the name.
     *
     * @param tenant whose account it is
     * @param name 1 to 128 printable ASCII characters, no spaces
     * @throws IllegalArgumentException if the name is not
     */
    public AccountId {
        Objects.requireNonNull(tenant, "tenant");
        if (name.isEmpty() || name.length() > MAX_CHARS || !isPrintable(name)) {
            throw new IllegalArgumentException(
                    "must be 1 to 128 printable ASCII characters without spaces: account=" + Require.quoted(name));
        }
    }

    /** {@return the tenant, a slash and the name, as in {@code acme/wallet:alice}} */
    @Override
    public String toString() {
        return tenant.value() + '/' + name;
    }

    static boolean isPrintable(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }
}
