// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;

/** A slot as text: {@code TEAM/acme/openai/search}. The name of the holder is last, since only it may have a slash. */
final class SlotCursor {

    private static final int PARTS = 4;

    private SlotCursor() {}

    static String format(SecretSlot slot) {
        SecretHolder holder = slot.holder();
        return holder.scope() + "/" + holder.tenant() + '/' + slot.provider() + '/' + holder.name();
    }

    static SecretSlot parse(String cursor) {
        String[] parts = cursor.split("/", PARTS);
        if (parts.length == PARTS) {
            for (Scope scope : Scope.values()) {
                if (scope.name().equals(parts[0])) {
                    return new SecretSlot(new SecretHolder(scope, parts[1], parts[3]), new ProviderId(parts[2]));
                }
            }
        }
        throw new IllegalArgumentException("must be scope/tenant/provider/name: cursor=" + Names.quoted(cursor));
    }
}
