// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SecretEvent;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What somebody is shown of a credential: masks, never a secret.
 *
 * <p>The holder himself sees {@code OK} and {@code api_key = sk-12...89}; a colleague sees {@code CONFIGURED} and no fields;
 * somebody of another tenant sees {@code HIDDEN}, whether there is one or not. Nothing is decrypted for it.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param provider for which provider
 * @param standing how it stands
 * @param fields by name, the mask of a secret field and the value of another; empty for who may not see them
 * @param revision how often one has been saved; 0 if there is none, or for who may not see it
 * @param lastEvent the last change; empty if there is none, or for who may not see it
 */
public record CredentialStatus(
        ProviderId provider,
        Standing standing,
        Map<String, String> fields,
        long revision,
        Optional<SecretEvent> lastEvent) {

    /** How a credential stands. The name of a constant is its stable code. */
    public enum Standing {
        /** Who asks may not even learn whether there is one. */
        HIDDEN,
        /** There is none. */
        NOT_CONFIGURED,
        /** There is one, of which who asks may see no more. */
        CONFIGURED,
        /** It is used. */
        OK,
        /** A field that the provider wants is missing; it is not used, and neither is any other in its place. */
        MISCONFIGURED,
        /** The provider has refused it too often; it is not used until it is saved anew or released. */
        QUARANTINED,
        /** It does not open; whoever asks for it gets an error. */
        UNDECRYPTABLE
    }

    /**
     * Copies the fields.
     *
     * @param provider for which provider
     * @param standing how it stands
     * @param fields masks and values by name
     * @param revision 0 or more
     * @param lastEvent the last change, if it is shown
     */
    public CredentialStatus {
        fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    /** Of which no more is shown than that. */
    static CredentialStatus bare(ProviderId provider, Standing standing) {
        return new CredentialStatus(provider, standing, Map.of(), 0, Optional.empty());
    }
}
