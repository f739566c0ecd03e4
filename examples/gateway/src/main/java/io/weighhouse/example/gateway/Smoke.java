// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Statement;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TrialBalance;
import io.weighhouse.metering.price.ChargeLine;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Calls the gateway over HTTP, refused calls among them, then prints the books and checks that they add up.
 *
 * <p>Every expectation that does not hold is printed, and makes the whole run fail.
 */
final class Smoke {

    private final Running running;
    private final PrintWriter out;
    private final HttpClient client = HttpClient.newHttpClient();
    private boolean allGood = true;

    Smoke(Running running, PrintWriter out) {
        this.running = running;
        this.out = out;
    }

    /** Runs on the built-in provider, which makes trouble on purpose, and leaves no files. */
    static boolean run(PriceBook book, boolean memory, PrintWriter out) throws IOException {
        if (memory) {
            return run(book, Storage.inMemory(), out);
        }
        Path folder = Files.createTempDirectory("weighhouse-smoke");
        try {
            return run(book, Storage.in(folder), out);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static boolean run(PriceBook book, Storage storage, PrintWriter out) throws IOException {
        try (Running running = Running.start(Setup.of(book, storage))) {
            return new Smoke(running, out).run();
        }
    }

    private boolean run() throws IOException {
        calls();
        StatementLine charged = statement();
        receipt(charged);
        trialBalance();
        out.println(allGood ? "Everything adds up." : "SOMETHING DOES NOT ADD UP, see above.");
        out.flush();
        return allGood;
    }

    private void calls() throws IOException {
        String caller = running.house.callerKey;
        out.println("Calls:");
        expect(401, "no key", get("/v1/balance", ""));
        expect(200, "balance", get("/v1/balance", caller));
        expect(200, "chat", chat(caller, "call-1", "What does a weighhouse do?", false));
        expect(200, "chat, streamed", chat(caller, "call-2", "Every load is weighed on certified scales", true));
        expect(409, "the first id again", chat(caller, "call-1", "What does a weighhouse do?", false));
        expect(422, "the first id, another body", chat(caller, "call-1", "Something else", false));
        expect(404, "unknown model", post("/v1/chat/completions", caller, "", body("no-such-model", "Hi", false, 50)));
        expect(400, "bad JSON", post("/v1/chat/completions", caller, "", "{\"model\":"));
        expect(
                402,
                "more than the wallet",
                post("/v1/chat/completions", caller, "", body("gpt-4o", "x".repeat(300_000), false, 16_384)));
        expect(502, "the provider fails", chat(caller, "call-3", "!fail", false));
        expect(200, "the provider breaks off", chat(caller, "call-4", "!cut", true));
        expect(200, "limited key, first", chat(running.house.limitedKey, "call-5", "Once", false));
        HttpResponse<String> limited = chat(running.house.limitedKey, "call-6", "Twice", false);
        expect(
                429,
                "limited key, again, retry-after "
                        + limited.headers().firstValue("retry-after").orElse("MISSING"),
                limited);
        check(limited.headers().firstValue("retry-after").isPresent(), "429 without retry-after");
        expect(403, "credits without the scope", credits(caller));
        expect(200, "credits", credits(running.house.adminKey));
        expect(200, "the same credits again", credits(running.house.adminKey));
        expect(200, "usage", get("/v1/usage", caller));
        long served = Objects.requireNonNull(running.loopback, "smoke runs on the built-in provider")
                .served();
        check(served == 5, "the provider should have been reached 5 times: " + served);
    }

    /** Prints the wallet's statement, checks its running balance, and returns the first line that was charged for. */
    private StatementLine statement() {
        Statement statement = running.house.ledger.statement(running.house.wallet, StatementPage.oldestFirst(100));
        out.println();
        out.println("Statement of " + statement.account() + ':');
        Amount sum = Amount.zero(House.CREDIT);
        StatementLine charged = null;
        for (StatementLine line : statement.lines()) {
            sum = sum.plus(line.change());
            check(
                    sum.equals(line.balanceAfter()),
                    "running balance of " + line.transaction().operation());
            out.printf(
                    "  %-11s %-8s %20s %20s%n",
                    line.transaction().kind(),
                    line.transaction().operation().value(),
                    line.change(),
                    line.balanceAfter());
            if (charged == null && line.change().isNegative()) {
                charged = line;
            }
        }
        Balance balance = running.house.ledger.balance(running.house.wallet).orElseThrow();
        check(balance.posted().equals(sum), "balance and statement differ: " + balance);
        check(balance.held().isZero(), "credits are still held: " + balance);
        check(balance.debt().isZero(), "there is debt: " + balance);
        check(sum.compareTo(Amount.of("105", House.CREDIT)) < 0, "nothing was charged");
        return Objects.requireNonNull(charged, "no call was charged");
    }

    private void receipt(StatementLine charged) {
        Receipt receipt = Receipt.fromJson(charged.transaction().note().receipt());
        out.println();
        out.println("Receipt of " + receipt.callId() + ", " + receipt.sku() + ", basis " + receipt.basis() + ':');
        for (ChargeLine line : receipt.charge().lines()) {
            out.printf(
                    "  %6d %-16s x %s %s = %s %s -> %s%n",
                    line.quantity(),
                    line.meter(),
                    line.unitPrice().toPlainString(),
                    receipt.charge().currency(),
                    line.cost().toPlainString(),
                    receipt.charge().currency(),
                    line.price());
        }
        out.println("  cost " + receipt.cost().toPlainString() + ' '
                + receipt.charge().currency() + ", price " + receipt.price());
        check(receipt.linesAddUp(), "the lines of the receipt do not add up");
        check(receipt.rerate().equals(receipt.price()), "the receipt re-rates to another price");
        check(receipt.price().equals(charged.change().negated()), "receipt and ledger differ");
    }

    private void trialBalance() {
        TrialBalance trial = running.house.ledger.trialBalance(running.house.wallet.tenant());
        out.println();
        out.println("Trial balance:");
        for (TrialBalance.Row row : trial.rows()) {
            out.printf("  %-22s %20s %20s%n", row.account().id().name(), row.debits(), row.credits());
        }
        check(trial.balanced(), "the trial balance does not balance");
    }

    private HttpResponse<String> chat(String key, String id, String content, boolean stream) throws IOException {
        return post("/v1/chat/completions", key, id, body("gpt-4o-mini", content, stream, 50));
    }

    private HttpResponse<String> credits(String key) throws IOException {
        return post("/admin/credits", key, "", "{\"id\":\"pay-1\",\"amount\":\"5\",\"reason\":\"first payment\"}");
    }

    private static String body(String model, String content, boolean stream, int maxTokens) {
        return Json.MAPPER
                .createObjectNode()
                .put("model", model)
                .put("stream", stream)
                .put("max_tokens", maxTokens)
                .set(
                        "messages",
                        Json.MAPPER
                                .createArrayNode()
                                .add(Json.MAPPER
                                        .createObjectNode()
                                        .put("role", "user")
                                        .put("content", content)))
                .toString();
    }

    private HttpResponse<String> get(String path, String key) throws IOException {
        return send(request(path, key).GET().build());
    }

    private HttpResponse<String> post(String path, String key, String id, String body) throws IOException {
        HttpRequest.Builder request = request(path, key).POST(HttpRequest.BodyPublishers.ofString(body));
        return send(
                id.isEmpty()
                        ? request.build()
                        : request.header("idempotency-key", id).build());
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(running.base().resolve(path)).header("authorization", "Bearer " + key);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private void expect(int status, String what, HttpResponse<String> answer) {
        boolean good = answer.statusCode() == status;
        out.printf(
                "  %d %s%s%n", answer.statusCode(), what, good ? "" : "   EXPECTED " + status + ": " + answer.body());
        allGood &= good;
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            out.println("  WRONG: " + otherwise);
            allGood = false;
        }
    }
}
