// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Provider keys as strings in a map, decrypted once and for ever: the nearest wins.
 *
 * <p>Nothing is wiped, nothing ends, nobody is asked whether the platform's key may be used. This class is thread-safe.
 */
public final class KeysInClear {

    private final Map<String, String> keys = new ConcurrentHashMap<>();

    /** No keys as yet. */
    public KeysInClear() {}

    /**
     * Keeps a key.
     *
     * @param holder whose it is, such as {@code acme/ann/openai}
     * @param key the key in clear
     */
    public void put(String holder, String key) {
        keys.put(holder, key);
    }

    /**
     * Finds the nearest key.
     *
     * @param tenant of which tenant
     * @param team of which team
     * @param user which user
     * @param provider for which provider
     * @return the user's, else the team's, else the tenant's, else the platform's, else empty
     */
    public String find(String tenant, String team, String user, String provider) {
        String key = keys.get(tenant + "/u/" + user + '/' + provider);
        if (key == null) {
            key = keys.get(tenant + "/t/" + team + '/' + provider);
        }
        if (key == null) {
            key = keys.get(tenant + '/' + provider);
        }
        return key != null ? key : keys.getOrDefault(provider, "");
    }
}
