// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.util.Map;

/**
 * What the JDK's server allows a client, said before its first class is loaded, because it reads this once.
 *
 * <p>What the command line says with {@code -D} stays.
 */
final class ServerLimits {

    private static final Map<String, String> LIMITS = Map.of(
            // JDK 17's server waits for the client's acknowledgement of every small packet unless it is told not to.
            "sun.net.httpserver.nodelay", "true",
            "sun.net.httpserver.maxReqHeaders", "100",
            "sun.net.httpserver.maxReqHeaderSize", "32768",
            // Seconds for a request to be here whole, and for an answer to be taken: no call is held longer.
            "sun.net.httpserver.maxReqTime", "60",
            "sun.net.httpserver.maxRspTime", "900",
            "sun.net.httpserver.idleInterval", "60",
            "sun.net.httpserver.maxIdleConnections", "1024",
            "jdk.httpserver.maxConnections", "8192");

    private ServerLimits() {}

    static void apply() {
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }
}
