// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.CredentialStatus.Standing;
import io.weighhouse.keyvault.resolve.Resolution.Denied;
import io.weighhouse.keyvault.resolve.Resolution.Found;
import io.weighhouse.keyvault.resolve.SaveOutcome.Reason;
import io.weighhouse.keyvault.resolve.SaveOutcome.Refused;
import io.weighhouse.keyvault.resolve.SaveOutcome.Saved;
import io.weighhouse.keyvault.resolve.Step.Finding;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.SecretHolder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A multi-model chat product: personal keys before the administrator's global ones. */
class ProductCTest {

    private static final ProviderId OPENAI = SecretHouse.OPENAI;
    private static final Owner ANN = Owner.tenant("chat").user("ann");
    private static final Owner BOB = Owner.tenant("chat").user("bob");
    private static final SecretHolder ANNS = SecretHolder.personal("chat", "ann");
    private static final SecretHolder GLOBAL = SecretHolder.platform();
    private static final Actor ANN_HERSELF = Actor.member("ann", "chat");
    private static final Actor BOB_HIMSELF = Actor.member("bob", "chat");
    private static final Actor ADMIN = Actor.tenantAdmin("root", "chat").and(Role.PLATFORM_ADMIN);
    private static final String ANNS_KEY = "sk-1234567890123456789012345689";
    private static final String GLOBAL_KEY = "sk-9876543210987654321098765421";

    private final SecretHouse house = new SecretHouse();

    @Test
    void c1_personalKey_winsOverTheGlobalOne() {
        save(ADMIN, GLOBAL, "openai", GLOBAL_KEY);
        assertThat(key(ANN)).isEqualTo(GLOBAL_KEY);
        save(ANN_HERSELF, ANNS, "openai", ANNS_KEY);
        assertThat(key(ANN)).isEqualTo(ANNS_KEY);
        assertThat(key(BOB)).isEqualTo(GLOBAL_KEY);
        assertThat(house.secrets().delete(ANN_HERSELF, ANNS, OPENAI)).isEqualTo(ChangeOutcome.DONE);
        assertThat(key(ANN)).isEqualTo(GLOBAL_KEY);
    }

    @Test
    void c1_neither_isAClearError() {
        assertThat(house.resolver.resolve(ANN, OPENAI))
                .isEqualTo(new Resolution.None(List.of(
                        new Step(Scope.PERSONAL, Finding.ABSENT),
                        new Step(Scope.TEAM, Finding.SKIPPED),
                        new Step(Scope.TENANT, Finding.ABSENT),
                        new Step(Scope.PLATFORM, Finding.ABSENT))));
    }

    @Test
    void c2_threeQuestions_agreeAndOnlyTheFirstDecrypts() {
        assertThat(house.resolver.sourceWord(ANN, OPENAI)).isEqualTo("none");
        assertThat(house.resolver.mayUse(ANN, OPENAI)).isFalse();
        save(ADMIN, GLOBAL, "openai", GLOBAL_KEY);
        assertThat(house.resolver.sourceWord(ANN, OPENAI)).isEqualTo("global");
        assertThat(house.resolver.mayUse(ANN, OPENAI)).isTrue();
        save(ANN_HERSELF, ANNS, "openai", ANNS_KEY);
        assertThat(house.resolver.sourceWord(ANN, OPENAI)).isEqualTo("personal");
        assertThat(house.resolver.source(ANN, OPENAI)).contains(Scope.PERSONAL);
        assertThat(house.resolver.mayUse(ANN, OPENAI)).isTrue();
        assertThat(house.unwrapped).hasValue(0);
        assertThat(key(ANN)).isEqualTo(ANNS_KEY);
        assertThat(house.unwrapped).hasValue(1);
    }

    @Test
    void c3_savedKey_isShownMaskedAndNeverInClear() {
        save(ANN_HERSELF, ANNS, "openai", ANNS_KEY);
        CredentialStatus status = house.secrets().status(ANN_HERSELF, ANNS, OPENAI);
        assertThat(status.fields()).isEqualTo(Map.of("api_key", "sk-12...89"));
        assertThat(status.toString() + house.row(ANNS) + house.heard + house.resolver.resolve(ANN, OPENAI))
                .doesNotContain(ANNS_KEY)
                .doesNotContain(ANNS_KEY.substring(5, 20));
        assertThat(house.row(ANNS).fields().sealed().values())
                .extracting(SealedSecret::envelope)
                .singleElement()
                .asString()
                .as("AES-256-GCM in envelope version 1, suite 1")
                .startsWith("wh1.1.")
                .doesNotContain(ANNS_KEY.substring(5, 20));
    }

