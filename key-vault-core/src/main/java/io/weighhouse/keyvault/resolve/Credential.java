// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Secret;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What is shown to a provider: its API key, or several fields that belong together.
 *
 * <pre>{@code
 * try (Credential twilio = found.credential()) {
 *     String sid = twilio.secret("account_sid").text(SecretAccess.get());
 *     String token = twilio.secret("auth_token").text(SecretAccess.get());
 * }
 * }</pre>
 *
 * <p>Each caller has secrets of his own: closing the credential wipes them and nobody else's, so close it when the call is
 * over.
 *
 * <p>This class is thread-safe.
 */
public final class Credential implements AutoCloseable {

    static final String API_KEY = "api_key";

    private final ProviderId provider;
    private final List<String> names;
    private final Secret[] secrets;
    private final Map<String, String> plain;

    /** Takes over the secrets, which stand beside their names. */
    Credential(ProviderId provider, List<String> names, Secret[] secrets, Map<String, String> plain) {
        this.provider = provider;
        this.names = names;
        this.secrets = secrets;
        this.plain = plain;
    }

    /** {@return whom it is shown to} */
    public ProviderId provider() {
        return provider;
    }

    /**
     * The key, for providers that want nothing else.
     *
     * @return the only secret field, or the one called {@code api_key}
     * @throws IllegalStateException if there is no such field; its name is needed then
     */
    public Secret apiKey() {
        int index = secrets.length == 1 ? 0 : names.indexOf(API_KEY);
        if (index < 0) {
            throw new IllegalStateException("must be asked for by name: " + provider + " has the secrets " + names);
        }
        return secrets[index];
    }

    /**
     * One secret field.
     *
     * @param field its name
     * @return the field in clear
     * @throws IllegalArgumentException if there is no such secret field
     */
    public Secret secret(String field) {
        int index = names.indexOf(field);
        if (index < 0) {
            throw new IllegalArgumentException("must be a secret field of " + provider + ", " + names + ": " + field);
        }
        return secrets[index];
    }

    /**
     * One field that is no secret.
     *
     * @param field its name
     * @return its value
     * @throws IllegalArgumentException if there is no such field in clear
     */
    public String plain(String field) {
        String value = plain.get(field);
        if (value == null) {
            throw new IllegalArgumentException(
                    "must be a plain field of " + provider + ", " + plain.keySet() + ": " + field);
        }
        return value;
    }

    /** {@return the names of all its fields, in their order} */
    public List<String> fields() {
        TreeSet<String> all = new TreeSet<>(names);
        all.addAll(plain.keySet());
        return List.copyOf(all);
    }

    /** Wipes the secrets. Closing again does nothing. */
    @Override
    public void close() {
        for (Secret secret : secrets) {
            secret.close();
        }
    }

    /** {@return provider and names of the fields} */
    @Override
    public String toString() {
        return "Credential[" + provider + ' ' + fields() + ']';
    }
}
