// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which route serves a method and a path. A path that ends in {@code /*} stands for everything below it. */
final class Routes {

    /** A handler of one method and path. */
    @FunctionalInterface
    interface Route {
        void serve(Http http) throws IOException, BadRequest;
    }

    /** The routes of one path by method, and the part of the path that is not in its pattern. */
    record Match(Map<String, Route> methods, String rest) {}

    private final Map<String, Map<String, Route>> exact = new HashMap<>();
    private final Map<String, Map<String, Route>> below = new HashMap<>();

    /** Adds a route; all are added before the first is looked for. */
    Routes on(String method, String path, Route route) {
        boolean prefix = path.endsWith("/*");
        Map<String, Map<String, Route>> table = prefix ? below : exact;
        String key = prefix ? path.substring(0, path.length() - 1) : path;
        table.computeIfAbsent(key, k -> new HashMap<>()).put(method, route);
        return this;
    }

    /** Every path and pattern, and the methods that it has. */
    Map<String, Set<String>> methodsByPath() {
        Map<String, Set<String>> all = new TreeMap<>();
        exact.forEach((path, methods) -> all.put(path, Set.copyOf(methods.keySet())));
        below.forEach((path, methods) -> all.put(path + '*', Set.copyOf(methods.keySet())));
        return all;
    }

    /** What is at a path, or null if nothing is: the path itself, else the longest pattern that it is below. */
    @Nullable
    Match find(String path) {
        Map<String, Route> methods = exact.get(path);
        if (methods != null) {
            return new Match(methods, "");
        }
        for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            methods = below.get(path.substring(0, slash + 1));
            if (methods != null) {
                return new Match(methods, path.substring(slash + 1));
            }
        }
        return null;
    }
}