    @Test
    void c4_globalKeys_onlyAdministratorsSeeAndChange() {
        save(ADMIN, GLOBAL, "openai", GLOBAL_KEY);
        assertThat(house.secrets().status(ADMIN, GLOBAL, OPENAI).fields()).isEqualTo(Map.of("api_key", "sk-98...21"));
        assertThat(house.secrets().list(ANN_HERSELF, GLOBAL))
                .containsExactly(CredentialStatus.bare(OPENAI, Standing.CONFIGURED));
        assertThat(house.secrets().status(ANN_HERSELF, GLOBAL, new ProviderId("groq")))
                .isEqualTo(CredentialStatus.bare(new ProviderId("groq"), Standing.NOT_CONFIGURED));
        assertThat(house.secrets().save(ANN_HERSELF, GLOBAL, OPENAI, NewCredential.with("api_key", "sk-mine")))
                .isEqualTo(new Refused(Reason.NOT_AUTHORISED, ""));
        assertThat(house.secrets().delete(ANN_HERSELF, GLOBAL, OPENAI)).isEqualTo(ChangeOutcome.NOT_AUTHORISED);
        assertThat(key(BOB)).isEqualTo(GLOBAL_KEY);
    }

    @Test
    void c4_personalKeys_aUserSeesAndChangesOnlyHisOwn() {
        save(ANN_HERSELF, ANNS, "openai", ANNS_KEY);
        for (Actor other : List.of(BOB_HIMSELF, ADMIN)) {
            assertThat(house.secrets().status(other, ANNS, OPENAI))
                    .isEqualTo(CredentialStatus.bare(OPENAI, Standing.CONFIGURED));
            assertThat(house.secrets().save(other, ANNS, OPENAI, NewCredential.with("api_key", "sk-mine")))
                    .isEqualTo(new Refused(Reason.NOT_AUTHORISED, ""));
        }
        assertThat(house.secrets().delete(BOB_HIMSELF, ANNS, OPENAI)).isEqualTo(ChangeOutcome.NOT_AUTHORISED);
        assertThat(house.secrets().status(Actor.tenantAdmin("ann", "rival"), ANNS, OPENAI))
                .isEqualTo(CredentialStatus.bare(OPENAI, Standing.HIDDEN));
    }

    @Test
    void c5_noSubscription_neverReachesTheGlobalKey() {
        save(ADMIN, GLOBAL, "openai", GLOBAL_KEY);
        house.entitled = false;
        assertThat(house.resolver.resolve(ANN, OPENAI))
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.reason()).isEqualTo(Denial.NOT_ENTITLED));
        assertThat(house.resolver.mayUse(ANN, OPENAI)).isFalse();
        assertThat(house.resolver.sourceWord(ANN, OPENAI)).isEqualTo("none");
        assertThat(house.unwrapped).hasValue(0);
        save(ANN_HERSELF, ANNS, "openai", ANNS_KEY);
        assertThat(key(ANN)).as("her own is hers to use").isEqualTo(ANNS_KEY);
    }

    @Test
    void c5_subscriptionThatEnds_endsAtOnce() {
        save(ADMIN, GLOBAL, "openai", GLOBAL_KEY);
        assertThat(key(ANN)).isEqualTo(GLOBAL_KEY);
        house.entitled = false;
        assertThat(key(ANN)).as("although the key is in the cache").isEqualTo("NOT_ENTITLED");
    }

    @ParameterizedTest
    @CsvSource({
        "openai, sk-0123456789, gsk_0123456789",
        "anthropic, sk-ant-0123456789, sk-0123456789",
        "google, AIza0123456789, sk-0123456789",
        "mistral, 0123456789, 01234 56789",
        "groq, gsk_0123456789, sk-0123456789"
    })
    void c7_provider_takesItsOwnKeysOnly(String provider, String good, String bad) {
        assertThat(house.secrets()
                        .save(ANN_HERSELF, ANNS, new ProviderId(provider), NewCredential.with("api_key", bad)))
                .isEqualTo(new Refused(Reason.MALFORMED_FIELD, "api_key"));
        save(ANN_HERSELF, ANNS, provider, good);
        assertThat(((Found) house.resolver.resolve(ANN, new ProviderId(provider))).source())
                .isEqualTo(Scope.PERSONAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "google", "mistral", "groq"})
    void c7_provider_isInTheCatalogueThatRefusesOthers(String provider) {
        assertThat(ProviderCatalog.standard().refusingOthers().find(new ProviderId(provider)))
                .isPresent();
    }

    private String key(Owner owner) {
        return SecretHouse.text(house.resolver.resolve(owner, OPENAI));
    }

    private void save(Actor actor, SecretHolder holder, String provider, String key) {
        assertThat(house.secrets().save(actor, holder, new ProviderId(provider), NewCredential.with("api_key", key)))
                .isInstanceOf(Saved.class);
    }
}
