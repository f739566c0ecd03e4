// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.KeySignals;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Resolution.Denied;
import io.weighhouse.keyvault.resolve.Resolution.Found;
import io.weighhouse.keyvault.resolve.Resolution.None;
import io.weighhouse.keyvault.resolve.Step.Finding;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretPlace;
import io.weighhouse.keyvault.secret.SecretStoreException;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.keyvault.secret.SecretVaultException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyResolverTest {

    private static final ProviderId OPENAI = new ProviderId("openai");
    private static final ProviderId GROQ = new ProviderId("groq");
    private static final Owner ANN = Owner.tenant("acme").team("search").user("ann");
    private static final SecretHolder PERSONAL = SecretHolder.personal("acme", "ann");
    private static final SecretHolder TEAM = SecretHolder.team("acme", "search");
    private static final SecretHolder TENANT = SecretHolder.tenant("acme");
    private static final SecretHolder PLATFORM = SecretHolder.platform();

    private final SecretVault vault = SecretVault.of(MasterKeys.of("a", new byte[32]));
    private final TouchyStore store = new TouchyStore();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<String> heard = new ArrayList<>();
    private boolean entitled = true;
    private final KeyResolver resolver = KeyResolver.builder(vault, store, PlatformAccess.when((owner, provider) -> {
                asked.incrementAndGet();
                return entitled;
            }))
            .signals(new KeySignals() {
                @Override
                public void resolved(String source) {
                    heard.add(source);
                }
            })
            .build();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void resolve_fromTheOutsideIn_theNearestKeyWins(int station) {
        List<SecretHolder> holders = List.of(PERSONAL, TEAM, TENANT, PLATFORM);
        Scope nearest = holders.get(station).scope();
        for (SecretHolder holder : holders.subList(station, 4)) {
            put(holder, OPENAI, "key of " + holder.scope());
        }
        Found found = (Found) resolver.resolve(ANN, OPENAI);
        assertThat(text(found)).isEqualTo("key of " + nearest);
        assertThat(found.source()).isEqualTo(nearest);
        assertThat(found.payer()).isEqualTo(nearest == Scope.PLATFORM ? Payer.PLATFORM : Payer.CUSTOMER);
        assertThat(found.credential().provider()).isEqualTo(OPENAI);
        assertThat(found.trace()).hasSize(station + 1).last().isEqualTo(new Step(nearest, Finding.FOUND));
        assertThat(found.trace().subList(0, station)).allMatch(step -> step.finding() == Finding.ABSENT);
        assertThat(asked).hasValue(nearest == Scope.PLATFORM ? 1 : 0);
        assertThat(heard).containsExactly(nearest.name());
        assertThat(resolver.source(ANN, OPENAI)).contains(nearest);
        assertThat(resolver.mayUse(ANN, OPENAI)).isTrue();
        assertThat(found.toString()).doesNotContain("key of");
    }

    @Test
    void resolve_noKeyAnywhere_isNone() {
        put(PERSONAL, GROQ, "another provider's");
        assertThat(resolver.resolve(ANN, OPENAI))
                .isEqualTo(new None(List.of(
                        new Step(Scope.PERSONAL, Finding.ABSENT),
                        new Step(Scope.TEAM, Finding.ABSENT),
                        new Step(Scope.TENANT, Finding.ABSENT),
                        new Step(Scope.PLATFORM, Finding.ABSENT))));
        assertThat(resolver.source(ANN, OPENAI)).isEmpty();
        assertThat(resolver.mayUse(ANN, OPENAI)).isFalse();
        assertThat(heard).containsExactly("NONE");
    }

    @Test
    void resolve_notEntitledToThePlatform_isDeniedWithoutALook() {
        put(PLATFORM, OPENAI, "platform's");
        entitled = false;
        assertThat(resolver.resolve(Owner.tenant("acme"), OPENAI))
                .isEqualTo(new Denied(
                        Denial.NOT_ENTITLED,
                        List.of(),
                        List.of(
                                new Step(Scope.PERSONAL, Finding.SKIPPED),
                                new Step(Scope.TEAM, Finding.SKIPPED),
                                new Step(Scope.TENANT, Finding.ABSENT),
                                new Step(Scope.PLATFORM, Finding.NOT_ENTITLED))));
        assertThat(store.found).as("holders looked up").containsExactly(TENANT);
        assertThat(resolver.source(ANN, OPENAI)).isEmpty();
        assertThat(heard).containsExactly("DENIED");
    }

    @Test
    void resolve_gateThatFails_handsNothingOut() {
        put(PLATFORM, OPENAI, "platform's");
        for (PlatformAccess broken : List.<PlatformAccess>of(
                (owner, provider) -> CompletableFuture.failedFuture(new IllegalStateException("no answer")),
                PlatformAccess.when((owner, provider) -> {
                    throw new IllegalStateException("no answer");
                }))) {
            KeyResolver gated = KeyResolver.builder(vault, store, broken).build();
            assertThatThrownBy(() -> gated.resolve(ANN, OPENAI))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no answer");
        }
    }

    @Test
    void platformAccess_everybodyAndNobody_areWhatTheySay() {
        put(PLATFORM, OPENAI, "platform's");
        assertThat(KeyResolver.builder(vault, store, PlatformAccess.everybody())
                        .build()
                        .mayUse(ANN, OPENAI))
                .isTrue();
        assertThat(KeyResolver.builder(vault, store, PlatformAccess.nobody())
                        .build()
                        .mayUse(ANN, OPENAI))
                .isFalse();
    }

    @Test
    void resolve_nearestKeyThatDoesNotOpen_isAnErrorAndNeverTheNextOne() {
        put(PLATFORM, OPENAI, "platform's");
        put(PERSONAL, OPENAI, "ann's");
        SecretVault other = SecretVault.of(MasterKeys.of("b", new byte[32]));
        KeyResolver blind =
                KeyResolver.builder(other, store, PlatformAccess.everybody()).build();
        assertThatThrownBy(() -> blind.resolve(ANN, OPENAI))
                .isInstanceOfSatisfying(
                        SecretVaultException.class,
                        refused ->
                                assertThat(refused.fault()).isEqualTo(SecretVaultException.Fault.UNKNOWN_MASTER_KEY));
        assertThat(blind.source(ANN, OPENAI)).as("nothing is decrypted").contains(Scope.PERSONAL);
    }

    @Test
    void anyVerb_storeThatFails_isAnErrorAndNeverAbsence() {
        put(PLATFORM, OPENAI, "platform's");
        store.failing = slot -> true;
        assertFails(() -> resolver.resolve(ANN, OPENAI));
        assertFails(() -> resolver.source(ANN, OPENAI));
        assertFails(() -> resolver.mayUse(ANN, OPENAI));
        assertFails(() -> resolver.delete(PLATFORM, OPENAI));
        assertFails(() -> put(PLATFORM, OPENAI, "new"));
        assertThat(asked).as("the walk ended at its first station").hasValue(0);
    }

    @Test
    void resolve_rowOfAnotherHolder_doesNotOpen() {
        put(SecretHolder.tenant("rival"), OPENAI, "rival's");
        store.confusion = Optional.of(SecretHolder.tenant("rival"));
        assertThatThrownBy(() -> resolver.resolve(Owner.tenant("acme"), OPENAI))
                .isInstanceOfSatisfying(
                        SecretVaultException.class,
                        refused -> assertThat(refused.fault()).isEqualTo(SecretVaultException.Fault.TAMPERED));
    }

    @Test
    void resolve_crossTenantMatrix_nobodySeesAnothersKey() {
        List<Owner> owners = new ArrayList<>();
        for (String tenant : List.of("acme", "rival")) {
            for (String name : List.of("search", "ann")) {
                owners.add(Owner.tenant(tenant).team(name));
                owners.add(Owner.tenant(tenant).user(name));
                put(
                        SecretHolder.team(tenant, name),
                        OPENAI,
                        "team " + Owner.tenant(tenant).team(name));
                put(
                        SecretHolder.personal(tenant, name),
                        OPENAI,
                        "user " + Owner.tenant(tenant).user(name));
            }
        }
        for (Owner owner : owners) {
            String kind = owner.user().isEmpty() ? "team " : "user ";
            assertThat(text((Found) resolver.resolve(owner, OPENAI))).isEqualTo(kind + owner);
        }
        assertThat(resolver.resolve(Owner.tenant("third").team("search").user("ann"), OPENAI))
                .isInstanceOf(None.class);
    }

    @Test
    void put_again_replacesUnderTheNextRevision() {
        assertThat(put(TENANT, OPENAI, "first").revision()).isEqualTo(1);
        assertThat(put(TENANT, OPENAI, "second").revision()).isEqualTo(2);
        assertThat(text((Found) resolver.resolve(ANN, OPENAI))).isEqualTo("second");
    }

    @Test
    void delete_key_isGoneAndItsRevisionIsNotUsedAgain() {
        put(TENANT, OPENAI, "first");
        assertThat(resolver.delete(TENANT, OPENAI)).isTrue();
        assertThat(resolver.delete(TENANT, OPENAI)).isFalse();
        assertThat(resolver.resolve(ANN, OPENAI)).isInstanceOf(None.class);
        assertThat(put(TENANT, OPENAI, "second").revision()).isEqualTo(2);
    }

    @Test
    void putAndDelete_othersKeepWriting_endsWithAnError() {
        put(TENANT, OPENAI, "first");
        store.contended = true;
        assertThatThrownBy(() -> put(TENANT, OPENAI, "second"))
                .isInstanceOfSatisfying(
                        SecretStoreException.class,
                        lost -> assertThat(lost.outcomeKnown()).isTrue())
                .hasMessage("save a secret: others kept writing the same slot");
        assertThatThrownBy(() -> resolver.delete(TENANT, OPENAI))
                .hasMessage("delete a secret: others kept writing the same slot");
    }

    @Test
    void close_credential_wipesTheKey() {
        put(PERSONAL, OPENAI, "ann's");
        Credential credential = ((Found) resolver.resolve(ANN, OPENAI)).credential();
        credential.close();
        assertThatThrownBy(() -> credential.apiKey().text(SecretAccess.get()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(credential).hasToString("Credential[openai [api_key]]");
    }

    private SecretPlace put(SecretHolder holder, ProviderId provider, String key) {
        try (Secret secret = Secret.ofText(key)) {
            return resolver.put(holder, provider, secret);
        }
    }

    private static String text(Found found) {
        try (Credential credential = found.credential()) {
            return credential.apiKey().text(SecretAccess.get());
        }
    }

    private static void assertFails(Runnable verb) {
        assertThatThrownBy(verb::run)
                .isInstanceOfSatisfying(
                        SecretStoreException.class,
                        failed -> assertThat(failed.outcomeKnown()).isFalse())
                .hasRootCauseMessage("no connection");
    }
}
