// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.CredentialState;
import io.weighhouse.keyvault.secret.FallbackPolicy;
import io.weighhouse.keyvault.secret.OnRejection;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretVaultException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One walk from the caller to the platform, looking for a sealed key; decrypts nothing. */
final class Walk {

    private final Route route;
    private final StoredCredentials stored;
    private final PlatformAccess platformAccess;
    private final List<Step> trace = new ArrayList<>();
    private final long changes;
    private long freshUntilNanos = Long.MAX_VALUE;
    private boolean seen;
    private boolean gateClosed;

    /** Why a nearer key is not used, and what its tenant wants then: null until that happens. */
    private @Nullable Denial refusal;

    private @Nullable OnRejection rule;

    Walk(Route route, StoredCredentials stored, PlatformAccess platformAccess) {
        this.route = route;
        this.stored = stored;
        this.platformAccess = platformAccess;
        this.changes = stored.changes();
    }

    /** Where a walk ended: at a key, at a refusal, or nowhere. */
    record End(@Nullable Hit hit, @Nullable Denial denial, List<String> missing, List<Step> trace) {}

    /** A key as the store has it, in the slot that was asked for, and whether a nearer one was refused. */
    record Hit(SecretSlot slot, FreshCache.Entry<Optional<SealedCredential>> entry, boolean fallback) {

        Scope source() {
            return slot.holder().scope();
        }
    }

    CompletionStage<End> start() {
        return from(0);
    }

    /** Goes on after a key that the provider has refused, as the tenant's policy says. */
    CompletionStage<End> resume(Resolution.Found refused, ProviderFault fault) {
        int station = route.spec.order().indexOf(refused.source());
        if (station < 0) {
            throw new IllegalArgumentException("must be of this resolver: found=" + refused);
        }
        trace.addAll(refused.trace().subList(0, refused.trace().size() - 1));
        return refused(station, fault.denial(), fault.finding());
    }

    /** What may be answered again without a walk until something changes, or null if the walk was no plain one. */
    Route.@Nullable Memo memo(End end) {
        Hit hit = end.hit;
        OpenedSecrets secrets = hit == null ? null : hit.entry.opened();
        if (hit == null || secrets == null || hit.fallback || gateClosed) {
            return null;
        }
        return new Route.Memo(
                changes, freshUntilNanos, secrets, new Route.Answer(origin(hit), end.trace, hit.source()));
    }

    Resolution.Origin origin(Hit hit) {
        return new Resolution.Origin(
                route.owner, hit.slot, hit.entry.value.orElseThrow().revision(), hit.fallback);
    }

    private CompletionStage<End> from(int station) {
        if (station == route.length()) {
            Denial reason = refusal != null ? refusal : gateClosed ? Denial.NOT_ENTITLED : null;
            return ended(null, reason, List.of());
        }
        Scope scope = route.scope(station);
        SecretSlot slot = route.slot(station);
        if (slot == null) {
            return passed(station, Step.Finding.SKIPPED);
        }
        if (scope != Scope.PLATFORM) {
            return at(slot, station);
        }
        if (rule == OnRejection.NEXT_CUSTOMER_KEY) {
            return passed(station, Step.Finding.NO_CONSENT);
        }
        return gate().thenCompose(entitled -> {
            if (entitled) {
                return at(slot, station);
            }
            gateClosed = true;
            return passed(station, Step.Finding.NOT_ENTITLED);
        });
    }

    private CompletionStage<End> at(SecretSlot slot, int station) {
        return stored.find(slot).thenCompose(entry -> {
            noteAge(entry.freshUntilNanos);
            if (entry.value.isEmpty()) {
                return passed(station, Step.Finding.ABSENT);
            }
            SealedCredential credential = entry.value.get();
            if (credential.state().status() == CredentialState.Status.UNDECRYPTABLE) {
                throw new SecretVaultException(
                        SecretVaultException.Fault.TAMPERED,
                        "was found not to open before: " + slot.provider() + " of " + route.scope(station),
                        null);
            }
            if (credential.state().status() == CredentialState.Status.QUARANTINED) {
                return refused(station, Denial.QUARANTINED, Step.Finding.QUARANTINED);
            }
            List<String> missing = route.spec.missing(
                    credential.fields().sealed(), credential.fields().plain());
            if (!missing.isEmpty()) {
                trace.add(new Step(route.scope(station), Step.Finding.MISCONFIGURED));
                return ended(null, Denial.MISCONFIGURED, missing);
            }
            trace.add(new Step(route.scope(station), Step.Finding.FOUND));
            return ended(new Hit(slot, entry, refusal != null), null, List.of());
        });
    }

    private CompletionStage<End> passed(int station, Step.Finding finding) {
        trace.add(new Step(route.scope(station), finding));
        return from(station + 1);
    }

    private CompletionStage<End> refused(int station, Denial why, Step.Finding finding) {
        trace.add(new Step(route.scope(station), finding));
        Denial first = refusal == null ? why : refusal;
        refusal = first;
        if (route.scope(station) == Scope.PLATFORM) {
            // A tenant's policy is about its own keys. Nobody else pays because the platform's key is bad.
            return ended(null, first, List.of());
        }
        CompletionStage<OnRejection> wish = rule == null
                ? stored.policy(route.owner.tenant(), route.spec.id())
                        .thenApply(policy -> policy.map(FallbackPolicy::rule).orElse(OnRejection.FAIL))
                : CompletableFuture.completedFuture(rule);
        return wish.thenCompose(wanted -> {
            rule = wanted;
            return wanted == OnRejection.FAIL ? ended(null, first, List.of()) : from(station + 1);
        });
    }

    private CompletionStage<Boolean> gate() {
        try {
            return platformAccess.mayUse(route.owner, route.spec.id());
        } catch (RuntimeException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    /** Tickers may be negative and overflow, so ages are compared by their difference. */
    private void noteAge(long untilNanos) {
        if (!seen || untilNanos - freshUntilNanos < 0) {
            freshUntilNanos = untilNanos;
        }
        seen = true;
    }

    private CompletionStage<End> ended(@Nullable Hit hit, @Nullable Denial denial, List<String> missing) {
        return CompletableFuture.completedFuture(new End(hit, denial, missing, List.copyOf(trace)));
    }
}
