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
import io.weighhouse.keyvault.resolve.SettingsReport.Status;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretHolder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A code-generation platform: its own keys, its customers' keys, and services that work with either. */
class ProductATest {

    private static final ProviderId ANTHROPIC = new ProviderId("anthropic");
    private static final ProviderId SENDGRID = new ProviderId("sendgrid");
    private static final ProviderId TWILIO = new ProviderId("twilio");
    private static final Owner SHOP = Owner.tenant("shop").user("sue");
    private static final SecretHolder SHOPS = SecretHolder.tenant("shop");
    private static final Actor SUE = Actor.tenantAdmin("sue", "shop");
    private static final Actor OPERATOR = Actor.platformAdmin("root");

    /** Everything that row A4 requires. */
    private static final Map<String, String> REQUIRED = Map.of(
            "ANTHROPIC_API_KEY", "sk-ant-0123456789",
            "OPENAI_API_KEY", "sk-0123456789",
            "STRIPE_SECRET_KEY", "sk_live_0123456789",
            "STRIPE_PUBLISHABLE_KEY", "pk_live_0123456789",
            "STRIPE_WEBHOOK_SECRET", "whsec_0123456789",
            "SENDGRID_API_KEY", "SG.0123456789",
            "DATABASE_URL", "postgres://app:hunter2@db/app",
            "REDIS_URL", "redis://:hunter2@cache:6379/0");

    private final SecretHouse house = new SecretHouse();

    @Test
    void a1_platformsKey_isPaidByThePlatform() {
        PlatformSettings.standard().save(OPERATOR, house.secrets(), REQUIRED);
        Found found = (Found) house.resolver.resolve(SHOP, ANTHROPIC);
        assertThat(found.source()).isEqualTo(Scope.PLATFORM);
        assertThat(found.payer()).isEqualTo(Payer.PLATFORM);
    }

    @Test
    void a1_customersKey_isPaidByTheCustomer() {
        save(TWILIO, NewCredential.with("account_sid", "AC01").and("auth_token", Secret.ofText("token")));
        Found found = (Found) house.resolver.resolve(SHOP, TWILIO);
        assertThat(found.source()).isEqualTo(Scope.TENANT);
        assertThat(found.payer()).isEqualTo(Payer.CUSTOMER);
        assertThat(house.resolver.resolve(Owner.tenant("other"), TWILIO))
                .as("the platform has none to lend")
                .isInstanceOf(Resolution.None.class);
    }

    @Test
    void a1_sharedService_worksEitherWay() {
        PlatformSettings.standard().save(OPERATOR, house.secrets(), REQUIRED);
        save(SENDGRID, NewCredential.with("api_key", "SG.shop"));
        assertThat(((Found) house.resolver.resolve(SHOP, SENDGRID)).payer()).isEqualTo(Payer.CUSTOMER);
        assertThat(((Found) house.resolver.resolve(Owner.tenant("other"), SENDGRID)).payer())
                .isEqualTo(Payer.PLATFORM);
    }

