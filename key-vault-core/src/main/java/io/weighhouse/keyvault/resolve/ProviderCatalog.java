// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.ProviderId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The providers that are known, and what each of them is shown.
 *
 * <pre>{@code
 * ProviderCatalog catalog = ProviderCatalog.standard()
 *     .with(ProviderSpec.of("acme-llm", FieldSpec.secret("api_key").startingWith("acme_")));
 * }</pre>
 *
 * <p>{@link #standard()} has sixteen. Any other provider has one secret field, {@code api_key}, unless the catalogue
 * {@linkplain #refusingOthers() refuses} it.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class ProviderCatalog {

    private static final ProviderCatalog STANDARD = of(StandardProviders.all());

    private final Map<ProviderId, ProviderSpec> specs;
    private final boolean refusing;

    private ProviderCatalog(Map<ProviderId, ProviderSpec> specs, boolean refusing) {
        this.specs = specs;
        this.refusing = refusing;
    }

    /**
     * The providers that come with the library: anthropic, aws, azure, bedrock, google, google_ads, google_analytics, groq,
     * mistral, mixpanel, openai, paypal, r2, sendgrid, stripe, twilio.
     *
     * @return the catalogue, which takes other providers for such with one secret field {@code api_key}
     */
    public static ProviderCatalog standard() {
        return STANDARD;
    }

    /** {@return a catalogue without providers, to which one's own are added} */
    public static ProviderCatalog empty() {
        return new ProviderCatalog(Map.of(), false);
    }

    /**
     * This catalogue and one provider more.
     *
     * @param spec the provider; it takes the place of one of the same name
     * @return a catalogue with it
     */
    public ProviderCatalog with(ProviderSpec spec) {
        Map<ProviderId, ProviderSpec> more = new HashMap<>(specs);
        more.put(spec.id(), spec);
        return new ProviderCatalog(Map.copyOf(more), refusing);
    }

    /** {@return the same providers, and no others: nothing is saved for them, and asking for their keys is a mistake} */
    public ProviderCatalog refusingOthers() {
        return new ProviderCatalog(specs, true);
    }

    /**
     * Finds what a provider is shown.
     *
     * @param provider whom
     * @return its specification; empty if it is not here and others are refused
     */
    public Optional<ProviderSpec> find(ProviderId provider) {
        ProviderSpec known = specs.get(provider);
        if (known != null) {
            return Optional.of(known);
        }
        return refusing
                ? Optional.empty()
                : Optional.of(ProviderSpec.of(provider.value(), FieldSpec.secret(Credential.API_KEY)));
    }

    /** {@return the providers that are listed here, in the order of their names} */
    public List<ProviderSpec> providers() {
        return specs.values().stream()
                .sorted((one, other) -> one.id().value().compareTo(other.id().value()))
                .toList();
    }

    ProviderSpec require(ProviderId provider) {
        return find(provider)
                .orElseThrow(() -> new IllegalArgumentException("must be in the catalog: provider=" + provider));
    }

    private static ProviderCatalog of(List<ProviderSpec> all) {
        ProviderCatalog catalog = empty();
        for (ProviderSpec spec : all) {
            catalog = catalog.with(spec);
        }
        return catalog;
    }
}
