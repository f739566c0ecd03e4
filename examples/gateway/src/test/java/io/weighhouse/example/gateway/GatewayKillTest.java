// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose process is killed in the middle of calls, and started again on the same folder. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class GatewayKillTest {

    private static final TenantId TENANT = TenantId.of("demo");
    private static final AccountId WALLET = TENANT.account("wallet:demo");
    private static final int CALLERS = 4;
    private static final int ANSWERS_BEFORE_THE_KILL = 60;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void kill_midStream_keepsTheBooksTheKeysAndTheAnswers() throws IOException, InterruptedException {
        String callerKey;
        String adminKey;
        JsonNode balance;
        JsonNode usage;
        String settled;
        try (GatewayProcess first = GatewayProcess.start(folder)) {
            callerKey = first.callerKey();
            adminKey = first.adminKey();
            Client caller = Client.of(first.base, callerKey);
            Client admin = Client.of(first.base, adminKey);
            assertThat(admin.credits("pay-1").path("replayed").asBoolean(true)).isFalse();
            assertThat(caller.chat("c-1", "Weigh this", false).statusCode()).isEqualTo(200);
            assertThat(caller.chat("c-2", "And this", true).statusCode()).isEqualTo(200);
            settled = caller.chat("c-1", "Weigh this", false).body();
            beginAndLeave(caller, "c-3");
            balance = caller.get("/v1/balance");
            usage = caller.get("/v1/usage");
            first.kill();
        }
        assertThat(Amount.of(balance.path("held").asText(), House.CREDIT).isPositive())
                .as("a call is under way")
                .isTrue();
        try (GatewayProcess second = GatewayProcess.start(folder)) {
            assertThat(second.callerKey()).as("shown once").isEqualTo("KEY");
            Client caller = Client.of(second.base, callerKey);
            Client admin = Client.of(second.base, adminKey);
            assertThat(caller.get("/v1/balance")).isEqualTo(balance);
            assertThat(caller.get("/v1/usage")).isEqualTo(usage);
            assertThat(caller.chat("c-1", "Weigh this", false).body()).isEqualTo(settled);
            assertThat(Client.codeOf(caller.chat("c-2", "And this", true))).isEqualTo("ALREADY_SETTLED");
            assertThat(Client.codeOf(caller.chat("c-3", "!hang", true))).isEqualTo("IN_PROGRESS");
            assertThat(Client.codeOf(caller.chat("c-3", "Something else", true)))
                    .isEqualTo("ID_CONFLICT");
            assertThat(admin.credits("pay-1").path("replayed").asBoolean()).isTrue();
            assertThat(caller.get("/v1/balance")).isEqualTo(balance);
            assertThat(caller.chat("c-4", "Go on", false).statusCode()).isEqualTo(200);
            second.kill();
        }
        try (Storage storage = Storage.in(folder)) {
            assertThat(chargedAfterVerifying(storage)).containsExactly("c-1", "c-2", "c-4");
            assertThat(held(storage)).containsExactly("c-3");
        }
    }

    @Test
    void kill_amongManyCalls_losesNoneThatWasAnswered() throws IOException, InterruptedException {
        Queue<String> answered = new ConcurrentLinkedQueue<>();
        CountDownLatch enough = new CountDownLatch(ANSWERS_BEFORE_THE_KILL);
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        String callerKey;
        try (GatewayProcess first = GatewayProcess.start(folder)) {
            callerKey = first.callerKey();
            Client caller = Client.of(first.base, callerKey);
            CompletableFuture<?>[] calling = IntStream.range(0, CALLERS)
                    .mapToObj(number -> CompletableFuture.runAsync(
                            () -> callUntilItIsGone(caller, number, answered, enough), threads))
                    .toArray(CompletableFuture<?>[]::new);
            assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
            first.kill();
            CompletableFuture.allOf(calling).join();
        } finally {
            threads.shutdownNow();
        }
        try (GatewayProcess second = GatewayProcess.start(folder)) {
            Client caller = Client.of(second.base, callerKey);
            for (String id : answered) {
                assertThat(Client.codeOf(call(caller, id))).as(id).isEqualTo("ALREADY_SETTLED");
            }
            second.stop();
        }
        try (Storage storage = Storage.in(folder)) {
            List<String> charged = chargedAfterVerifying(storage);
            assertThat(charged).doesNotHaveDuplicates().containsAll(answered);
            // What was under way is either booked, and its answer was on its way out, or still held.
            assertThat(charged.size() + held(storage).size()).isBetween(answered.size(), answered.size() + CALLERS);
        }
    }

    /** The ids of the calls that were charged, oldest first, once every check of the books has found them right. */
    private static List<String> chargedAfterVerifying(Storage storage) {
        assertThat(storage.ledger().verify().discrepancies()).isEmpty();
        assertThat(storage.ledger().trialBalance(TENANT).balanced()).isTrue();
        List<StatementLine> lines = storage.ledger()
                .statement(WALLET, StatementPage.oldestFirst(1000))
                .lines();
        Amount sum = Amount.zero(House.CREDIT);
        List<String> charged = new ArrayList<>();
        for (StatementLine line : lines) {
            sum = sum.plus(line.change());
            assertThat(line.balanceAfter()).isEqualTo(sum);
            if (line.transaction().kind() == TransactionKind.USAGE) {
                Receipt receipt = Receipt.fromJson(line.transaction().note().receipt());
                assertThat(receipt.callId())
                        .isEqualTo(line.transaction().operation().value());
                assertThat(receipt.rerate()).isEqualTo(line.change().negated());
                charged.add(receipt.callId());
            }
        }
        assertThat(storage.ledger().balance(WALLET).orElseThrow().posted()).isEqualTo(sum);
        return charged;
    }

    private static List<String> held(Storage storage) {
        return storage.ledger().openHolds(WALLET, 100).stream()
                .map(hold -> hold.id().value())
                .toList();
    }

    /** Starts a stream that never ends, and returns when its first words are here. */
    private static void beginAndLeave(Client caller, String id) throws IOException, InterruptedException {
        HttpResponse<InputStream> stream =
                caller.http().send(caller.chatRequest(id, "!hang", true), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).startsWith("data: ");
    }

    private static HttpResponse<String> call(Client caller, String id) throws IOException, InterruptedException {
        return caller.chat(id, "Weigh " + id, id.startsWith("streamed"));
    }

    private static void callUntilItIsGone(Client caller, int number, Queue<String> answered, CountDownLatch enough) {
        try {
            for (int call = 0; ; call++) {
                String id = (call % 2 == 0 ? "whole-" : "streamed-") + number + '-' + call;
                HttpResponse<String> answer = call(caller, id);
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException("unexpected: " + answer.body());
                }
                answered.add(id);
                enough.countDown();
            }
        } catch (IOException gone) {
            // What was on its way when the process was killed has no answer.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
