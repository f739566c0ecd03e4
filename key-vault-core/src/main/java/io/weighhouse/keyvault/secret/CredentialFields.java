// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fields of a credential as they are stored: the secret ones sealed, the others in clear.
 *
 * <p>Twilio's are {@code account_sid} and {@code auth_token}, both sealed; Google Analytics has a {@code measurement_id},
 * which is no secret. All of them are written and read as one.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param sealed the secret fields by name, in the order of the names
 * @param plain the others, in the order of the names; values of at most 4096 characters without control characters
 */
public record CredentialFields(Map<String, SealedSecret> sealed, Map<String, String> plain) {

    private static final int MAX_FIELDS = 16;
    private static final int MAX_PLAIN_LENGTH = 4096;

    /**
     * Checks and copies the maps.
     *
     * @param sealed the secret fields by name
     * @param plain the others; values of at most 4096 characters without control characters
     * @throws IllegalArgumentException if there is none or more than 16, a name is in both or not an id, or a value is not
     *     of that form
     */
    public CredentialFields {
        int fields = sealed.size() + plain.size();
        if (fields == 0 || fields > MAX_FIELDS) {
            throw new IllegalArgumentException("must be 1 to 16: fields=" + fields);
        }
        sealed.keySet().forEach(name -> Names.id("field", name));
        for (Map.Entry<String, String> field : plain.entrySet()) {
            String name = Names.id("field", field.getKey());
            Names.text("field " + name, field.getValue(), MAX_PLAIN_LENGTH);
            if (sealed.containsKey(name)) {
                throw new IllegalArgumentException("must be sealed or plain, not both: field=" + name);
            }
        }
        sealed = Collections.unmodifiableMap(new TreeMap<>(sealed));
        plain = Collections.unmodifiableMap(new TreeMap<>(plain));
    }

    /** {@return the names of the fields and the masks of the secret ones} */
    @Override
    public String toString() {
        return "CredentialFields[sealed=" + sealed + " plain=" + plain.keySet() + ']';
    }
}
