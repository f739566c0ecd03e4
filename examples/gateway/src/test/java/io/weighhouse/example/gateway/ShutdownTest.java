// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is stopped while calls are under way. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ShutdownTest {

    private static final AccountId WALLET = TenantId.of("demo").account("wallet:demo");

    @TempDir
    private Path folder = Path.of("");

    private final ExecutorService threads = Threads.forRequests();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void close_callsThatEndInTime_areServedToTheEnd() throws IOException, InterruptedException {
        Running running = start(Duration.ofSeconds(30));
        Client caller = Client.of(running.base(), running.house.callerKey);
        BufferedReader stream = begin(caller, "c-1", "!pace=100 one two three four five six");
        CompletableFuture<Void> closing = CompletableFuture.runAsync(running::close, threads);
        String rest = String.join("\n", stream.lines().toList());
        assertThat(rest).contains(" six").contains(": weighhouse {");
        closing.join();
        try (Storage storage = Storage.in(folder)) {
            assertThat(receipts(storage)).extracting(Receipt::basis).containsExactly(Basis.REPORTED);
        }
        assertThatThrownBy(() -> caller.get("/healthz")).isInstanceOf(IOException.class);
    }

    @Test
    void close_callsThatDoNot_areSettledForWhatWasDelivered() throws IOException, InterruptedException {
        Running running = start(Duration.ofMillis(200));
        Client caller = Client.of(running.base(), running.house.callerKey);
        BufferedReader stream = begin(caller, "c-1", "!hang=2 one two three");
        CompletableFuture<HttpResponse<String>> whole = caller.http()
                .sendAsync(caller.chatRequest("c-2", "!delay=60000 one", false), HttpResponse.BodyHandlers.ofString());
        awaitHolds(running, 2);
        running.close();
        String rest = String.join("\n", stream.lines().toList());
        assertThat(rest).contains("\"code\":\"STOPPING\"").doesNotContain(": weighhouse {");
        assertThat(whole.join().statusCode()).isEqualTo(503);
        try (Storage storage = Storage.in(folder)) {
            assertThat(storage.ledger().verify().discrepancies()).isEmpty();
            assertThat(storage.ledger().openHolds(WALLET, 10)).isEmpty();
            assertThat(receipts(storage)).hasSize(1).allSatisfy(receipt -> {
                assertThat(receipt.callId()).isEqualTo("c-1");
                assertThat(receipt.basis()).isEqualTo(Basis.ESTIMATED);
                assertThat(receipt.cause()).isEqualTo("SHUTDOWN");
            });
        }
    }

    @Test
    void get_whileItIsStopped_isToldToComeAgain() throws IOException, InterruptedException {
        Running running = start(Duration.ofSeconds(30));
        Client caller = Client.of(running.base(), running.house.callerKey);
        assertThat(caller.get("/healthz").path("status").asText()).isEqualTo("ok");
        assertThat(caller.get("/readyz").path("status").asText()).isEqualTo("ready");
        BufferedReader stream = begin(caller, "c-1", "!pace=150 one two three four five six seven eight");
        running.server.refuse();
        assertThat(Client.codeOf(caller.chat("c-2", "Weigh this", false))).isEqualTo("STOPPING");
        assertThat(caller.get("/readyz").path("status").asText()).isEqualTo("stopping");
        assertThat(caller.get("/healthz").path("status").asText()).isEqualTo("ok");
        assertThat(stream.lines().toList()).anyMatch(line -> line.startsWith(": weighhouse {"));
        running.close();
    }

    private Running start(Duration grace) throws IOException {
        return Running.start(Setup.of(Prices.builtIn(), Storage.in(folder)).grace(grace));
    }

    /** Starts a stream and returns it when its first word is here. */
    private static BufferedReader begin(Client caller, String id, String content)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                caller.http().send(caller.chatRequest(id, content, true), HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).contains("\"one\"");
        return lines;
    }

    private static void awaitHolds(Running running, int holds) {
        while (running.house.ledger.openHolds(running.house.wallet, 10).size() < holds) {
            Thread.onSpinWait();
        }
    }

    private static List<Receipt> receipts(Storage storage) {
        return storage.ledger().statement(WALLET, StatementPage.oldestFirst(100)).lines().stream()
                .map(line -> line.transaction().note().receipt())
                .filter(receipt -> !receipt.isEmpty())
                .map(Receipt::fromJson)
                .toList();
    }
}
