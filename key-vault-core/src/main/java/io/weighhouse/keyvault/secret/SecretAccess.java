// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

/**
 * What a caller brings to see a secret in clear.
 *
 * <p>Anybody can have it. Its only use is that a search for {@code SecretAccess.get} finds every place where a secret
 * leaves its type.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class SecretAccess {

    private static final SecretAccess ACCESS = new SecretAccess();

    private SecretAccess() {}

    /** {@return the access} */
    public static SecretAccess get() {
        return ACCESS;
    }
}
