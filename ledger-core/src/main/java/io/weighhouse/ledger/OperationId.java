// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.Objects;

/**
 * Names one logical thing that happens to money, so that it happens once: a call, a payment, a correction.
 *
 * <p>The caller chooses it and keeps it; a command sent again with the same id finds what the first one did. One id serves
 * the whole life of a thing: the ledger tells its steps apart by their verb (post, grant, hold, capture, release), so that
 * {@code acme/call-1} is held, and captured, under the same id.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param tenant whose operation it is; two tenants may use the same value
 * @param value 1 to 200 characters, none of them a control character or half of a surrogate pair
 */
public record OperationId(TenantId tenant, String value) {

    private static final int MAX_CHARS = 200;

    /**
     * Checks the value.
     *
     * @param tenant whose operation it is
     * @param value 1 to 200 characters, none of them a control character or half of a surrogate pair
     * @throws IllegalArgumentException if the value is not
     */
    public OperationId {
        Objects.requireNonNull(tenant, "tenant");
        if (value.isEmpty() || value.length() > MAX_CHARS) {
            throw new IllegalArgumentException("must be 1 to 200 characters: operation=" + Require.quoted(value));
        }
        int bad = indexOfUnwritable(value);
        if (bad >= 0) {
            // Not quoted as it is: a control character does not belong into a message either.
            throw new IllegalArgumentException(
                    String.format("must not hold U+%04X: operation has it at %d", (int) value.charAt(bad), bad));
        }
    }

    /** {@return the tenant, a slash and the value, as in {@code acme/call-1}} */
    @Override
    public String toString() {
        return tenant.value() + '/' + value;
    }

    /** Half a surrogate pair has no encoding: a store would turn two different ids into one. */
    private static int indexOfUnwritable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }
}
