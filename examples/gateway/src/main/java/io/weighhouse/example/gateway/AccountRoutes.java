// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.Reason;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.metering.receipt.Receipt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/balance} and {@code GET /v1/usage}: what a caller may know of its own account. */
final class AccountRoutes {

    private static final int PAGE = 50;

    private final House house;

    AccountRoutes(House house) {
        this.house = house;
    }

    void balance(Http http) {
        AccountId wallet = walletOf(http);
        if (wallet == null) {
            return;
        }
        Balance balance = house.ledger.balance(wallet).orElseThrow();
        http.write(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("object", "balance")
                        .put("unit", House.CREDIT.toString())
                        .put("available", balance.available().toDecimal().toPlainString())
                        .put("posted", balance.posted().toDecimal().toPlainString())
                        .put("held", balance.held().toDecimal().toPlainString())
                        .put("debt", balance.debt().toDecimal().toPlainString()));
    }

    void usage(Http http) {
        AccountId wallet = walletOf(http);
        if (wallet == null) {
            return;
        }
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        house.ledger.statement(wallet, StatementPage.newestFirst(PAGE)).lines().forEach(line -> data.add(json(line)));
        http.write(200, list);
    }

    /** The wallet that the caller's key pays from, or null after an answer that refuses it. */
    private @Nullable AccountId walletOf(Http http) {
        return subscriber(house, http)
                .map(caller -> caller.subscription().wallet())
                .orElse(null);
    }

    /** A caller's key, and what its calls run under. */
    record Subscriber(KeyRecord key, Subscription subscription) {}

    /** Who calls, or nothing after an answer that refuses it. */
    static Optional<Subscriber> subscriber(House house, Http http) {
        KeyRecord key = authenticated(house, http);
        if (key == null) {
            return Optional.empty();
        }
        Optional<Subscription> subscription = house.subscriptionOf(key);
        if (subscription.isEmpty()) {
            http.write(Answers.NO_ACCOUNT);
        }
        return subscription.map(found -> new Subscriber(key, found));
    }

    /** The record of the caller's key, or null after an answer that refuses it. */
    static @Nullable KeyRecord authenticated(House house, Http http) {
        Authentication authentication = house.keys.authenticate(http.bearer());
        if (authentication instanceof Authentication.Authenticated known) {
            return known.record();
        }
        Reason reason = new Reason.NotAuthenticated((Authentication.Rejected) authentication);
        http.write(new Begun.Refused(http.requestId(), reason).toHttp(Dialect.OPENAI));
        return null;
    }

    private static ObjectNode json(StatementLine line) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", line.transaction().operation().value())
                .put("kind", line.transaction().kind().name())
                .put("booked_at", line.transaction().bookedAt().toString())
                .put("change", line.change().toDecimal().toPlainString())
                .put("balance_after", line.balanceAfter().toDecimal().toPlainString());
        String text = line.transaction().note().receipt();
        if (!text.isEmpty()) {
            Receipt receipt = Receipt.fromJson(text);
            json.put("model", receipt.sku().name())
                    .put("basis", receipt.basis().name())
                    .put(
                            "cost",
                            receipt.cost().toPlainString()
                                    + ' '
                                    + receipt.charge().currency());
            ObjectNode used = json.putObject("usage");
            receipt.charge().lines().forEach(item -> used.put(item.meter().id(), item.quantity()));
        }
        return json;
    }
}