    @Test
    void a2_ownKey_isUsedDirectlyAndThePlatformIsNotAsked() {
        PlatformSettings.standard().save(OPERATOR, house.secrets(), REQUIRED);
        house.entitled = false; // no credits left, say
        save(SENDGRID, NewCredential.with("api_key", "SG.shop"));
        Found found = (Found) house.resolver.resolve(SHOP, SENDGRID);
        assertThat(SecretHouse.text(found)).isEqualTo("SG.shop");
        assertThat(found.payer()).as("whom the plan charges by").isEqualTo(Payer.CUSTOMER);
        assertThat(house.gateAsked).hasValue(0);
        assertThat(house.resolver.resolve(SHOP, ANTHROPIC))
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.reason()).isEqualTo(Denial.NOT_ENTITLED));
    }

    @Test
    void a3_tenantsSettings_everyProviderOfTheRow() {
        save(
                "stripe",
                NewCredential.with("secret_key", Secret.ofText("sk_live_0123456789"))
                        .and("publishable_key", "pk_live_0123456789"));
        save("paypal", NewCredential.with("client_id", "id").and("secret", Secret.ofText("s")));
        save("sendgrid", NewCredential.with("api_key", "SG.shop"));
        save("twilio", NewCredential.with("account_sid", "AC01").and("auth_token", Secret.ofText("token")));
        save("google_analytics", NewCredential.with("measurement_id", "G-AB12CD34"));
        save("google_ads", NewCredential.with("customer_id", "123-456-7890"));
        save("mixpanel", NewCredential.with("token", Secret.ofText("0123456789abcdef0123456789abcdef")));
        List<CredentialStatus> page = house.secrets().list(SUE, SHOPS);
        assertThat(page).extracting(CredentialStatus::standing).containsOnly(Standing.OK);
        Map<String, Map<String, String>> shown = new HashMap<>();
        page.forEach(one -> shown.put(one.provider().value(), one.fields()));
        assertThat(shown)
                .containsEntry("google_analytics", Map.of("measurement_id", "G-AB12CD34"))
                .containsEntry("google_ads", Map.of("customer_id", "123-456-7890"))
                .containsEntry("twilio", Map.of("account_sid", "...", "auth_token", "..."))
                .containsEntry("stripe", Map.of("secret_key", "...", "publishable_key", "pk_live_0123456789"))
                .containsEntry("mixpanel", Map.of("token", "01234...ef"))
                .containsOnlyKeys(
                        "stripe", "paypal", "sendgrid", "twilio", "google_analytics", "google_ads", "mixpanel");
        Found analytics = (Found) house.resolver.resolve(SHOP, new ProviderId("google_analytics"));
        assertThat(analytics.credential().plain("measurement_id")).isEqualTo("G-AB12CD34");
        Found stripe = (Found) house.resolver.resolve(SHOP, new ProviderId("stripe"));
        assertThat(stripe.credential().apiKey().text(SecretAccess.get())).isEqualTo("sk_live_0123456789");
    }

    @ParameterizedTest
    @CsvSource({
        "twilio, account_sid, AC01, auth_token",
        "paypal, client_id, id, secret",
        "stripe, publishable_key, pk_live_1, secret_key"
    })
    void a3_fieldsThatBelongTogether_areSavedAllOrNotAtAll(String provider, String one, String value, String other) {
        assertThat(house.secrets().save(SUE, SHOPS, new ProviderId(provider), NewCredential.with(one, value)))
                .isEqualTo(new Refused(Reason.MISSING_FIELD, other));
        assertThat(house.secrets().list(SUE, SHOPS)).isEmpty();
    }

    @Test
    void a4_everythingRequired_isComplete() {
        SettingsReport report = PlatformSettings.standard().check(REQUIRED);
        assertThat(report.isComplete()).isTrue();
        REQUIRED.keySet().forEach(name -> assertThat(report.status(name)).isEqualTo(Status.PRESENT));
    }

    @Test
    void a4_nothing_isReportedNameByName() {
        SettingsReport report = PlatformSettings.standard().check(Map.of());
        assertThat(report.problems())
                .extracting(SettingsReport.Line::name)
                .containsExactlyInAnyOrderElementsOf(REQUIRED.keySet());
        assertThat(report.problems()).extracting(SettingsReport.Line::status).containsOnly(Status.MISSING);
    }

    @ParameterizedTest
    @CsvSource({
        "ANTHROPIC_API_KEY, sk-0123456789",
        "OPENAI_API_KEY, 0123456789",
        "STRIPE_SECRET_KEY, pk_live_0123456789",
        "STRIPE_PUBLISHABLE_KEY, sk_live_0123456789",
        "STRIPE_WEBHOOK_SECRET, sk_live_0123456789",
        "SENDGRID_API_KEY, sg-0123456789",
        "DATABASE_URL, localhost",
        "REDIS_URL, postgres://db",
        "GA_MEASUREMENT_ID, UA-1234",
        "GOOGLE_ADS_CUSTOMER_ID, acme"
    })
    void a4_malformedSetting_isReportedWithoutItsValue(String name, String value) {
        SettingsReport report = PlatformSettings.standard().check(with(name, value));
        assertThat(report.status(name)).isEqualTo(Status.MALFORMED);
        assertThat(report.problems()).hasSize(1);
        assertThat(report.toString()).doesNotContain(value).doesNotContain("hunter2");
    }

    @Test
    void a4_storage_isOneOfTwoAndWhole() {
        assertThat(problems(with("AWS_ACCESS_KEY_ID", "AKIA0123456789ABCDEF")))
                .containsExactly("AWS_SECRET_ACCESS_KEY INCOMPLETE");
        assertThat(problems(with("R2_ACCOUNT_ID", "0123456789abcdef0123456789abcdef")))
                .containsExactly("R2_ACCESS_KEY_ID INCOMPLETE", "R2_SECRET_ACCESS_KEY INCOMPLETE");
        assertThat(problems(with("AWS_REGION", "eu-central-1"))).isEmpty();
        Map<String, String> both = with("R2_ACCOUNT_ID", "0123456789abcdef0123456789abcdef");
        both.put("AWS_ACCESS_KEY_ID", "AKIA0123456789ABCDEF");
        assertThat(problems(both)).contains("AWS_ACCESS_KEY_ID CONFLICTING", "R2_ACCOUNT_ID CONFLICTING");
    }

    @Test
    void a4_platformsKeys_areSavedFromTheSettingsByAnAdministratorOnly() {
        Map<String, String> environment = with("GA_MEASUREMENT_ID", "G-AB12CD34");
        assertThat(PlatformSettings.standard()
                        .save(SUE, house.secrets(), environment)
                        .values())
                .containsOnly(new Refused(Reason.NOT_AUTHORISED, ""));
        Map<ProviderId, SaveOutcome> saved = PlatformSettings.standard().save(OPERATOR, house.secrets(), environment);
        assertThat(saved.values()).allMatch(outcome -> outcome instanceof Saved);
        assertThat(saved.keySet())
                .extracting(ProviderId::value)
                .containsExactlyInAnyOrder("anthropic", "openai", "stripe", "sendgrid", "google_analytics");
        assertThat(SecretHouse.text(house.resolver.resolve(SHOP, ANTHROPIC))).isEqualTo("sk-ant-0123456789");
    }

    @Test
    void a4_platformsKeys_canBeUsedWithoutAVault() {
        NewCredential fromSettings =
                PlatformSettings.standard().credentials(REQUIRED).get(ANTHROPIC);
        assertThat(fromSettings).isNotNull();
        try (Credential credential = Objects.requireNonNull(fromSettings)
                .opened(ProviderCatalog.standard().find(ANTHROPIC).orElseThrow())) {
            assertThat(credential.apiKey().text(SecretAccess.get())).isEqualTo("sk-ant-0123456789");
        }
    }

    private void save(String provider, NewCredential credential) {
        save(new ProviderId(provider), credential);
    }

    private void save(ProviderId provider, NewCredential credential) {
        assertThat(house.secrets().save(SUE, SHOPS, provider, credential)).isInstanceOf(Saved.class);
    }

    private static List<String> problems(Map<String, String> environment) {
        return PlatformSettings.standard().check(environment).problems().stream()
                .map(line -> line.name() + " " + line.status())
                .toList();
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.put(name, value);
        return environment;
    }
}
