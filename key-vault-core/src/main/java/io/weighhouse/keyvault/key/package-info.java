/**
 * Inbound API keys: who is calling.
 *
 * <p>A {@link io.weighhouse.keyvault.key.KeyRegistry} issues keys and authenticates them. The key itself ({@link
 * io.weighhouse.keyvault.key.ApiKey}) is shown once, when it is issued; what is stored is a {@link
 * io.weighhouse.keyvault.key.KeyRecord} with a digest of its random part. A presented key goes through four stations, each
 * cheaper than the next:
 *
 * <ol>
 *   <li>{@link io.weighhouse.keyvault.key.ApiKeyFormat}: lead literal, length, alphabet, checksum. Foreign and damaged
 *       keys end here, without any I/O.
 *   <li>SHA-256 of the random part, and a bounded cache of digests.
 *   <li>The {@link io.weighhouse.keyvault.key.KeyRecordStore}, when the cache knows nothing or nothing fresh.
 *   <li>The state of the record, on every call: revoked, expired.
 * </ol>
 *
 * <p>The answer is an {@link io.weighhouse.keyvault.key.Authentication}; a refusal carries a {@link
 * io.weighhouse.keyvault.key.Rejection} with an HTTP status and a public text that does not tell an attacker which
 * station refused him. A store that fails is never taken for a key that does not exist.
 *
 * <p>A fast digest is enough here, and a slow password hash would only cost time: a key has at least 128 bits that nobody
 * chose, so there is nothing to guess.
 */
@NullMarked
package io.weighhouse.keyvault.key;

import org.jspecify.annotations.NullMarked;
