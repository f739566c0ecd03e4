// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.dialect.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/**
 * {@code GET /dashboard}: a page of balance, spend, limits and receipts for whoever has an API key.
 *
 * <p>Its files are a few and known by name. The policy that goes with them lets the page load from here only, run no inline
 * script, and be framed by nobody, so that a pasted key can go nowhere else.
 */
final class Dashboard {

    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "app.js", "text/javascript; charset=utf-8",
            "charts.js", "text/javascript; charset=utf-8",
            "style.css", "text/css; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private final House house;

    Dashboard(House house) {
        this.house = house;
    }

    void page(Http http) throws IOException {
        file(http, "index.html");
    }

    void part(Http http) throws IOException {
        file(http, http.rest());
    }

    void data(Http http) {
        DashboardData.of(house, http).ifPresent(json -> http.write(200, json));
    }

    private static void file(Http http, String name) throws IOException {
        String type = TYPES.get(name);
        if (type == null) {
            http.write(Problem.of(404, "NOT_FOUND", "There is nothing at this path."));
            return;
        }
        try (InputStream in = Objects.requireNonNull(Dashboard.class.getResourceAsStream("dashboard/" + name))) {
            http.write(
                    200,
                    Map.of(
                            "content-type", type,
                            "content-security-policy", POLICY,
                            "x-content-type-options", "nosniff",
                            "referrer-policy", "no-referrer",
                            "cache-control", "no-cache"),
                    in.readAllBytes());
        }
    }
}
