// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Scope;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a provider is shown, and whose is looked for first.
 *
 * <p>Twilio's has the fields {@code account_sid} and {@code auth_token}, which belong together: one without the other is
 * not saved, and not used if another tool has stored it. Unless {@link #lookedFor} says otherwise the order is personal,
 * team, tenant, platform.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class ProviderSpec {

    private static final int MAX_FIELDS = 16;
    private static final List<Scope> NEAREST_FIRST = List.of(Scope.values());

    private final ProviderId id;
    private final Map<String, FieldSpec> fields;
    private final List<Scope> order;

    private ProviderSpec(ProviderId id, Map<String, FieldSpec> fields, List<Scope> order) {
        this.id = id;
        this.fields = fields;
        this.order = order;
    }

    /**
     * A provider with these fields.
     *
     * @param id its name
     * @param fields 1 to 16 of different names, at least one of them required
     * @return the specification
     * @throws IllegalArgumentException if there are none, too many, two of a name, or only optional ones
     */
    public static ProviderSpec of(String id, FieldSpec... fields) {
        Map<String, FieldSpec> byName = new LinkedHashMap<>();
        for (FieldSpec field : fields) {
            if (byName.put(field.name(), field) != null) {
                throw new IllegalArgumentException("must have different names: field=" + field.name());
            }
        }
        if (byName.size() > MAX_FIELDS) {
            throw new IllegalArgumentException("must be 1 to 16: fields=" + byName.size());
        }
        if (Arrays.stream(fields).noneMatch(FieldSpec::isRequired)) {
            throw new IllegalArgumentException("must have a required field: provider=" + id);
        }
        return new ProviderSpec(new ProviderId(id), byName, NEAREST_FIRST);
    }

    /**
     * The same provider, for which holders are asked in another order. Whoever is left out is never asked.
     *
     * @param scopes at least one, none twice
     * @return the specification
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public ProviderSpec lookedFor(Scope... scopes) {
        List<Scope> inTurn = List.of(scopes);
        if (inTurn.isEmpty() || inTurn.stream().distinct().count() < inTurn.size()) {
            throw new IllegalArgumentException("must be different and at least one: scopes=" + inTurn);
        }
        return new ProviderSpec(id, fields, inTurn);
    }

    /** {@return the provider's name} */
    public ProviderId id() {
        return id;
    }

    /** {@return its fields, in the order in which they were given} */
    public List<FieldSpec> fields() {
        return List.copyOf(fields.values());
    }

    /** {@return whose is looked for, in turn} */
    public List<Scope> order() {
        return order;
    }

    Map<String, FieldSpec> byName() {
        return fields;
    }

    /** The names of the required fields that are in neither map. */
    List<String> missing(Map<String, ?> secret, Map<String, ?> plain) {
        return fields.values().stream()
                .filter(FieldSpec::isRequired)
                .map(FieldSpec::name)
                .filter(name -> !secret.containsKey(name) && !plain.containsKey(name))
                .toList();
    }

    /** {@return name and fields} */
    @Override
    public String toString() {
        return id + " " + fields.values();
    }
}
