// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import static io.weighhouse.keyvault.resolve.SecretHouse.ADMIN;
import static io.weighhouse.keyvault.resolve.SecretHouse.ANN;
import static io.weighhouse.keyvault.resolve.SecretHouse.NOW;
import static io.weighhouse.keyvault.resolve.SecretHouse.OPENAI;
import static io.weighhouse.keyvault.resolve.SecretHouse.PERSONAL;
import static io.weighhouse.keyvault.resolve.SecretHouse.PLATFORM;
import static io.weighhouse.keyvault.resolve.SecretHouse.TENANT;
import static io.weighhouse.keyvault.resolve.SecretHouse.TWILIO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.weighhouse.keyvault.resolve.CredentialStatus.Standing;
import io.weighhouse.keyvault.resolve.Resolution.Denied;
import io.weighhouse.keyvault.resolve.Resolution.Found;
import io.weighhouse.keyvault.resolve.SaveOutcome.Reason;
import io.weighhouse.keyvault.resolve.SaveOutcome.Refused;
import io.weighhouse.keyvault.resolve.SaveOutcome.Saved;
import io.weighhouse.keyvault.resolve.Step.Finding;
import io.weighhouse.keyvault.secret.Consent;
import io.weighhouse.keyvault.secret.CredentialFields;
import io.weighhouse.keyvault.secret.CredentialState;
import io.weighhouse.keyvault.secret.FallbackPolicy;
import io.weighhouse.keyvault.secret.OnRejection;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretStoreException;
import io.weighhouse.keyvault.secret.VaultCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderSecretsTest {

    private static final Actor ANN_HERSELF = Actor.member("ann", "acme");
    private static final String KEY = "sk-1234567890123456789012345689";

    private final SecretHouse house = new SecretHouse();

    @Test
    void save_goodKey_isSavedAndShownMasked() {
        assertThat(save(KEY))
                .isEqualTo(new Saved(new CredentialStatus(
                        OPENAI,
                        Standing.OK,
                        Map.of("api_key", "sk-12...89"),
                        1,
                        Optional.of(new SecretEvent(SecretEvent.Kind.SAVED, "ann", NOW)))));
        assertThat(house.key()).isEqualTo(KEY);
        assertThat(house.heard).containsExactly("SAVED by ann PERSONAL openai 1");
        assertThat(house.row(PERSONAL).state().lastEvent().actor()).isEqualTo("ann");
    }

    @Test
    void save_severalFields_areOneUnit() {
        NewCredential both =
                NewCredential.with("account_sid", Secret.ofText("AC0123")).and("auth_token", Secret.ofText("token"));
        assertThat(house.secrets().save(ADMIN, TENANT, TWILIO, both)).isInstanceOf(Saved.class);
        Found found = (Found) house.resolver.resolve(ANN, TWILIO);
        try (Credential twilio = found.credential()) {
            assertThat(twilio.fields()).containsExactly("account_sid", "auth_token");
            assertThat(twilio.secret("account_sid").text(SecretAccess.get())).isEqualTo("AC0123");
            assertThat(twilio.secret("auth_token").text(SecretAccess.get())).isEqualTo("token");
            assertThatThrownBy(twilio::apiKey)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("must be asked for by name: twilio has the secrets [account_sid, auth_token]");
            assertThatThrownBy(() -> twilio.secret("api_key")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> twilio.plain("account_sid")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void save_fieldsInClear_areStoredAndShownAsTheyAre() {
        ProviderId azure = new ProviderId("azure");
        house.secrets()
                .save(
                        ADMIN,
                        TENANT,
                        azure,
                        NewCredential.with("api_key", Secret.ofText("0123456789abcdef0123456789abcdef"))
                                .and("resource_name", "acme-west"));
        try (Credential credential = ((Found) house.resolver.resolve(ANN, azure)).credential()) {
            assertThat(credential.plain("resource_name")).isEqualTo("acme-west");
            assertThat(credential.apiKey().text(SecretAccess.get())).hasSize(32);
            assertThat(credential).hasToString("Credential[azure [api_key, resource_name]]");
        }
        assertThat(house.secrets().status(ADMIN, TENANT, azure).fields())
                .isEqualTo(Map.of("api_key", "01234...ef", "resource_name", "acme-west"));
    }

    @Test
    void save_incompleteUnknownOrMalformed_savesNothing() {
        Secret token = Secret.ofText("token");
        assertRefused(TWILIO, NewCredential.with("auth_token", token), Reason.MISSING_FIELD, "account_sid");
        assertRefused(TWILIO, NewCredential.with("account_sid", "AC1"), Reason.MISSING_FIELD, "auth_token");
        assertRefused(
                TWILIO,
                NewCredential.with("account_sid", "AC1")
                        .and("auth_token", token)
                        .and("region", "eu"),
                Reason.UNKNOWN_FIELD,
                "region");
        assertRefused(
                TWILIO,
                NewCredential.with("account_sid", "SK1").and("auth_token", token),
                Reason.MALFORMED_FIELD,
                "account_sid");
        for (String bad : List.of("", "sk-", "pk-123", " sk-123", "sk-1 23", "sk-123\n", "sk-12é", "sk-\u0000")) {
            assertRefused(OPENAI, NewCredential.with("api_key", bad), Reason.MALFORMED_FIELD, "api_key");
        }
        assertRefused(
                OPENAI, NewCredential.with("api_key", "sk-" + "x".repeat(70_000)), Reason.MALFORMED_FIELD, "api_key");
        ProviderId analytics = new ProviderId("google_analytics");
        for (String bad : List.of("", "G-", "UA-123", "G-AB12\r\nX: y", "G-" + "A".repeat(5_000))) {
            assertRefused(
                    analytics, NewCredential.with("measurement_id", bad), Reason.MALFORMED_FIELD, "measurement_id");
        }
        assertThat(house.store.puts).isZero();
        assertThat(house.heard).isEmpty();
    }

    @Test
    void save_unknownProvider_isGenericOrRefusedAsTheCatalogSays() {
        ProviderId other = new ProviderId("acme-llm");
        assertThat(house.secrets().save(ADMIN, TENANT, other, NewCredential.with("api_key", "x")))
                .isInstanceOf(Saved.class);
        house.resolver = house.builder()
                .catalog(ProviderCatalog.standard().refusingOthers())
                .build();
        assertRefused(other, NewCredential.with("api_key", "x"), Reason.UNKNOWN_PROVIDER, "");
        assertThatThrownBy(() -> house.resolver.resolve(ANN, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be in the catalog: provider=acme-llm");
    }

    @Test
    void save_validator_isAskedBeforeAnythingIsSealed() {
        List<String> tried = new ArrayList<>();
        List<Credential> candidates = new ArrayList<>();
        house.resolver = house.builder()
                .validator(candidate -> {
                    candidates.add(candidate);
                    String key = candidate.apiKey().text(SecretAccess.get());
                    tried.add(key);
                    return CompletableFuture.completedFuture(!key.endsWith("bad"));
                })
                .build();
        assertThat(save("sk-bad")).isEqualTo(new Refused(Reason.REFUSED_BY_PROVIDER, ""));
        assertThat(house.store.puts).isZero();
        assertThat(save("pk-good")).isEqualTo(new Refused(Reason.MALFORMED_FIELD, "api_key"));
        assertThat(save("sk-good")).isInstanceOf(Saved.class);
        assertThat(tried).containsExactly("sk-bad", "sk-good");
        assertThat(candidates)
                .allSatisfy(
                        candidate -> assertThatThrownBy(() -> candidate.apiKey().text(SecretAccess.get()))
                                .isInstanceOf(IllegalStateException.class));
    }

    @Test
    void save_validatorThatFails_isAnErrorAndSavesNothing() {
        for (SecretValidator broken : List.<SecretValidator>of(
                candidate -> CompletableFuture.failedFuture(new IllegalStateException("no answer")), candidate -> {
                    throw new IllegalStateException("no answer");
                })) {
            house.resolver = house.builder().validator(broken).build();
            assertThatThrownBy(() -> save(KEY))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no answer");
        }
        assertThat(house.store.puts).isZero();
    }

    @Test
    void save_closedSecretOrBrokenStore_isAnErrorAndSavesNothing() {
        Secret closed = Secret.ofText(KEY);
        closed.close();
        assertThatThrownBy(() ->
                        house.secrets().save(ANN_HERSELF, PERSONAL, OPENAI, NewCredential.with("api_key", closed)))
                .isInstanceOf(IllegalStateException.class);
        house.store.failing = slot -> true;
        assertThatThrownBy(() -> save(KEY)).isInstanceOf(SecretStoreException.class);
        assertThat(house.store.puts).isZero();
    }

    @Test
    void save_callersSecret_staysOpen() {
        try (Secret secret = Secret.ofText(KEY)) {
            house.secrets().save(ANN_HERSELF, PERSONAL, OPENAI, NewCredential.with("api_key", secret));
            assertThat(secret.text(SecretAccess.get())).isEqualTo(KEY);
        }
        assertThat(house.key()).isEqualTo(KEY);
    }

    @Test
    void resolve_fieldMissingInTheRow_isMisconfiguredAndNeverTheNextOne() {
        house.secrets()
                .save(
                        SecretHouse.OPERATOR,
                        PLATFORM,
                        TWILIO,
                        NewCredential.with("account_sid", "AC1").and("auth_token", "t"));
        SecretSlot slot = new SecretSlot(TENANT, TWILIO);
        house.store.put(new SealedCredential(
                slot,
                1,
                1,
                new CredentialFields(
                        Map.of("account_sid", house.vault.seal(slot.place("account_sid", 1), Secret.ofText("AC2"))),
                        Map.of()),
                new CredentialState(
                        CredentialState.Status.OK, 0, new SecretEvent(SecretEvent.Kind.SAVED, "tool", NOW))));
        assertThat(house.resolver.resolve(ANN, TWILIO))
                .isEqualTo(new Denied(
                        Denial.MISCONFIGURED,
                        List.of("auth_token"),
                        List.of(
                                new Step(Scope.PERSONAL, Finding.ABSENT),
                                new Step(Scope.TEAM, Finding.ABSENT),
                                new Step(Scope.TENANT, Finding.MISCONFIGURED))));
        assertThat(house.resolver.mayUse(ANN, TWILIO)).isFalse();
        assertThat(house.secrets().status(ADMIN, TENANT, TWILIO).standing()).isEqualTo(Standing.MISCONFIGURED);
        assertThat(house.unwrapped).hasValue(0);
    }

    @Test
    void resolve_fieldsInClearOfAnotherSlot_areAnError() {
        ProviderId analytics = new ProviderId("google_analytics");
        house.secrets()
                .save(
                        Actor.tenantAdmin("eve", "rival"),
                        SecretHolder.tenant("rival"),
                        analytics,
                        NewCredential.with("measurement_id", "G-RIVAL1"));
        house.store.confusion = Optional.of(SecretHolder.tenant("rival"));
        assertThatThrownBy(() -> house.resolver.resolve(ANN, analytics))
                .hasMessage("TAMPERED: the store answered with another slot's row");
    }

    @Test
    void listAndStatus_anyHolder_neverDecrypt() {
        save(KEY);
        house.secrets()
                .save(
                        ANN_HERSELF,
                        PERSONAL,
                        TWILIO,
                        NewCredential.with("account_sid", "AC1").and("auth_token", "t"));
        assertThat(house.secrets().list(ANN_HERSELF, PERSONAL))
                .extracting(one -> one.provider().value(), CredentialStatus::standing)
                .containsExactly(tuple("openai", Standing.OK), tuple("twilio", Standing.OK));
        assertThat(house.secrets().list(ADMIN, PERSONAL))
                .extracting(CredentialStatus::standing)
                .containsOnly(Standing.CONFIGURED);
        house.secrets().status(ANN_HERSELF, PERSONAL, OPENAI);
        house.resolver.source(ANN, OPENAI);
        house.resolver.mayUse(ANN, OPENAI);
        assertThat(house.unwrapped).hasValue(0);
        house.key();
        assertThat(house.unwrapped).as("it does count").hasValue(1);
    }

    @Test
    void delete_byRight_isHeardOfAndNotUsedAgain() {
        save(KEY);
        assertThat(house.secrets().delete(Actor.member("bob", "acme"), PERSONAL, OPENAI))
                .isEqualTo(ChangeOutcome.NOT_AUTHORISED);
        assertThat(house.secrets().delete(ADMIN, PERSONAL, OPENAI)).isEqualTo(ChangeOutcome.DONE);
        assertThat(house.secrets().delete(ADMIN, PERSONAL, OPENAI)).isEqualTo(ChangeOutcome.NOTHING_THERE);
        assertThat(house.heard).containsExactly("SAVED by ann PERSONAL openai 1", "DELETED by boss PERSONAL openai 1");
        assertThat(house.key()).isEqualTo("NONE");
    }

    @Test
    void setPolicy_platform_storesWhoAgreedToWhatAndWhen() {
        assertThat(house.secrets().setPolicy(ADMIN, OPENAI, OnRejection.NEXT_CUSTOMER_KEY, ""))
                .isEqualTo(ChangeOutcome.DONE);
        assertThat(house.secrets().setPolicy(ADMIN, OPENAI, OnRejection.PLATFORM, "terms-2026-11"))
                .isEqualTo(ChangeOutcome.DONE);
        assertThat(house.store.findPolicy("acme", OPENAI).toCompletableFuture().join())
                .contains(new FallbackPolicy(
                        "acme", OPENAI, OnRejection.PLATFORM, new Consent("boss", NOW, "terms-2026-11"), 2));
        assertThat(house.heard)
                .containsExactly("NEXT_CUSTOMER_KEY for acme by boss", "PLATFORM for acme by boss consents");
    }

    @Test
    void setPolicy_whoeverIsNoAdministratorOfTheTenant_mayNot() {
        for (Actor actor : List.of(ANN_HERSELF, SecretHouse.OPERATOR, new Actor("x", "acme", "", Set.of(), Set.of()))) {
            assertThat(house.secrets().setPolicy(actor, OPENAI, OnRejection.PLATFORM, "terms"))
                    .isEqualTo(ChangeOutcome.NOT_AUTHORISED);
        }
        assertThat(house.heard).isEmpty();
    }

    @Test
    void canary_ofTheVault_isNobodysCredential() {
        VaultCheck.run(house.vault, house.store, () -> NOW);
        ProviderId canary = VaultCheck.slot().provider();
        assertThat(house.store.store.list(PLATFORM).toCompletableFuture().join())
                .hasSize(1);
        assertThat(house.secrets().list(SecretHouse.OPERATOR, PLATFORM)).isEmpty();
        assertThat(house.secrets()
                        .status(SecretHouse.OPERATOR, PLATFORM, canary)
                        .standing())
                .isEqualTo(Standing.HIDDEN);
        assertThat(house.secrets().delete(SecretHouse.OPERATOR, PLATFORM, canary))
                .isEqualTo(ChangeOutcome.NOT_AUTHORISED);
        assertThat(house.secrets().save(SecretHouse.OPERATOR, PLATFORM, canary, NewCredential.with("api_key", "x")))
                .isEqualTo(new Refused(Reason.UNKNOWN_PROVIDER, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api key", "", "a/b"})
    void newCredential_badName_isAMistake(String name) {
        assertThatThrownBy(() -> NewCredential.with(name, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void newCredential_fieldTwice_isAMistakeAndNothingIsShown() {
        NewCredential credential = NewCredential.with("api_key", KEY);
        assertThatThrownBy(() -> credential.and("api_key", Secret.ofText(KEY)))
                .hasMessage("must be given once: field=api_key");
        assertThat(credential).hasToString("NewCredential[api_key]");
    }

    @Test
    void put_providerOfSeveralFields_isAMistake() {
        assertThatThrownBy(() -> house.resolver.put(TENANT, TWILIO, Secret.ofText("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must have a single required secret field: provider=twilio");
        ProviderId stripe = new ProviderId("stripe");
        assertThat(house.resolver
                        .put(TENANT, stripe, Secret.ofText("sk_live_1"))
                        .field())
                .isEqualTo("secret_key");
    }

    private SaveOutcome save(String key) {
        try (Secret secret = Secret.ofText(key)) {
            return house.secrets().save(ANN_HERSELF, PERSONAL, OPENAI, NewCredential.with("api_key", secret));
        }
    }

    private void assertRefused(ProviderId provider, NewCredential credential, Reason reason, String field) {
        assertThat(house.secrets().save(ADMIN, TENANT, provider, credential)).isEqualTo(new Refused(reason, field));
    }
}
