// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.secret.CredentialState.Status;
import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Some rows of a {@link MasterKeyRotation}, one after the other. Used by one thread at a time. */
final class RotationStep {

    /*
     * Each row is read, its fields are rewrapped one after the other, and it is written if it is still as it was read. The
     * totals learn of a row only when it is done with, so that a row that is read again is counted once.
     *
     * What answers at once is gone through in a loop: a chain of stages would grow the stack by each of a thousand rows.
     */

    private static final int MAX_ATTEMPTS = 4;

    private final MasterKeyRotation rotation;
    private final RotationProgress.Totals totals;
    private final Iterator<SealedCredential> rows;
    private final CompletableFuture<RotationProgress.Totals> result = new CompletableFuture<>();

    /** What became of the fields of one row. */
    private static final class Row {

        final SealedCredential read;
        final Map<String, SealedSecret> sealed;
        final Map<String, Fault> faults = new TreeMap<>();
        int rewrapped;
        int refused;

        Row(SealedCredential read) {
            this.read = read;
            this.sealed = new HashMap<>(read.fields().sealed());
        }

        Status status() {
            Status before = read.state().status();
            if (!faults.isEmpty()) {
                return Status.UNDECRYPTABLE;
            }
            return before == Status.UNDECRYPTABLE && refused == 0 ? Status.OK : before;
        }

        boolean isChanged() {
            return rewrapped > 0 || status() != read.state().status();
        }

        SecretEvent.Kind kind() {
            if (status() == read.state().status()) {
                return SecretEvent.Kind.REWRAPPED;
            }
            return status() == Status.UNDECRYPTABLE ? SecretEvent.Kind.FOUND_UNDECRYPTABLE : SecretEvent.Kind.RELEASED;
        }
    }

    RotationStep(MasterKeyRotation rotation, RotationProgress.Totals totals, List<SealedCredential> rows) {
        this.rotation = rotation;
        this.totals = totals;
        this.rows = rows.iterator();
    }

    static CompletionStage<List<SealedCredential>> scan(
            SealedSecretStore store, @Nullable SecretSlot after, int limit) {
        return ask("scan", () -> store.scan(after, limit));
    }

    CompletionStage<RotationProgress.Totals> run() {
        drive();
        return result;
    }

    private void drive() {
        while (rows.hasNext()) {
            CompletionStage<Void> row = row(rows.next(), 1);
            CompletableFuture<Void> answer = row.toCompletableFuture();
            if (!answer.isDone()) {
                row.whenComplete((done, failure) -> {
                    if (failure == null) {
                        drive();
                    } else {
                        result.completeExceptionally(cause(failure));
                    }
                });
                return;
            }
            if (answer.isCompletedExceptionally()) {
                row.whenComplete((done, failure) -> result.completeExceptionally(cause(failure)));
                return;
            }
        }
        result.complete(totals);
    }

    private CompletionStage<Void> row(SealedCredential read, int attempt) {
        Row row = new Row(read);
        CompletionStage<Void> fields = CompletableFuture.completedFuture(null);
        for (Map.Entry<String, SealedSecret> field : read.fields().sealed().entrySet()) {
            fields = fields.thenCompose(done -> field(row, field.getKey(), field.getValue()));
        }
        return fields.thenCompose(done -> write(row, attempt));
    }

    private CompletionStage<Void> field(Row row, String name, SealedSecret sealed) {
        SecretPlace place = row.read.slot().place(name, row.read.revision());
        SecretVault vault = rotation.vault();
        return rewrapped(row, place, sealed).handle((rewrapped, failure) -> {
            Throwable cause = failure == null ? null : cause(failure);
            if (cause == null) {
                if (!isUnder(vault.masterKeys().currentId(), sealed)) {
                    row.rewrapped++;
                }
                row.sealed.put(name, rewrapped);
            } else if (cause instanceof SecretVaultException refused && isOfTheRow(refused.fault())) {
                row.faults.put(name, refused.fault());
            } else if (cause instanceof SecretVaultException refused && refused.fault() == Fault.MASTER_KEY_DISABLED) {
                row.refused++;
            } else {
                throw new CompletionException(cause);
            }
            return null;
        });
    }

