// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.internal.Names;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a credential that somebody wants to save.
 *
 * <pre>{@code
 * NewCredential twilio = NewCredential.with("account_sid", sid).and("auth_token", token);
 * NewCredential analytics = NewCredential.with("measurement_id", "G-AB12CD34");
 * }</pre>
 *
 * <p>A field may be handed over as a secret or as text; the provider's specification says how it is stored. The secrets
 * stay the caller's, who closes them when they have been saved.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class NewCredential {

    private static final int MAX_PLAIN_LENGTH = 4096;

    private final Map<String, Object> values;

    private NewCredential(Map<String, Object> values) {
        this.values = values;
    }

    /**
     * A credential with one secret field.
     *
     * @param field 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @param value the secret; it stays the caller's
     * @return the credential
     * @throws IllegalArgumentException if the name is not of that form
     */
    public static NewCredential with(String field, Secret value) {
        return new NewCredential(Map.of()).and(field, value);
    }

    /**
     * A credential with one field in clear.
     *
     * @param field 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @param value its value
     * @return the credential
     * @throws IllegalArgumentException if the name is not of that form
     */
    public static NewCredential with(String field, String value) {
        return new NewCredential(Map.of()).and(field, value);
    }

    /**
     * This credential and one secret field more.
     *
     * @param field 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-', not yet in it
     * @param value the secret; it stays the caller's
     * @return a credential with it
     * @throws IllegalArgumentException if the name is not of that form or in it already
     */
    public NewCredential and(String field, Secret value) {
        return more(field, value);
    }

    /**
     * This credential and one field in clear more.
     *
     * @param field 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-', not yet in it
     * @param value its value
     * @return a credential with it
     * @throws IllegalArgumentException if the name is not of that form or in it already
     */
    public NewCredential and(String field, String value) {
        return more(field, value);
    }

    /**
     * The same fields as a provider is shown them, for tools that do without a vault.
     *
     * @param spec the provider's specification; fields that it does not have are left out
     * @return a credential with copies of the secrets, the caller's to close
     */
    public Credential opened(ProviderSpec spec) {
        Map<String, Secret> secrets = new TreeMap<>();
        Map<String, String> plain = new TreeMap<>();
        for (String field : values.keySet()) {
            FieldSpec known = spec.byName().get(field);
            if (known != null && known.isSecret()) {
                secrets.put(field, secret(field));
            } else if (known != null) {
                plain.put(field, text(field));
            }
        }
        return new Credential(
                spec.id(), List.copyOf(secrets.keySet()), secrets.values().toArray(new Secret[0]), Map.copyOf(plain));
    }

    /** {@return the names of the fields} */
    @Override
    public String toString() {
        return "NewCredential" + values.keySet();
    }

    Map<String, ?> values() {
        return values;
    }

    /** What does not look as the specification says, by name and in order. */
    List<String> malformed(ProviderSpec spec) {
        return values.keySet().stream()
                .filter(field -> !accepts(spec.byName().get(field), field))
                .toList();
    }

    private boolean accepts(@Nullable FieldSpec spec, String field) {
        if (spec == null) {
            return true;
        }
        if (!spec.isSecret()) {
            String text = text(field);
            return text.length() <= MAX_PLAIN_LENGTH
                    && text.chars().noneMatch(Character::isISOControl)
                    && spec.accepts(text);
        }
        if (values.get(field) instanceof Secret secret) {
            byte[] bytes = secret.bytes(SecretAccess.get());
            boolean accepted = spec.accepts(bytes);
            Arrays.fill(bytes, (byte) 0);
            return accepted;
        }
        byte[] bytes = text(field).getBytes(StandardCharsets.UTF_8);
        return bytes.length > 0 && bytes.length <= Secret.MAX_LENGTH && spec.accepts(bytes);
    }

    /** A copy, the caller's to close. */
    Secret secret(String field) {
        if (values.get(field) instanceof Secret secret) {
            byte[] bytes = secret.bytes(SecretAccess.get());
            Secret copy = Secret.ofBytes(bytes);
            Arrays.fill(bytes, (byte) 0);
            return copy;
        }
        return Secret.ofText(text(field));
    }

    String text(String field) {
        Object value = values.get(field);
        return value instanceof Secret secret ? secret.text(SecretAccess.get()) : String.valueOf(value);
    }

    private NewCredential more(String field, Object value) {
        Map<String, Object> all = new TreeMap<>(values);
        if (all.put(Names.id("field", field), value) != null) {
            throw new IllegalArgumentException("must be given once: field=" + field);
        }
        return new NewCredential(all);
    }
}
