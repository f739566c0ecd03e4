// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.CredentialState;
import io.weighhouse.keyvault.secret.CredentialState.Status;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretEvent.Kind;
import io.weighhouse.keyvault.secret.SecretSlot;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** How often providers have refused stored keys, and which are in quarantine for it. */
final class Rejections {

    /** Who is named for what no person does. */
    static final String SYSTEM = "system";

    private final StoredCredentials stored;
    private final SecretAudit audit;
    private final InstantSource clock;
    private final int most;

    Rejections(StoredCredentials stored, KeyResolverBuilder builder) {
        this.stored = stored;
        this.audit = builder.audit;
        this.clock = builder.clock;
        this.most = builder.quarantineAfter;
    }

    /**
     * Counts a rejection of what was saved in a revision; a newer one has nothing to do with it.
     *
     * <p>The platform's key is counted and never quarantined: a provider refuses for reasons that lie in the request as
     * well, so that three odd requests of one tenant would take the key from all.
     */
    CompletionStage<Optional<SealedCredential>> count(SecretSlot slot, long revision) {
        return change(slot, now -> {
            int rejections = now.state().rejections() + 1;
            if (now.revision() != revision || now.state().status() != Status.OK || rejections > most) {
                return Optional.empty();
            }
            boolean enough = rejections == most && slot.holder().scope() != Scope.PLATFORM;
            return Optional.of(
                    enough
                            ? next(now, Status.QUARANTINED, rejections, event(Kind.QUARANTINED))
                            : next(now, Status.OK, rejections, event(Kind.REJECTED)));
        });
    }

    /** Forgets what was counted, since the provider has accepted the key. */
    CompletionStage<Optional<SealedCredential>> reset(SecretSlot slot, long revision) {
        return change(
                slot,
                now -> now.revision() != revision
                                || now.state().status() != Status.OK
                                || now.state().rejections() == 0
                        ? Optional.empty()
                        : Optional.of(next(now, Status.OK, 0, event(Kind.RELEASED))));
    }

    /** Lets a key out of quarantine at somebody's wish. */
    CompletionStage<Optional<SealedCredential>> release(SecretSlot slot, SecretEvent event) {
        return change(
                slot,
                now -> now.state().status() == Status.QUARANTINED
                        ? Optional.of(next(now, Status.OK, 0, event))
                        : Optional.empty());
    }

    /** Each lost race but a few of other kinds is somebody else's count, and there are no more counts than these. */
    private CompletionStage<Optional<SealedCredential>> change(
            SecretSlot slot, Function<SealedCredential, Optional<SealedCredential>> change) {
        return stored.rewrite(slot, change, most).thenApply(written -> {
            written.ifPresent(now -> audit.changed(now.state().lastEvent(), slot, now.revision()));
            return written;
        });
    }

    private SecretEvent event(Kind kind) {
        return new SecretEvent(kind, SYSTEM, clock.instant());
    }

    private static SealedCredential next(SealedCredential now, Status status, int rejections, SecretEvent event) {
        return now.rewritten(now.fields(), new CredentialState(status, rejections, event));
    }
}
