// SPDX-License-Identifier: Apache-2.0
/**
 * Files in which the embedded stores keep keys and secrets: where they are and how they are written.
 *
 * <p>{@link io.weighhouse.keyvault.key.KeyRecordStore#file KeyRecordStore.file} and {@link
 * io.weighhouse.keyvault.secret.SealedSecretStore#file SealedSecretStore.file} open them.
 */
@NullMarked
package io.weighhouse.keyvault.file;

import org.jspecify.annotations.NullMarked;
