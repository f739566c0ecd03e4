// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SecretHolder;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Who may see and change whose credentials. Whatever is not said here is not allowed. */
final class AccessRules {

    private static final Set<Right> NONE = Set.of();
    private static final Set<Right> LOOK = EnumSet.of(Right.SEE_CONFIGURED);
    private static final Set<Right> REMOVE = EnumSet.of(Right.SEE_CONFIGURED, Right.DELETE);
    private static final Set<Right> ALL = EnumSet.allOf(Right.class);

    /** By role and scope, for holders of the actor's own tenant, for teams to which a member belongs, and the platform. */
    private static final Map<Role, Map<Scope, Set<Right>>> TABLE = new EnumMap<>(Map.of(
            Role.PLATFORM_ADMIN,
            Map.of(Scope.PERSONAL, NONE, Scope.TEAM, NONE, Scope.TENANT, NONE, Scope.PLATFORM, ALL),
            Role.TENANT_ADMIN,
            Map.of(Scope.PERSONAL, REMOVE, Scope.TEAM, ALL, Scope.TENANT, ALL, Scope.PLATFORM, LOOK),
            Role.MEMBER,
            Map.of(Scope.PERSONAL, LOOK, Scope.TEAM, LOOK, Scope.TENANT, LOOK, Scope.PLATFORM, LOOK)));

    private AccessRules() {}

    static Set<Right> rights(Actor actor, SecretHolder holder) {
        Scope scope = holder.scope();
        if (scope != Scope.PLATFORM && !holder.tenant().equals(actor.tenant())) {
            return NONE;
        }
        if (isOwn(actor, holder)) {
            return ALL;
        }
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (Role role : actor.roles()) {
            if (role != Role.MEMBER || scope != Scope.TEAM || actor.teams().contains(holder.name())) {
                rights.addAll(TABLE.getOrDefault(role, Map.of()).getOrDefault(scope, NONE));
            }
        }
        return rights;
    }

    private static boolean isOwn(Actor actor, SecretHolder holder) {
        return holder.scope() == Scope.PERSONAL
                && holder.name().equals(actor.user())
                && (actor.roles().contains(Role.MEMBER) || actor.roles().contains(Role.TENANT_ADMIN));
    }
}
