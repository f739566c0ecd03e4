// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.internal.Names;
import io.weighhouse.keyvault.secret.SecretHolder;
import java.util.EnumSet;
import java.util.Set;

/**
 * Somebody who wants to see or change credentials, as the embedder's own sign-in knows him.
 *
 * <p>{@code Actor.member("ann", "acme")} may save, see and delete the key of the user {@code ann} of {@code acme}; of
 * everybody else's in {@code acme} she learns no more than whether there is one, and of another tenant's not even that. Who
 * has several roles may do what any of them may.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param name what the audit calls him, 1 to 128 printable ASCII characters without spaces
 * @param tenant whose he is; empty for those of the platform only
 * @param user the user whose personal credentials are his own; empty for none
 * @param teams the teams of the tenant to which he belongs
 * @param roles what he is; without any he may do nothing
 */
public record Actor(String name, String tenant, String user, Set<String> teams, Set<Role> roles) {

    /**
     * Checks the names and copies the sets.
     *
     * @param name 1 to 128 printable ASCII characters without spaces
     * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'; empty if the only role is {@link Role#PLATFORM_ADMIN}
     * @param user 1 to 128 printable ASCII characters without spaces, or empty
     * @param teams each 1 to 128 printable ASCII characters without spaces
     * @param roles what he is
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public Actor {
        Names.name("name", name);
        if (!tenant.isEmpty() || roles.contains(Role.TENANT_ADMIN) || roles.contains(Role.MEMBER)) {
            Names.id("tenant", tenant);
        }
        if (!user.isEmpty()) {
            Names.name("user", user);
        }
        teams.forEach(team -> Names.name("team", team));
        teams = Set.copyOf(teams);
        roles = Set.copyOf(roles);
    }

    /**
     * A user of a tenant.
     *
     * @param user his name, which is also what the audit calls him
     * @param tenant whose user he is
     * @return the actor with the role {@link Role#MEMBER}
     * @throws IllegalArgumentException if a name is not of its form
     */
    public static Actor member(String user, String tenant) {
        return new Actor(user, tenant, user, Set.of(), Set.of(Role.MEMBER));
    }

    /**
     * An administrator of a tenant, who is one of its users too.
     *
     * @param user his name, which is also what the audit calls him
     * @param tenant whose administrator he is
     * @return the actor with the roles {@link Role#TENANT_ADMIN} and {@link Role#MEMBER}
     * @throws IllegalArgumentException if a name is not of its form
     */
    public static Actor tenantAdmin(String user, String tenant) {
        return new Actor(user, tenant, user, Set.of(), Set.of(Role.TENANT_ADMIN, Role.MEMBER));
    }

    /**
     * An administrator of the platform.
     *
     * @param name what the audit calls him
     * @return the actor with the role {@link Role#PLATFORM_ADMIN} and no tenant
     * @throws IllegalArgumentException if the name is not of its form
     */
    public static Actor platformAdmin(String name) {
        return new Actor(name, "", "", Set.of(), Set.of(Role.PLATFORM_ADMIN));
    }

    /**
     * The same actor with one role more.
     *
     * @param role what he is too
     * @return the actor with it
     * @throws IllegalArgumentException if the role needs a tenant and he has none
     */
    public Actor and(Role role) {
        EnumSet<Role> more = EnumSet.of(role);
        more.addAll(roles);
        return new Actor(name, tenant, user, teams, more);
    }

    /**
     * The same actor in some teams.
     *
     * @param names the teams of his tenant to which he belongs, instead of those that he had
     * @return the actor with them
     * @throws IllegalArgumentException if a name is not of its form
     */
    public Actor teams(String... names) {
        return new Actor(name, tenant, user, Set.of(names), roles);
    }

    /**
     * Tells whether he has a right to a holder's credentials.
     *
     * @param right what he wants
     * @param holder whose credentials
     * @return true if one of his roles gives it
     */
    public boolean may(Right right, SecretHolder holder) {
        return AccessRules.rights(this, holder).contains(right);
    }

    /**
     * Tells whether he decides what happens when a provider refuses a key of a tenant, and may agree to be charged in its
     * name. The platform, which would charge, may not.
     *
     * @param ofTenant which tenant
     * @return true for the tenant's administrators
     */
    public boolean mayChangePolicy(String ofTenant) {
        return roles.contains(Role.TENANT_ADMIN) && tenant.equals(ofTenant);
    }
}