    private CompletionStage<SealedSecret> rewrapped(Row row, SecretPlace place, SealedSecret sealed) {
        SecretVault vault = rotation.vault();
        boolean current;
        try {
            current = vault.isCurrent(sealed);
        } catch (SecretVaultException malformed) {
            return CompletableFuture.failedFuture(malformed);
        }
        if (rotation.isDry() || current) {
            boolean trusted = current && row.read.state().status() != Status.UNDECRYPTABLE;
            return trusted
                    ? CompletableFuture.completedFuture(sealed)
                    : vault.checkAsync(place, sealed).thenApply(opens -> sealed);
        }
        return vault.rewrapAsync(place, sealed);
    }

    private CompletionStage<Void> write(Row row, int attempt) {
        if (rotation.isDry() || !row.isChanged()) {
            count(row, row.read.fields().sealed());
            return CompletableFuture.completedFuture(null);
        }
        CredentialState before = row.read.state();
        CredentialState after = new CredentialState(row.status(), before.rejections(), rotation.event(row.kind()));
        CredentialFields fields =
                new CredentialFields(row.sealed, row.read.fields().plain());
        SealedCredential next = row.read.rewritten(fields, after);
        return ask("put", () -> rotation.store().put(next)).thenCompose(stored -> {
            if (stored) {
                count(row, row.sealed);
                return CompletableFuture.completedFuture(null);
            }
            return again(row, attempt);
        });
    }

    private CompletionStage<Void> again(Row row, int attempt) {
        if (attempt == MAX_ATTEMPTS) {
            totals.lostRaces++;
            return CompletableFuture.completedFuture(null);
        }
        return ask("find", () -> rotation.store().find(row.read.slot()))
                .thenCompose((Optional<SealedCredential> now) ->
                        now.isPresent() ? row(now.get(), attempt + 1) : CompletableFuture.completedFuture(null));
    }

    private void count(Row row, Map<String, SealedSecret> left) {
        totals.rows++;
        totals.fields += left.size();
        totals.rewrapped += row.rewrapped;
        totals.refused += row.refused;
        totals.undecryptable += row.faults.size();
        totals.rowsByStatus.merge(rotation.isDry() ? row.read.state().status() : row.status(), 1L, Long::sum);
        for (Map.Entry<String, SealedSecret> field : left.entrySet()) {
            masterKeyId(field.getValue()).ifPresent(id -> totals.fieldsLeft.merge(id, 1L, Long::sum));
        }
        row.faults.forEach((name, fault) -> {
            if (totals.listed.size() < RotationProgress.MAX_LISTED) {
                totals.listed.add(new UndecryptableField(row.read.slot().place(name, row.read.revision()), fault));
            }
        });
    }

    private static Optional<String> masterKeyId(SealedSecret sealed) {
        try {
            return Optional.of(Envelope.masterKeyId(sealed.envelope()));
        } catch (SecretVaultException noEnvelope) {
            return Optional.empty();
        }
    }

    private static boolean isUnder(String masterKeyId, SealedSecret sealed) {
        return masterKeyId(sealed).filter(masterKeyId::equals).isPresent();
    }

    private static boolean isOfTheRow(Fault fault) {
        return fault == Fault.TAMPERED || fault == Fault.MALFORMED_ENVELOPE || fault == Fault.UNKNOWN_MASTER_KEY;
    }

    private static <T> CompletionStage<T> ask(String verb, Supplier<CompletionStage<T>> question) {
        return Stages.ask(
                question,
                failure -> failure instanceof SecretStoreException known
                        ? known
                        : new SecretStoreException(verb + " while rotating", false, failure));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }
}
