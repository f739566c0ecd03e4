// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import java.util.List;

/** The providers of {@link ProviderCatalog#standard()}. A form is given only where the provider's keys are known to have it. */
final class StandardProviders {

    private static final String AWS_ACCESS_KEY_ID = "A[KS]IA[A-Z0-9]{12,124}";
    private static final String AWS_SECRET_KEY = "[A-Za-z0-9/+=]{40}";
    private static final String AWS_REGION = "[a-z]{2}(?:-[a-z]{1,12}){1,3}-[0-9]{1,2}";
    private static final String HEX_32 = "[0-9a-f]{32}";
    private static final String HEX_64 = "[0-9a-f]{64}";

    private StandardProviders() {}

    static List<ProviderSpec> all() {
        return List.of(
                ProviderSpec.of(
                        "stripe",
                        FieldSpec.secret("secret_key").startingWith("sk_live_", "sk_test_", "rk_live_", "rk_test_"),
                        FieldSpec.plain("publishable_key")
                                .startingWith("pk_live_", "pk_test_")
                                .optional()),
                ProviderSpec.of("paypal", FieldSpec.secret("client_id"), FieldSpec.secret("secret")),
                ProviderSpec.of("sendgrid", apiKey().startingWith("SG.")),
                ProviderSpec.of(
                        "twilio", FieldSpec.secret("account_sid").startingWith("AC"), FieldSpec.secret("auth_token")),
                ProviderSpec.of(
                        "google_analytics", FieldSpec.plain("measurement_id").matching("G-[A-Z0-9]{4,16}")),
                ProviderSpec.of(
                        "google_ads",
                        FieldSpec.plain("customer_id").matching("[0-9]{3}-?[0-9]{3}-?[0-9]{4}"),
                        FieldSpec.secret("developer_token").optional()),
                ProviderSpec.of("mixpanel", FieldSpec.secret("token")),
                ProviderSpec.of("openai", apiKey().startingWith("sk-")),
                ProviderSpec.of("anthropic", apiKey().startingWith("sk-ant-")),
                ProviderSpec.of("google", apiKey().startingWith("AIza")),
                ProviderSpec.of("groq", apiKey().startingWith("gsk_")),
                ProviderSpec.of("mistral", apiKey()),
                ProviderSpec.of(
                        "azure", apiKey(), FieldSpec.plain("resource_name").matching("[A-Za-z0-9][A-Za-z0-9-]{1,63}")),
                ProviderSpec.of("bedrock", accessKeyId(), secretAccessKey(), region()),
                ProviderSpec.of("aws", accessKeyId(), secretAccessKey(), region().optional()),
                ProviderSpec.of(
                        "r2",
                        FieldSpec.plain("account_id").matching(HEX_32),
                        FieldSpec.secret("access_key_id").matching(HEX_32),
                        FieldSpec.secret("secret_access_key").matching(HEX_64)));
    }

    private static FieldSpec apiKey() {
        return FieldSpec.secret(Credential.API_KEY);
    }

    private static FieldSpec accessKeyId() {
        return FieldSpec.secret("access_key_id").matching(AWS_ACCESS_KEY_ID);
    }

    private static FieldSpec secretAccessKey() {
        return FieldSpec.secret("secret_access_key").matching(AWS_SECRET_KEY);
    }

    private static FieldSpec region() {
        return FieldSpec.plain("region").matching(AWS_REGION);
    }
}
