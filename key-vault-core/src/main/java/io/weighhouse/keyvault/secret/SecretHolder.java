// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;

/**
 * Who holds a provider secret: a user, a team, a tenant, or the platform.
 *
 * <p>{@code SecretHolder.team("acme", "search")} is the team of that name in the tenant {@code acme}; another tenant's team
 * of the same name is another holder. The platform belongs to no tenant.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param scope what kind of holder it is
 * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'; empty for the platform only
 * @param name the team's or user's name, 1 to 128 printable ASCII characters; empty for tenant and platform
 */
public record SecretHolder(Scope scope, String tenant, String name) {

    /**
     * Checks that the names fit the scope.
     *
     * @param scope what kind of holder it is
     * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'; empty for the platform only
     * @param name the team's or user's name, 1 to 128 printable ASCII characters; empty for tenant and platform
     * @throws IllegalArgumentException if they do not
     */
    public SecretHolder {
        if (scope != Scope.PLATFORM) {
            Names.id("tenant", tenant);
        } else if (!tenant.isEmpty()) {
            throw new IllegalArgumentException("must be empty for PLATFORM: tenant=" + Names.quoted(tenant));
        }
        if (scope == Scope.PERSONAL || scope == Scope.TEAM) {
            Names.name("name", name);
        } else if (!name.isEmpty()) {
            throw new IllegalArgumentException("must be empty for " + scope + ": name=" + Names.quoted(name));
        }
    }

    /** {@return the platform} */
    public static SecretHolder platform() {
        return new SecretHolder(Scope.PLATFORM, "", "");
    }

    /**
     * A whole tenant.
     *
     * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @return the holder
     * @throws IllegalArgumentException if the name is not of that form
     */
    public static SecretHolder tenant(String tenant) {
        return new SecretHolder(Scope.TENANT, tenant, "");
    }

    /**
     * A team of a tenant.
     *
     * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @param team 1 to 128 printable ASCII characters without spaces
     * @return the holder
     * @throws IllegalArgumentException if a name is not of that form
     */
    public static SecretHolder team(String tenant, String team) {
        return new SecretHolder(Scope.TEAM, tenant, team);
    }

    /**
     * A user of a tenant.
     *
     * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @param user 1 to 128 printable ASCII characters without spaces
     * @return the holder
     * @throws IllegalArgumentException if a name is not of that form
     */
    public static SecretHolder personal(String tenant, String user) {
        return new SecretHolder(Scope.PERSONAL, tenant, user);
    }
}
