// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

/**
 * A sealed field that does not open.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param place where it is kept
 * @param fault why it does not open
 */
public record UndecryptableField(SecretPlace place, SecretVaultException.Fault fault) {}
