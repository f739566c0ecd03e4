// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

/**
 * A sealed secret and the place in which it opens.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param place where it belongs
 * @param sealed the sealed secret
 */
public record StoredSecret(SecretPlace place, SealedSecret sealed) {}
