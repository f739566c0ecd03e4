// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.ProviderId;
import java.util.Objects;

/** The settings of {@link PlatformSettings#standard()}; provider keys look as the standard catalogue says. */
final class StandardSettings {

    private static final String URL = "(?:jdbc:)?[a-z][a-z0-9+.-]{0,30}://[!-~]{1,4096}";

    private StandardSettings() {}

    static PlatformSettings all() {
        return services()
                .providerKey("anthropic", "api_key", "ANTHROPIC_API_KEY")
                .providerKey("openai", "api_key", "OPENAI_API_KEY")
                .providerKey("stripe", "secret_key", "STRIPE_SECRET_KEY")
                .providerKey("stripe", "publishable_key", "STRIPE_PUBLISHABLE_KEY")
                .providerKey("sendgrid", "api_key", "SENDGRID_API_KEY")
                .providerKey("aws", "access_key_id", "AWS_ACCESS_KEY_ID")
                .providerKey("aws", "secret_access_key", "AWS_SECRET_ACCESS_KEY")
                .providerKey("aws", "region", "AWS_REGION")
                .providerKey("r2", "account_id", "R2_ACCOUNT_ID")
                .providerKey("r2", "access_key_id", "R2_ACCESS_KEY_ID")
                .providerKey("r2", "secret_access_key", "R2_SECRET_ACCESS_KEY")
                .providerKey("mixpanel", "token", "MIXPANEL_TOKEN")
                .providerKey("google_analytics", "measurement_id", "GA_MEASUREMENT_ID")
                .providerKey("google_ads", "customer_id", "GOOGLE_ADS_CUSTOMER_ID")
                .providerKey("google_ads", "developer_token", "GOOGLE_ADS_DEVELOPER_TOKEN");
    }

    private static PlatformSettings services() {
        return PlatformSettings.none()
                .required(named("ANTHROPIC_API_KEY", "anthropic", "api_key"))
                .required(named("OPENAI_API_KEY", "openai", "api_key"))
                .required(named("STRIPE_SECRET_KEY", "stripe", "secret_key"))
                .required(named("STRIPE_PUBLISHABLE_KEY", "stripe", "publishable_key"))
                .required(FieldSpec.secret("STRIPE_WEBHOOK_SECRET").startingWith("whsec_"))
                .required(named("SENDGRID_API_KEY", "sendgrid", "api_key"))
                .required(FieldSpec.secret("DATABASE_URL").matching(URL))
                .required(FieldSpec.secret("REDIS_URL").matching("rediss?://[!-~]{1,4096}"))
                .group(
                        "aws",
                        named("AWS_ACCESS_KEY_ID", "aws", "access_key_id"),
                        named("AWS_SECRET_ACCESS_KEY", "aws", "secret_access_key"),
                        named("AWS_REGION", "aws", "region"))
                .group(
                        "r2",
                        named("R2_ACCOUNT_ID", "r2", "account_id"),
                        named("R2_ACCESS_KEY_ID", "r2", "access_key_id"),
                        named("R2_SECRET_ACCESS_KEY", "r2", "secret_access_key"))
                .atMostOne("aws", "r2")
                .optional(named("MIXPANEL_TOKEN", "mixpanel", "token"))
                .optional(named("GA_MEASUREMENT_ID", "google_analytics", "measurement_id"))
                .group(
                        "google_ads",
                        named("GOOGLE_ADS_CUSTOMER_ID", "google_ads", "customer_id"),
                        named("GOOGLE_ADS_DEVELOPER_TOKEN", "google_ads", "developer_token"));
    }

    /** A setting that looks like a field of a provider. */
    private static FieldSpec named(String setting, String provider, String field) {
        ProviderSpec spec = ProviderCatalog.standard().require(new ProviderId(provider));
        return Objects.requireNonNull(spec.byName().get(field), field).named(setting);
    }
}
