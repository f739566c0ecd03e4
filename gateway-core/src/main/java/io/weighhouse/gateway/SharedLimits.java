// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.metering.limit.Subjects;

/**
 * Adds limits that several keys share to the limits of one key: those of a user, a team, a whole tenant.
 *
 * <p>{@code (key, own) -> own.and("acme/user/" + key.owner().user(), perUser)} gives all keys of a user one quota between
 * them. A call takes from every one of them or from none. Name subjects with the tenant in front, so that no two tenants
 * share one.
 *
 * <p>It is asked on every request, must not block, and is thread-safe.
 */
@FunctionalInterface
public interface SharedLimits {

    /** Nothing is shared: each key has its own limits. */
    SharedLimits NONE = (key, own) -> own;

    /**
     * The limits of a call.
     *
     * @param key who calls
     * @param own the limits of the key itself, as its plan says
     * @return those, and others
     */
    Subjects and(KeyRecord key, Subjects own);
}
