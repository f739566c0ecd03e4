// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Scope;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderCatalogTest {

    private static final ProviderCatalog STANDARD = ProviderCatalog.standard();

    @ParameterizedTest
    @CsvSource({
        "stripe, secret_key, sk_live_1, pk_live_1",
        "stripe, secret_key, rk_test_1, sk_1",
        "stripe, publishable_key, pk_test_1, sk_test_1",
        "sendgrid, api_key, SG.1, sg.1",
        "twilio, account_sid, AC1, SK1",
        "google_analytics, measurement_id, G-AB12CD34, UA-12345",
        "google_ads, customer_id, 123-456-7890, 123-456",
        "openai, api_key, sk-1, gsk_1",
        "anthropic, api_key, sk-ant-1, sk-1",
        "google, api_key, AIza1, aiza1",
        "groq, api_key, gsk_1, sk-1",
        "mistral, api_key, anything, two words",
        "azure, resource_name, acme-west, acme west",
        "bedrock, access_key_id, AKIA0123456789ABCDEF, AKIB0123456789ABCDEF",
        "bedrock, region, eu-central-1, Frankfurt",
        "aws, region, us-gov-east-1, us",
        "aws, secret_access_key, 0123456789012345678901234567890123456789, short",
        "r2, account_id, 0123456789abcdef0123456789abcdef, 0123456789ABCDEF",
        "paypal, secret, anything, two words",
        "mixpanel, token, anything, two words"
    })
    void standard_field_takesItsOwnFormOnly(String provider, String field, String good, String bad) {
        FieldSpec spec = Objects.requireNonNull(
                STANDARD.require(new ProviderId(provider)).byName().get(field));
        assertThat(spec.accepts(good.getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(spec.accepts(good)).isTrue();
        assertThat(spec.accepts(bad.getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(spec.accepts(bad)).isFalse();
        assertThat(spec.accepts(good + "\n")).isFalse();
    }

    @Test
    void standard_providers_areTheSixteen() {
        assertThat(STANDARD.providers())
                .extracting(spec -> spec.id().value())
                .containsExactly(
                        "anthropic",
                        "aws",
                        "azure",
                        "bedrock",
                        "google",
                        "google_ads",
                        "google_analytics",
                        "groq",
                        "mistral",
                        "mixpanel",
                        "openai",
                        "paypal",
                        "r2",
                        "sendgrid",
                        "stripe",
                        "twilio");
        assertThat(STANDARD.providers())
                .allSatisfy(spec -> assertThat(spec.order()).containsExactly(Scope.values()));
    }

    @Test
    void find_otherProvider_isGenericOrRefused() {
        ProviderId other = new ProviderId("acme-llm");
        assertThat(STANDARD.find(other).orElseThrow())
                .hasToString("acme-llm [api_key (printable ASCII without spaces)]");
        assertThat(STANDARD.refusingOthers().find(other)).isEmpty();
        ProviderSpec own = ProviderSpec.of("acme-llm", FieldSpec.secret("token").startingWith("a_", "b_"));
        assertThat(STANDARD.refusingOthers().with(own).find(other)).contains(own);
        assertThat(own).hasToString("acme-llm [token (starts with a_ or b_)]");
        assertThat(STANDARD.with(own).refusingOthers().providers()).hasSize(17);
    }

    @Test
    void spec_mistakes_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProviderSpec.of("x", FieldSpec.secret("a"), FieldSpec.plain("a")))
                .withMessage("must have different names: field=a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProviderSpec.of("x", FieldSpec.secret("a").optional()))
                .withMessage("must have a required field: provider=x");
        assertThatIllegalArgumentException().isThrownBy(() -> ProviderSpec.of("x"));
        FieldSpec[] many =
                IntStream.range(0, 17).mapToObj(i -> FieldSpec.secret("f" + i)).toArray(FieldSpec[]::new);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProviderSpec.of("x", many))
                .withMessage("must be 1 to 16: fields=17");
        ProviderSpec spec = ProviderSpec.of("x", FieldSpec.secret("a"));
        assertThatIllegalArgumentException().isThrownBy(spec::lookedFor);
        assertThatIllegalArgumentException().isThrownBy(() -> spec.lookedFor(Scope.TEAM, Scope.TEAM));
        assertThatIllegalArgumentException().isThrownBy(() -> FieldSpec.secret("a b"));
    }

    @Test
    void accepts_randomBytes_answersAndNeverFails() {
        Random random = new Random(6);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            for (ProviderSpec spec : STANDARD.providers()) {
                accepted += spec.fields().get(0).accepts(bytes) ? 1 : 0;
            }
        }
        assertThat(accepted).as("a single byte may be printable by chance").isLessThan(2_000);
    }
}
