// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Stages;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Whether the master keys at hand are those that a store's secrets were sealed under: to be asked at start-up, before a
 * customer finds out.
 *
 * <p>A canary, a secret that is none, lies sealed in a slot of the platform's, {@link #slot()}. It opens, or somebody has
 * started with the wrong keys. The check wraps it anew when another master key has become current, so that the next node
 * finds out whether it means the same key by that name.
 *
 * <p>Where there is no canary yet, one is written, but only if some stored secret opens or there is none at all: else the wrong
 * key would vouch for itself.
 *
 * <p>The slot belongs to the platform, so no list of a tenant's, a team's or a user's credentials shows it; a list of the
 * platform's leaves out what {@link #isCanary} says.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param status what was found
 * @param fault why the canary, or a stored secret, did not open; empty unless the status is {@link Status#WRONG_MASTER_KEY} or
 *     {@link Status#UNAVAILABLE}
 */
public record VaultCheck(Status status, Optional<SecretVaultException.Fault> fault) {

    /** What a check found. The name of a constant is its stable code. */
    public enum Status {
        /** The canary opens. */
        OK,
        /** There was no canary; one has been written, and nothing speaks against the keys. */
        ABSENT,
        /** The canary, or what is stored beside its empty place, does not open under the keys at hand. Do not start. */
        WRONG_MASTER_KEY,
        /** The master keys are out of reach, so nothing is known. A store out of reach throws instead. */
        UNAVAILABLE
    }

    /**
     * Checks the master keys of a vault.
     *
     * @param vault with the keys at hand
     * @param store whose secrets they are for
     * @param clock dates a canary that is written
     * @return what was found
     * @throws SecretStoreException if the store fails
     */
    public static VaultCheck run(SecretVault vault, SealedSecretStore store, InstantSource clock) {
        return Stages.await(runAsync(vault, store, clock));
    }

    /**
     * Does what {@link #run} does, without waiting.
     *
     * @param vault with the keys at hand
     * @param store whose secrets they are for
     * @param clock dates a canary that is written
     * @return a stage of what was found; it fails as {@link #run} throws
     */
    public static CompletionStage<VaultCheck> runAsync(
            SecretVault vault, SealedSecretStore store, InstantSource clock) {
        return new Canary(vault, store, clock).check();
    }

    /** {@return where the canary is} */
    public static SecretSlot slot() {
        return Canary.SLOT;
    }

    /**
     * Tells a canary from what is somebody's.
     *
     * @param slot any slot
     * @return true if it is the canary's
     */
    public static boolean isCanary(SecretSlot slot) {
        return Canary.SLOT.equals(slot);
    }
}
