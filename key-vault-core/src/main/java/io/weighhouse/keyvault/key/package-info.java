/**
 * Inbound API keys: who is calling.
 *
 * <p>A {@link io.weighhouse.keyvault.key.KeyRegistry} issues keys, changes, rotates and revokes them, and authenticates.
 * The key itself ({@link io.weighhouse.keyvault.key.ApiKey}) is shown once, when it is issued; what is stored is a {@link
 * io.weighhouse.keyvault.key.KeyRecord} with a digest of its secret letters. A presented key goes through four stations,
 * each cheaper than the next:
 *
 * <ol>
 *   <li>{@link io.weighhouse.keyvault.key.KeyFormats}: first literal, length, letters, checksum. Foreign and damaged texts
 *       end here, without any lookup.
 *   <li>Its digests, by each way of {@link io.weighhouse.keyvault.key.KeyHashing}, and a bounded cache of what the store
 *       said of them within the revocation bound.
 *   <li>The {@link io.weighhouse.keyvault.key.KeyRecordStore}, once for all who present the same key at a time; a {@link
 *       io.weighhouse.keyvault.key.MissBudget} may stop whoever makes keys up. Slow hashes of other systems ({@link
 *       io.weighhouse.keyvault.key.LegacyHashes}) are checked behind a bulkhead and replaced.
 *   <li>The record, on every call: its state, its owner's, and what the request demands ({@link
 *       io.weighhouse.keyvault.key.KeyDemand}).
 * </ol>
 *
 * <p>The answer is an {@link io.weighhouse.keyvault.key.Authentication}; a refusal carries a {@link
 * io.weighhouse.keyvault.key.Rejection} with an HTTP status and a public text that does not tell an attacker which keys
 * exist. A store that fails is never taken for a key that does not exist.
 *
 * <p>A revoked key is refused at once by the registry that revoked it, and within the revocation bound, 5 seconds unless
 * said otherwise, by every other over the same store.
 *
 * <p>A fast digest is enough here, and a slow password hash would only cost time: a key has at least 128 bits that nobody
 * chose, so there is nothing to guess. A {@link io.weighhouse.keyvault.key.Pepper} keeps whoever can write to the store
 * from adding keys of his own; {@link io.weighhouse.keyvault.key.PepperRotation} changes it without knowing any key.
 */
@NullMarked
package io.weighhouse.keyvault.key;

import org.jspecify.annotations.NullMarked;
