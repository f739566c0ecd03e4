// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;

/**
 * On whose behalf a call is made: a tenant, and within it perhaps a team and a user.
 *
 * <p>{@code Owner.tenant("acme").team("search").user("u-17")} prints as {@code acme/search/u-17}; without a team it prints
 * as {@code acme//u-17}. Names are pseudonyms, not e-mail addresses. A user is known by his name within the tenant,
 * whatever team he works for.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
 * @param team 1 to 128 printable ASCII characters without spaces, or empty for none
 * @param user 1 to 128 printable ASCII characters without spaces, or empty for none
 */
public record Owner(String tenant, String team, String user) {

    /**
     * Checks the names.
     *
     * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @param team 1 to 128 printable ASCII characters without spaces, or empty for none
     * @param user 1 to 128 printable ASCII characters without spaces, or empty for none
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public Owner {
        Names.id("tenant", tenant);
        if (!team.isEmpty()) {
            Names.name("team", team);
        }
        if (!user.isEmpty()) {
            Names.name("user", user);
        }
    }

    /**
     * A whole tenant.
     *
     * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @return the owner without team and user
     * @throws IllegalArgumentException if the name is not of that form
     */
    public static Owner tenant(String tenant) {
        return new Owner(tenant, "", "");
    }

    /**
     * The same owner in a team.
     *
     * @param name 1 to 128 printable ASCII characters without spaces, or empty for none
     * @return this tenant and user with that team
     * @throws IllegalArgumentException if the name is not of that form
     */
    public Owner team(String name) {
        return new Owner(tenant, name, user);
    }

    /**
     * The same owner as one user.
     *
     * @param name 1 to 128 printable ASCII characters without spaces, or empty for none
     * @return this tenant and team with that user
     * @throws IllegalArgumentException if the name is not of that form
     */
    public Owner user(String name) {
        return new Owner(tenant, team, name);
    }

    /** {@return tenant, team and user, as in {@code acme/search/u-17}; a missing one is empty} */
    @Override
    public String toString() {
        return user.isEmpty() ? team.isEmpty() ? tenant : tenant + '/' + team : tenant + '/' + team + '/' + user;
    }
}
