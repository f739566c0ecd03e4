// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Names a subscription of a tenant, such as {@code acme/sub_1NXYZ}.
 *
 * <p>What it gives is granted under this name, and once; a name is never used for another subscription.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param tenant whose accounts it moves money between
 * @param value 1 to 80 printable ASCII characters, no spaces; a pseudonym, since it goes into the books
 */
public record SubscriptionId(TenantId tenant, String value) {

    private static final int MAX_CHARS = 80;

    /**
     * Checks the value.
     *
     * @param tenant whose accounts it moves money between
     * @param value 1 to 80 printable ASCII characters, no spaces
     * @throws IllegalArgumentException if it is not such a text
     */
    public SubscriptionId {
        Objects.requireNonNull(tenant, "tenant");
        if (value.isEmpty() || value.length() > MAX_CHARS || !value.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(
                    "must be 1 to 80 printable ASCII characters without spaces: subscription has " + value.length());
        }
    }

    /**
     * The subscription of that name.
     *
     * @param tenant 1 to 64 of {@code a-z}, {@code A-Z}, {@code 0-9}, dot, underscore and hyphen
     * @param value 1 to 80 printable ASCII characters, no spaces
     * @return the id
     * @throws IllegalArgumentException if one of them is not such a text
     */
    public static SubscriptionId of(String tenant, String value) {
        return new SubscriptionId(TenantId.of(tenant), value);
    }

    /** The name of a subscription that an application made up of a wallet. */
    static SubscriptionId ofWallet(AccountId wallet) {
        String name = wallet.name();
        return new SubscriptionId(wallet.tenant(), name.length() <= MAX_CHARS ? name : digest(name));
    }

    private static String digest(String name) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha256);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** The id under which the ledger knows what it gives. */
    OperationId operation() {
        return tenant.operation(value);
    }

    /** {@return the tenant, a slash and the value} */
    @Override
    public String toString() {
        return tenant.value() + '/' + value;
    }
}
