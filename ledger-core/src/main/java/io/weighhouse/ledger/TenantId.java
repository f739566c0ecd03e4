// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

/**
 * Whose accounts and ids: everything in a ledger belongs to one tenant, and no command reaches across two.
 *
 * <p>{@code TenantId.of("acme").account("wallet:alice")} is Alice's wallet at Acme, and has nothing to do with an account
 * of that name at another tenant.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param value 1 to 64 of {@code a-z}, {@code A-Z}, {@code 0-9}, dot, underscore and hyphen
 */
public record TenantId(String value) {

    private static final int MAX_CHARS = 64;

    /**
     * Checks the value.
     *
     * @param value 1 to 64 of {@code a-z}, {@code A-Z}, {@code 0-9}, dot, underscore and hyphen
     * @throws IllegalArgumentException if it is not
     */
    public TenantId {
        if (value.isEmpty() || value.length() > MAX_CHARS || !isPlain(value)) {
            throw new IllegalArgumentException(
                    "must be 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-': tenant=" + Require.quoted(value));
        }
    }

    /**
     * The tenant of that name.
     *
     * @param value as in {@link #TenantId(String)}
     * @return the tenant
     * @throws IllegalArgumentException if the value is not such a name
     */
    public static TenantId of(String value) {
        return new TenantId(value);
    }

    /**
     * One of this tenant's accounts; {@code acme.account("wallet:alice")}.
     *
     * @param name 1 to 128 printable ASCII characters, no spaces
     * @return the account's id
     * @throws IllegalArgumentException if the name is not such a name
     */
    public AccountId account(String name) {
        return new AccountId(this, name);
    }

    /**
     * One of this tenant's operations; {@code acme.operation("call-1")}.
     *
     * @param value 1 to 200 characters, none of them a control character
     * @return the operation's id
     * @throws IllegalArgumentException if the value is not such a text
     */
    public OperationId operation(String value) {
        return new OperationId(this, value);
    }

    /** {@return the value} */
    @Override
    public String toString() {
        return value;
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-';
            if (!plain) {
                return false;
            }
        }
        return true;
    }
}
