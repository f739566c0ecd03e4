// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Statement;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.money.Amount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that is killed over and over under load, against a provider in another process that keeps its own book.
 *
 * <p>{@code -Dgateway.kills=50} for more of them.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ProviderBookKillTest {

    private static final int KILLS = Integer.getInteger("gateway.kills", 3);
    private static final int CALLERS = 8;
    private static final int HOLD_SECONDS = 15;
    private static final AccountId WALLET = TenantId.of("demo").account("wallet:demo");

    /** In millionths of a credit: the built-in price of gpt-4o-mini, 1.8 times, at a cent a credit. */
    private static final long INPUT_TOKEN = 27;

    private static final long OUTPUT_TOKEN = 108;

    /** What is not yet due, and as much again that is on its way to the disk. */
    private static final long BOUND_TOKENS = 2 * Setup.CHECKPOINTS.outputTokens();

    /** The input is taken for a token for each four bytes of the body; what is not words there is no input. */
    private static final long MOST_BEYOND_INPUT = 60;

    @TempDir
    private Path folder = Path.of("");

    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    /** How many words of a stream had come when it was cut. */
    private final Map<String, Long> received = new ConcurrentHashMap<>();

    private final AtomicInteger number = new AtomicInteger();
    private final AtomicLong answers = new AtomicLong();
    private final CountDownLatch enough = new CountDownLatch(1);
    private volatile @Nullable Client gateway;

    @Test
    void kill_overAndOverUnderLoad_chargesWhatTheProviderSent() throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Path book = folder.resolve("provider.jsonl");
        SplittableRandom random = new SplittableRandom(7);
        try (GatewayProcess provider = GatewayProcess.provider(book)) {
            String key = "";
            for (int caller = 0; caller < CALLERS; caller++) {
                threads.execute(this::callUntilItIsEnough);
            }
            for (int kill = 0; kill < KILLS; kill++) {
                try (GatewayProcess running = start(data, provider)) {
                    key = key.isEmpty() ? running.callerKey() : key;
                    long before = answers.get();
                    gateway = Client.of(running.base, key);
                    await(() -> answers.get() > before, 30_000);
                    await(() -> false, random.nextInt(100, 2_500));
                    gateway = null;
                    running.kill();
                }
            }
            enough.countDown();
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            try (GatewayProcess last = start(data, provider)) {
                Client caller = Client.of(last.base, key);
                await(() -> nothingIsHeld(caller), 1_000 * (HOLD_SECONDS + 30));
                last.stop();
            }
        }
        try (Storage storage = Storage.in(data)) {
            compare(storage, ProviderBook.read(book));
        }
    }

    private static GatewayProcess start(Path data, GatewayProcess provider) throws IOException {
        return GatewayProcess.start(
                data, "--upstream", provider.base.toString(), "--hold-seconds", Integer.toString(HOLD_SECONDS));
    }

    /** Holds every call of the provider's book against the ledger's. */
    private void compare(Storage storage, Map<String, ProviderBook.Line> book) {
        assertThat(storage.ledger().verify().discrepancies()).isEmpty();
        Map<String, Long> moved = movedByCall(storage);
        long sum = 0;
        long worst = 0;
        long worstOfDelivered = 0;
        int cut = 0;
        for (Map.Entry<String, ProviderBook.Line> call : book.entrySet()) {
            ProviderBook.Line line = call.getValue();
            assertThat(line.trips()).as("trips of " + call.getKey()).isOne();
            long charged = chargedFor(storage, call.getKey());
            assertThat(moved.getOrDefault(call.getKey(), 0L))
                    .as("moved for " + call.getKey())
                    .isEqualTo(charged);
            long input = INPUT_TOKEN * line.input();
            long sent = input + OUTPUT_TOKEN * line.sent();
            sum += sent - charged;
            if (answered.contains(call.getKey())) {
                assertThat(charged).as("answered whole: " + call).isEqualTo(sent);
                continue;
            }
            cut++;
            long got = received.getOrDefault(call.getKey(), 0L);
            // Of an answer that is not streamed nobody has got anything before it is there: its input is charged.
            long least = input + OUTPUT_TOKEN * Math.max(0, got - BOUND_TOKENS);
            assertThat(charged)
                    .as(call + ", of which " + got + " had come through, was charged")
                    .isBetween(least, sent + INPUT_TOKEN * MOST_BEYOND_INPUT);
            if (call.getKey().startsWith("streamed")) {
                worst = Math.max(worst, sent - charged);
                worstOfDelivered = Math.max(worstOfDelivered, input + OUTPUT_TOKEN * got - charged);
            }
        }
        assertThat(book.keySet()).containsAll(answered);
        assertThat(cut).as("calls that a kill has cut").isPositive();
        System.out.printf(
                "%d kills: %d calls in the provider's book, %d answered whole, %d cut; sum of differences %s; of a stream at"
                        + " most %d tokens of what the provider sent, %d of what had come through (bound %d)%n",
                KILLS,
                book.size(),
                answered.size(),
                cut,
                Amount.ofMinor(sum, House.CREDIT),
                worst / OUTPUT_TOKEN,
                worstOfDelivered / OUTPUT_TOKEN,
                BOUND_TOKENS);
    }

    private static long chargedFor(Storage storage, String call) {
        Hold hold = storage.ledger()
                .findHold(WALLET.tenant().operation(call))
                .orElseThrow(() -> new AssertionError("never held for: " + call));
        assertThat(hold.state()).as(call).isNotEqualTo(HoldState.OPEN);
        return hold.captured().minor();
    }

    private static Map<String, Long> movedByCall(Storage storage) {
        Map<String, Long> moved = new HashMap<>();
        StatementPage page = StatementPage.oldestFirst(1_000);
        while (true) {
            Statement statement = storage.ledger().statement(WALLET, page);
            for (StatementLine line : statement.lines()) {
                // Checkpoints, what expiry took, and what the last capture gave back of an estimate.
                moved.merge(
                        line.transaction().operation().value(), -line.change().minor(), Long::sum);
            }
            if (statement.next().isEmpty()) {
                return moved;
            }
            page = StatementPage.oldestFirst(1_000).from(statement.next().getAsLong());
        }
    }

    private void callUntilItIsEnough() {
        SplittableRandom random = new SplittableRandom(number.get());
        while (enough.getCount() > 0) {
            Client client = gateway;
            if (client == null) {
                pause(20);
                continue;
            }
            int call = number.incrementAndGet();
            boolean stream = call % 4 != 0;
            String id = (stream ? "streamed-" : "whole-") + call;
            String words = "!pace=" + random.nextInt(10, 20) + " www".repeat(random.nextInt(1, 300));
            try {
                HttpResponse<Stream<String>> answer = client.http()
                        .send(client.chatRequest(id, words, stream, 400), HttpResponse.BodyHandlers.ofLines());
                if (answer.statusCode() == 429) {
                    pause(200);
                } else if (answer.statusCode() == 200 && isWhole(id, answer.body(), stream)) {
                    answered.add(id);
                    answers.incrementAndGet();
                }
            } catch (IOException | UncheckedIOException killed) {
                pause(20);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Reads an answer, and keeps how much of it has come; true if that is all. */
    private boolean isWhole(String id, Stream<String> lines, boolean stream) {
        boolean whole = !stream;
        for (String line : (Iterable<String>) lines::iterator) {
            if (line.contains("\"content\":\"")) {
                received.merge(id, stream ? 1L : 0L, Long::sum);
            }
            whole |= line.startsWith(": weighhouse {");
        }
        return whole;
    }

    private static void pause(int millis) {
        try {
            boolean unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean nothingIsHeld(Client caller) {
        try {
            return Amount.of(caller.get("/v1/balance").path("held").asText(), House.CREDIT)
                    .isZero();
        } catch (IOException gone) {
            throw new AssertionError("the last gateway does not answer", gone);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Waits until something holds, or so long. */
    private static void await(BooleanSupplier holds, int millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!holds.getAsBoolean() && System.nanoTime() - deadline < 0) {
            pause(10);
        }
    }
}
