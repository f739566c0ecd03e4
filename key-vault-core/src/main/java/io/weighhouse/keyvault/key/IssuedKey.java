// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

/**
 * A key that has just been issued, and the record that was stored of it.
 *
 * <p>This class is immutable; the key in it is thread-safe and may be closed.
 *
 * @param key the key in clear, for its owner's eyes, once
 * @param record what was stored
 */
public record IssuedKey(ApiKey key, KeyRecord record) {}
