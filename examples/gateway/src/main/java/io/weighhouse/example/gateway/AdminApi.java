// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.util.Map;

/** Every path of the operator's API, of the dashboard and of the metrics. */
final class AdminApi {

    private final House house;

    AdminApi(House house) {
        this.house = house;
    }

    /** Adds them to the routes. */
    Routes addTo(Routes routes) {
        AdminDesk desk = new AdminDesk(house);
        customers(routes, desk);
        PriceAdmin prices = new PriceAdmin(house, desk);
        SecretRoutes secrets = new SecretRoutes(house, desk);
        UsageRoutes usage = new UsageRoutes(house, desk);
        PaymentAdmin payments = new PaymentAdmin(house, desk);
        Dashboard dashboard = new Dashboard(house);
        return routes.on("GET", "/admin/prices", prices::show)
                .on("POST", "/admin/prices", prices::upload)
                .on("GET", "/admin/secrets", secrets::list)
                .on("POST", "/admin/secrets", secrets::put)
                .on("POST", "/admin/secrets/delete", secrets::delete)
                .on("GET", "/admin/payments", payments::events)
                .on("GET", "/admin/payments/parked", payments::parked)
                .on("POST", "/admin/payments/resolve", payments::resolve)
                .on("POST", "/admin/payments/bind", payments::bind)
                .on("POST", "/webhooks/stripe", payments::stripe)
                .on("GET", "/v1/secrets", secrets::listOwn)
                .on("POST", "/v1/secrets", secrets::putOwn)
                .on("POST", "/v1/secrets/delete", secrets::deleteOwn)
                .on("GET", "/v1/calls", usage::calls)
                .on("GET", "/v1/spend", usage::spend)
                .on("GET", "/admin/calls", usage::allCalls)
                .on("GET", "/admin/spend", usage::allSpend)
                .on("GET", "/admin/margin", usage::margin)
                .on("GET", "/admin/audit", desk::audit)
                .on("GET", "/dashboard", dashboard::page)
                .on("GET", "/dashboard/data", dashboard::data)
                .on("GET", "/dashboard/*", dashboard::part)
                .on("GET", "/metrics", this::metrics);
    }

    private void customers(Routes routes, AdminDesk desk) {
        KeyAdmin keys = new KeyAdmin(house, desk);
        CreditAdmin credits = new CreditAdmin(house, desk);
        PlanAdmin plans = new PlanAdmin(house, desk);
        routes.on("GET", "/admin/keys", keys::list)
                .on("POST", "/admin/keys", keys::issue)
                .on("POST", "/admin/keys/rotate", keys::rotate)
                .on("POST", "/admin/keys/revoke", keys::revoke)
                .on("POST", "/admin/credits", credits::give)
                .on("POST", "/admin/balance", credits::set)
                .on("POST", "/admin/refunds", credits::refund)
                .on("POST", "/admin/grants", plans::grant)
                .on("GET", "/admin/plans", plans::plans)
                .on("POST", "/admin/tenants", plans::makeTenant)
                .on("GET", "/admin/subscriptions", plans::list)
                .on("GET", "/admin/subscriptions/history", plans::history)
                .on("POST", "/admin/subscriptions/change", plans::change)
                .on("POST", "/admin/subscriptions/extend", plans::extend)
                .on("POST", "/admin/subscriptions/cancel", plans::cancel)
                .on("POST", "/admin/subscriptions/pause", plans::pause)
                .on("POST", "/admin/subscriptions/resume", plans::resume);
    }

    /** Figures of the house, without a key: there is no tenant, key or account among them. */
    private void metrics(Http http) {
        MetricsText text = new MetricsText();
        house.metrics.writeTo(text);
        house.writeGauges(text);
        http.write(
                200,
                Map.of("content-type", MetricsText.CONTENT_TYPE),
                text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
