// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;
import io.weighhouse.keyvault.internal.Stages;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Walks over all stored credentials and wraps every data key that is not under the current master key anew.
 *
 * <p>No secret is decrypted: only data keys are, for a moment, and the payload stays as it is, byte by byte. Credentials are
 * used and saved meanwhile as always: a row is written only if nobody else has written it since it was read, otherwise it is read
 * again.
 *
 * <pre>{@code
 * MasterKeyRotation rotation = MasterKeyRotation.builder(vault, store).actor("ops").build();
 * RotationProgress progress = RotationProgress.resumedAt(stored);
 * while (!progress.isComplete()) {
 *   progress = rotation.step(progress, 500);      // the caller sets the pace
 *   keep(progress.cursor());
 * }
 * }</pre>
 *
 * <p>A row that does not open is listed, marked {@link CredentialState.Status#UNDECRYPTABLE}, and passed; a later walk that
 * finds it opening again, since a lost master key is back, marks it {@link CredentialState.Status#OK}. A row whose master key
 * is disabled is counted and left alone. Master keys or a store out of reach end the step: what was rewrapped before is
 * stored, and the same step may be made again.
 *
 * <p>This class is immutable and thread-safe; one walk at a time makes sense, several do no harm.
 */
public final class MasterKeyRotation {

    private static final int MAX_ROWS = 1000;

    private final SecretVault vault;
    private final SealedSecretStore store;
    private final InstantSource clock;
    private final String actor;
    private final boolean dry;

    private MasterKeyRotation(Builder builder) {
        this.vault = builder.vault;
        this.store = builder.store;
        this.clock = builder.clock;
        this.actor = builder.actor;
        this.dry = builder.dry;
    }

    /**
     * Starts a rotation.
     *
     * @param vault with the new master key as its current one, and the old ones
     * @param store whose rows to rewrap
     * @return a builder with the defaults that its methods name
     */
    public static Builder builder(SecretVault vault, SealedSecretStore store) {
        return new Builder(vault, store);
    }

    /**
     * Does the next rows.
     *
     * @param from how far the walk has come
     * @param rows how many rows at most, 1 to 1000
     * @return how far it has come now; complete if there was none left. {@code from} itself if it is complete already
     * @throws SecretVaultException if the master keys are out of reach, or the current one is exhausted; {@code from} stays
     *     good
     * @throws SecretStoreException if the store fails; {@code from} stays good
     * @throws IllegalArgumentException if the number of rows is out of range
     */
    public RotationProgress step(RotationProgress from, int rows) {
        return Stages.await(stepAsync(from, rows));
    }

    /**
     * Does what {@link #step} does, without waiting.
     *
     * @param from how far the walk has come
     * @param rows how many rows at most, 1 to 1000
     * @return a stage of how far it has come; it fails as {@link #step} throws
     * @throws IllegalArgumentException if the number of rows is out of range
     */
    public CompletionStage<RotationProgress> stepAsync(RotationProgress from, int rows) {
        if (rows < 1 || rows > MAX_ROWS) {
            throw new IllegalArgumentException("must be 1 to 1000: rows=" + rows);
        }
        if (from.isComplete()) {
            return CompletableFuture.completedFuture(from);
        }
        return RotationStep.scan(store, from.last(), rows)
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedFuture(from.next(null, true, from.totals()))
                        : step(from, found));
    }

    /**
     * Does all rows, 1000 at a time.
     *
     * @return what was found
     * @throws SecretVaultException if the master keys are out of reach, or the current one is exhausted; it may be run again
     * @throws SecretStoreException if the store fails; it may be run again
     */
    public RotationProgress run() {
        RotationProgress progress = RotationProgress.start();
        while (!progress.isComplete()) {
            progress = step(progress, MAX_ROWS);
        }
        return progress;
    }

    SecretVault vault() {
        return vault;
    }

    SealedSecretStore store() {
        return store;
    }

    boolean isDry() {
        return dry;
    }

    SecretEvent event(SecretEvent.Kind kind) {
        return new SecretEvent(kind, actor, clock.instant());
    }

    private CompletionStage<RotationProgress> step(RotationProgress from, List<SealedCredential> found) {
        RotationStep step = new RotationStep(this, from.totals(), found);
        SecretSlot last = found.get(found.size() - 1).slot();
        return step.run().thenApply(totals -> from.next(last, false, totals));
    }

    /** Makes a {@link MasterKeyRotation}. Not thread-safe. */
    public static final class Builder {

        private final SecretVault vault;
        private final SealedSecretStore store;
        private InstantSource clock = InstantSource.system();
        private String actor = "weighhouse-rotation";
        private boolean dry;

        private Builder(SecretVault vault, SealedSecretStore store) {
            this.vault = vault;
            this.store = store;
        }

        /**
         * Sets who is named in the events; {@code weighhouse-rotation} unless set.
         *
         * @param name 1 to 128 printable ASCII characters without spaces
         * @return this builder
         * @throws IllegalArgumentException if it is not of that form
         */
        public Builder actor(String name) {
            this.actor = Names.name("actor", name);
            return this;
        }

        /**
         * Sets the wall clock, which dates events; the system's unless set.
         *
         * @param source the clock
         * @return this builder
         */
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /**
         * Unwraps and counts as a real walk does, but wraps and writes nothing.
         *
         * @return this builder
         */
        public Builder dryRun() {
            this.dry = true;
            return this;
        }

        /** {@return the rotation} */
        public MasterKeyRotation build() {
            return new MasterKeyRotation(this);
        }
    }
}
