// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Actor;
import io.weighhouse.keyvault.resolve.ChangeOutcome;
import io.weighhouse.keyvault.resolve.Credential;
import io.weighhouse.keyvault.resolve.CredentialStatus;
import io.weighhouse.keyvault.resolve.FieldSpec;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.keyvault.resolve.NewCredential;
import io.weighhouse.keyvault.resolve.PlatformAccess;
import io.weighhouse.keyvault.resolve.PlatformSettings;
import io.weighhouse.keyvault.resolve.ProviderCatalog;
import io.weighhouse.keyvault.resolve.ProviderFault;
import io.weighhouse.keyvault.resolve.ProviderSecrets;
import io.weighhouse.keyvault.resolve.ProviderSpec;
import io.weighhouse.keyvault.resolve.Resolution;
import io.weighhouse.keyvault.resolve.Right;
import io.weighhouse.keyvault.resolve.SaveOutcome;
import io.weighhouse.keyvault.resolve.SecretAudit;
import io.weighhouse.keyvault.resolve.SettingsReport;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.OnRejection;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretVault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Runs what docs/guides/provider-secrets.md shows, and holds its tables to the code. */
class ProviderSecretsPageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/provider-secrets.md");
    private static final String KEY = "sk-1234567890123456789012345689";

    private final ProviderId openai = new ProviderId("openai");
    private final ProviderId twilio = new ProviderId("twilio");
    private final Owner owner = Owner.tenant("acme").team("search").user("ann");
    private final SecretHolder acme = SecretHolder.tenant("acme");
    private final Actor boss = Actor.tenantAdmin("boss", "acme");
    private final Actor operator = Actor.platformAdmin("root");
    private final SealedSecretStore store = SealedSecretStore.inMemory();
    private final List<String> heard = new ArrayList<>();
    private final List<String> printed = new ArrayList<>();
    private boolean isSubscribed = true;
    private int providersAnswer = 200;

    @Test
    void setup_customProvider_isKnown() {
        KeyResolver resolver = resolver();
        assertThat(resolver.secrets().save(boss, acme, new ProviderId("acme-llm"), NewCredential.with("token", "t")))
                .isInstanceOf(SaveOutcome.Saved.class);
        assertThat(heard).containsExactly("SAVED by boss");
    }

    private KeyResolver resolver() {
        String masterKeyInBase64 = Base64.getEncoder().encodeToString(new byte[32]);
        BiPredicate<Owner, ProviderId> subscribed = (who, provider) -> isSubscribed;
        SecretAudit audit = new SecretAudit() {
            @Override
            public void changed(SecretEvent event, SecretSlot slot, long revision) {
                heard.add(event.kind() + " by " + event.actor());
            }
        };
        // [setup]
        SecretVault vault = SecretVault.of(MasterKeys.keyring("2026a:" + masterKeyInBase64));
        KeyResolver resolver = KeyResolver.builder(vault, store, PlatformAccess.when(subscribed))
                .catalog(ProviderCatalog.standard().with(ProviderSpec.of("acme-llm", FieldSpec.secret("token"))))
                .audit(audit)
                .build();
        ProviderSecrets secrets = resolver.secrets();
        // [/setup]
        assertThat(secrets).isNotNull();
        return resolver;
    }

    @Test
    void save_halfAndWhole_areAsThePageSays() {
        ProviderSecrets secrets = resolver().secrets();
        Secret secret = Secret.ofText(KEY);
        Secret sid = Secret.ofText("AC0123");
        Secret token = Secret.ofText("token");
        // [save]
        Actor ann = Actor.member("ann", "acme"); // as your own sign-in says
        SecretHolder anns = SecretHolder.personal("acme", "ann");
        SaveOutcome saved = secrets.save(ann, anns, openai, NewCredential.with("api_key", secret));

        SaveOutcome half =
                secrets.save(boss, acme, twilio, NewCredential.with("account_sid", sid)); // MISSING_FIELD auth_token
        SaveOutcome whole = secrets.save(
                boss, acme, twilio, NewCredential.with("account_sid", sid).and("auth_token", token));

        CredentialStatus shown = secrets.status(ann, anns, openai); // OK, api_key = sk-12...89
        ChangeOutcome gone = secrets.delete(ann, anns, openai);
        // [/save]
        assertThat(saved).isEqualTo(new SaveOutcome.Saved(shown));
        assertThat(half).isEqualTo(new SaveOutcome.Refused(SaveOutcome.Reason.MISSING_FIELD, "auth_token"));
        assertThat(whole).isInstanceOf(SaveOutcome.Saved.class);
        assertThat(shown.standing()).isEqualTo(CredentialStatus.Standing.OK);
        assertThat(shown.fields()).isEqualTo(Map.of("api_key", "sk-12...89"));
        assertThat(gone).isEqualTo(ChangeOutcome.DONE);
    }

    @Test
    void page_reasons_areThoseThatExist() {
        assertThat(PAGE.table("## Save, show, delete"))
                .extracting(row -> row.get("reason"))
                .containsExactlyElementsOf(Arrays.stream(SaveOutcome.Reason.values())
                        .map(Enum::name)
                        .toList());
    }

    @Test
    void page_providers_areThoseOfTheStandardCatalogue() {
        List<String> rows = PAGE.table("## Set up").stream()
                .map(row -> row.get("provider") + ": " + row.get("fields") + ": " + row.get("form"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(ProviderCatalog.standard().providers().stream()
                        .map(ProviderSecretsPageTest::described)
                        .toList());
    }

    /** A provider in the words of the page, which gives the form of the first field if that is a beginning. */
    private static String described(ProviderSpec spec) {
        String fields = spec.fields().stream()
                .map(field -> field.name() + remark(field))
                .collect(Collectors.joining(", "));
        String hint = spec.fields().get(0).hint();
        return spec.id() + ": " + fields + ": " + (hint.startsWith("starts with") ? hint : "");
    }

    private static String remark(FieldSpec field) {
        List<String> remarks = new ArrayList<>();
        if (!field.isSecret()) {
            remarks.add("clear");
        }
        if (!field.isRequired()) {
            remarks.add("optional");
        }
        return remarks.isEmpty() ? "" : " (" + String.join(", ", remarks) + ")";
    }

    @Test
    void page_rights_areThoseOfTheRules() {
        Map<String, Actor> actors = Map.of(
                "member", Actor.member("ann", "acme").teams("search"),
                "tenant administrator", Actor.tenantAdmin("ann", "acme").teams("search"),
                "platform administrator", operator,
                "anybody, of another tenant", Actor.tenantAdmin("ann", "rival").teams("search"));
        Map<String, SecretHolder> holders = Map.of(
                "own", SecretHolder.personal("acme", "ann"),
                "another user's", SecretHolder.personal("acme", "bob"),
                "own team's", SecretHolder.team("acme", "search"),
                "another team's", SecretHolder.team("acme", "sales"),
                "the tenant's", acme,
                "the platform's", SecretHolder.platform());
        List<DocPage.Row> table = PAGE.table("## Who may see and change what");
        assertThat(table).hasSize(actors.size());
        for (DocPage.Row row : table) {
            Actor actor = Objects.requireNonNull(actors.get(row.get("actor")), row.get("actor"));
            holders.forEach((column, holder) ->
                    assertThat(row.get(column)).as(row + " " + column).isEqualTo(rights(actor, holder)));
        }
    }

    private static String rights(Actor actor, SecretHolder holder) {
        Map<Right, String> letters =
                Map.of(Right.SEE_CONFIGURED, "S", Right.SEE_MASK, "M", Right.CHANGE, "C", Right.DELETE, "D");
        String rights = Arrays.stream(Right.values())
                .filter(right -> actor.may(right, holder))
                .map(letters::get)
                .collect(Collectors.joining());
        return rights.isEmpty() ? "–" : rights;
    }

    @Test
    void page_whoseKey_isAsTheTableSays() {
        Map<String, SecretHolder> holders = Map.of(
                "personal", SecretHolder.personal("acme", "ann"),
                "team", SecretHolder.team("acme", "search"),
                "tenant", acme,
                "platform", SecretHolder.platform());
        for (DocPage.Row row : PAGE.table("## Whose key is used")) {
            KeyResolver resolver = resolver();
            holders.values().forEach(holder -> resolver.delete(holder, openai));
            isSubscribed = !row.get("stored").contains("no subscription");
            for (String word : row.get("stored").split("[ ,]+", -1)) {
                Optional.ofNullable(holders.get(word))
                        .ifPresent(holder -> resolver.put(holder, openai, Secret.ofText(KEY)));
            }
            Resolution resolution = resolver.resolve(owner, openai);
            assertThat(uses(resolution)).as(row.toString()).isEqualTo(row.get("Ann's call uses"));
            assertThat(
                            resolution instanceof Resolution.Found found
                                    ? found.payer().name()
                                    : "–")
                    .as(row.toString())
                    .isEqualTo(row.get("payer"));
            assertThat(resolver.sourceWord(owner, openai)).as(row.toString()).isEqualTo(row.get("sourceWord"));
            assertThat(resolver.mayUse(owner, openai)).isEqualTo(resolution instanceof Resolution.Found);
        }
    }

    private static String uses(Resolution resolution) {
        if (resolution instanceof Resolution.Found found) {
            return found.source().name();
        }
        return resolution instanceof Resolution.Denied denied ? denied.reason().name() : "nothing";
    }

    @Test
    void resolve_acceptedAndRejected_goOnAsThePageSays() {
        KeyResolver resolver = resolver();
        resolver.put(acme, openai, Secret.ofText(KEY));
        resolver.put(SecretHolder.platform(), openai, Secret.ofText("sk-platform"));
        assertThat(uses(called(resolver))).isEqualTo("TENANT");
        providersAnswer = 401;
        assertThat(uses(called(resolver))).isEqualTo("REJECTED");
        ProviderSecrets secrets = resolver.secrets();
        // [policy]
        secrets.setPolicy(boss, openai, OnRejection.PLATFORM, "terms-2026-11"); // stored: who agreed to what, and when
        // [/policy]
        Resolution fallback = called(resolver);
        assertThat(uses(fallback)).isEqualTo("PLATFORM");
        assertThat(((Resolution.Found) fallback).isFallback()).isTrue();
        secrets.setPolicy(boss, openai, OnRejection.NEXT_CUSTOMER_KEY, "");
        assertThat(uses(called(resolver)))
                .as("the third time, and no other key")
                .isEqualTo("REJECTED");
        assertThat(uses(resolver.resolve(owner, openai))).isEqualTo("QUARANTINED");
        assertThat(heard).last().isEqualTo("QUARANTINED by system");
    }

    private Resolution called(KeyResolver resolver) {
        // [resolve]
        Resolution resolution = resolver.resolve(owner, openai);
        if (resolution instanceof Resolution.Found found) {
            try (Credential credential = found.credential()) {
                int status = call(credential.apiKey().text(SecretAccess.get()));
                if (status == 401) {
                    resolution = resolver.rejected(found, ProviderFault.REJECTED); // what the tenant wants used instead
                } else {
                    resolver.accepted(found);
                }
            }
        }
        // [/resolve]
        return resolution;
    }

    private int call(String key) {
        assertThat(key).startsWith("sk-");
        return providersAnswer;
    }

    @Test
    void page_policies_areThoseThatExist() {
        Set<String> said = PAGE.table("## When the provider refuses a key").stream()
                .flatMap(row -> Arrays.stream(row.get("policy of the tenant").split("[` ,]+", -1)))
                .filter(word -> word.equals(word.toUpperCase(Locale.ROOT)) && !word.isEmpty())
                .collect(Collectors.toSet());
        assertThat(said)
                .isEqualTo(Arrays.stream(OnRejection.values()).map(Enum::name).collect(Collectors.toSet()));
    }

    @Test
    void settings_incomplete_areReportedAsThePageShows() {
        ProviderSecrets secrets = resolver().secrets();
        Map<String, String> environment = new HashMap<>(Map.of(
                "ANTHROPIC_API_KEY", "sk-0123456789",
                "STRIPE_SECRET_KEY", "sk_live_0123456789",
                "STRIPE_PUBLISHABLE_KEY", "pk_live_0123456789",
                "STRIPE_WEBHOOK_SECRET", "whsec_0123456789",
                "SENDGRID_API_KEY", "SG.0123456789",
                "DATABASE_URL", "postgres://app:hunter2@db/app",
                "REDIS_URL", "redis://cache:6379/0",
                "R2_ACCOUNT_ID", "0123456789abcdef0123456789abcdef"));
        // [settings]
        PlatformSettings settings = PlatformSettings.standard();
        SettingsReport report = settings.check(environment); // System.getenv(), or a file of yours
        if (!report.isComplete()) {
            print(report.toString()); // names and forms, never a value
        }
        Map<ProviderId, SaveOutcome> keys = settings.save(operator, secrets, environment);
        // [/settings]
        assertThat(printed).hasSize(1);
        assertThat(PAGE.blocks("text", "## Settings at start-up")).containsExactly(printed.get(0) + "\n");
        assertThat(keys.keySet()).extracting(ProviderId::value).containsExactlyInAnyOrder("stripe", "sendgrid");
        assertThat(keys.values()).allMatch(outcome -> outcome instanceof SaveOutcome.Saved);
    }

    private void print(String text) {
        printed.add(text);
    }
}
