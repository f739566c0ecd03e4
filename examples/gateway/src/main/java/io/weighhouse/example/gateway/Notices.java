// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.webhook.StandardSignatures;
import io.weighhouse.keyvault.webhook.WebhookSignatures;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.feed.LowBalance;
import io.weighhouse.metering.usage.BackOff;
import io.weighhouse.metering.usage.BalanceNotice;
import io.weighhouse.metering.usage.BalanceNotices;
import io.weighhouse.money.Amount;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Tells the application that a customer's credit runs low, by a signed webhook.
 *
 * <p>Every wallet is watched. A notice is sent when what is available falls below 10 credits, once for each fall and at most
 * once in ten minutes; a delivery that fails is tried again, after 1, 2, 4 seconds and so on, under the same {@code
 * webhook-id}, by which its receiver sees a second one. One thread sends, and waits for nobody longer than five seconds.
 */
final class Notices implements AutoCloseable {

    /** When a wallet is low. */
    static final Amount BELOW = Amount.of("10", House.CREDIT);

    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(10), 12);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 20;

    private final House house;
    private final URI target;
    private final StandardSignatures signatures;
    private final ScheduledExecutorService thread;
    private final HttpClient http;
    private final BalanceNotices notices;
    private final ScheduledFuture<?> sending;

    /** Begins to watch and to send; the secret is {@code whsec_} and the base64 of 24 to 64 bytes. */
    Notices(House house, URI target, Secret secret) {
        this.house = house;
        this.target = target;
        signatures = WebhookSignatures.standard(secret).clock(house.clock).build();
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "gateway-notices");
            made.setDaemon(true);
            return made;
        });
        http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        notices = BalanceNotices.start(house.ledger, thread, new BalanceNotices.Rules(INTERVAL, BACK_OFF, house.clock));
        sending = thread.scheduleWithFixedDelay(this::sendDue, 200, 200, TimeUnit.MILLISECONDS);
    }

    /** Takes a page of the ledger's feed: every wallet that is opened is watched from then on. */
    void accept(List<LedgerEvent> events) {
        for (LedgerEvent event : events) {
            if (event instanceof LedgerEvent.AccountOpened opened
                    && opened.account().kind() == AccountKind.WALLET
                    && opened.account().unit().equals(House.CREDIT)) {
                watch(opened.account().id());
            }
        }
    }

    private void watch(AccountId wallet) {
        notices.watch(LowBalance.below(wallet, BELOW));
    }

    private void sendDue() {
        try {
            for (BalanceNotice notice : notices.due(AT_ONCE)) {
                if (sent(notice)) {
                    notices.sent(notice);
                    house.metrics.notice("sent");
                } else {
                    notices.failed(notice);
                    house.metrics.notice("failed");
                }
            }
        } catch (RuntimeException broken) {
            // The next round tries again; an executor would run no more rounds after an exception.
            house.metrics.notice("broken");
        }
    }

    private boolean sent(BalanceNotice notice) {
        byte[] body = bodyOf(notice).toString().getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        signatures.sign(idOf(notice), body).forEach(request::header);
        try {
            int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return status >= 200 && status < 300;
        } catch (IOException unreachable) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static ObjectNode bodyOf(BalanceNotice notice) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("type", "balance.low")
                .put("timestamp", notice.at().toString());
        json.putObject("data")
                .put("tenant", notice.wallet().tenant().value())
                .put("wallet", notice.wallet().name())
                .put("unit", notice.available().unit().code())
                .put("available", notice.available().toDecimal().toPlainString())
                .put("below", notice.below().toDecimal().toPlainString());
        return json;
    }

    /** The notice's name as the signature's scheme wants names, which has no place for full stops. */
    private static String idOf(BalanceNotice notice) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(notice.id().getBytes(StandardCharsets.UTF_8));
            return "ntc_" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public void close() {
        sending.cancel(true);
        notices.close();
        thread.shutdownNow();
        signatures.close();
    }
}
