// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.ledger.Hold;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.pricefile.LiteLlmPriceFile;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded answers of providers, through the whole gateway. */
class ReplayTest {

    private static final String SAMPLES = """
            {"url":"https://a/v1/chat/completions","request_model":"gpt-r","streaming":false,"status":200,"response_headers":{"x-request-id":"r-1"},"body":"{\\"object\\":\\"chat.completion\\",\\"choices\\":[{\\"message\\":{\\"content\\":\\"Hi\\"}}],\\"usage\\":{\\"prompt_tokens\\":9,\\"completion_tokens\\":1,\\"total_tokens\\":10}}","outcome":"usage"}
            {"url":"https://a/v1/chat/completions","request_model":"gpt-r","streaming":true,"status":200,"response_headers":{},"body":"data: {\\"object\\":\\"chat.completion.chunk\\",\\"choices\\":[{\\"delta\\":{\\"content\\":\\"Hi\\"}}]}\\r\\n\\r\\ndata: {\\"object\\":\\"chat.completion.chunk\\",\\"choices\\":[],\\"usage\\":{\\"prompt_tokens\\":9,\\"completion_tokens\\":1,\\"total_tokens\\":10}}\\r\\n\\r\\ndata: [DONE]\\r\\n\\r\\n","outcome":"usage"}
            {"url":"https://b/v1/messages","request_model":"claude-r","streaming":true,"status":200,"response_headers":{},"body":"event: message_start\\ndata: {\\"type\\":\\"message_start\\",\\"message\\":{\\"type\\":\\"message\\",\\"model\\":\\"claude-r\\",\\"usage\\":{\\"input_tokens\\":9,\\"output_tokens\\":1}}}\\n\\nevent: content_block_delta\\ndata: {\\"type\\":\\"content_block_delta\\",\\"index\\":0,\\"delta\\":{\\"type\\":\\"text_delta\\",\\"text\\":\\"Hi\\"}}\\n\\nevent: message_delta\\ndata: {\\"type\\":\\"message_delta\\",\\"delta\\":{\\"stop_reason\\":\\"end_turn\\"},\\"usage\\":{\\"output_tokens\\":4}}\\n\\nevent: message_stop\\ndata: {\\"type\\":\\"message_stop\\"}\\n\\n","outcome":"usage"}
            {"url":"https://c/v1beta/models/gemini-r:generateContent","streaming":false,"status":200,"response_headers":{},"body":"{\\"candidates\\":[{\\"content\\":{\\"parts\\":[{\\"text\\":\\"Hi\\"}]}}],\\"usageMetadata\\":{\\"promptTokenCount\\":9,\\"candidatesTokenCount\\":1,\\"totalTokenCount\\":10}}","outcome":"usage"}
            {"url":"https://b/v1/messages","request_model":"claude-e","streaming":false,"status":429,"response_headers":{},"body":"{\\"type\\":\\"error\\",\\"error\\":{\\"type\\":\\"rate_limit_error\\",\\"message\\":\\"slow\\"}}","outcome":"error"}
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void post_samples_arePassedOnAsRecordedAndCharged() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("samples.jsonl"), SAMPLES);
        assertThat(replayed(SAMPLES.lines().toList())).isEqualTo(5);
    }

    @Test
    void post_outsideData_isPassedOnAsRecordedAndCharged() throws IOException, InterruptedException {
        Optional<Path> recorded = outside("shared/data/recorded/responses.jsonl");
        Assumptions.assumeTrue(recorded.isPresent(), "no outside data");
        Files.copy(recorded.get(), folder.resolve("recorded.jsonl"));
        int rows = replayed(Files.readAllLines(recorded.get()));
        System.out.println(rows + " recorded answers went through the gateway");
        assertThat(rows).isGreaterThan(50);
    }

    /** Asks for every row that the gateway has a route for, in their order. */
    private int replayed(List<String> lines) throws IOException, InterruptedException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : lines) {
            JsonNode row = Json.MAPPER.readTree(line);
            if (apiOf(row) != null
                    && !modelOf(row).isEmpty()
                    && row.path("body").isTextual()) {
                rows.add(row);
            }
        }
        Setup setup = Setup.of(pricesOf(rows), Storage.inMemory()).loopback(new LoopbackOptions(0, null, folder, null));
        try (Running running = Running.start(setup)) {
            for (JsonNode row : rows) {
                assertPassedOn(running, row);
            }
            assertThat(running.house
                            .ledger
                            .balance(running.house.wallet)
                            .orElseThrow()
                            .held()
                            .isZero())
                    .isTrue();
        }
        return rows.size();
    }

    private void assertPassedOn(Running running, JsonNode row) throws IOException, InterruptedException {
        Dialogue api = Objects.requireNonNull(apiOf(row));
        boolean stream = row.path("streaming").asBoolean();
        String what = row.path("id").asText(row.path("url").asText());
        HttpResponse<String> answer = api.post(
                running.base(), running.house.callerKey, modelOf(row), api.body(modelOf(row), "a", stream, 64), stream);
        int status = row.path("status").asInt();
        assertThat(answer.statusCode()).as(what).isEqualTo(status == 401 || status == 403 ? 502 : status);
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        Hold hold = running.house
                .ledger
                .findHold(running.house.wallet.tenant().operation(id))
                .orElseThrow();
        if (status != 200) {
            assertThat(hold.captured().isZero()).as(what).isTrue();
            return;
        }
        assertThat(answer.body()).as(what).startsWith(row.path("body").textValue());
        Receipt receipt = Receipt.fromJson(hold.note().receipt());
        assertThat(receipt.price().isPositive()).as(what).isTrue();
        assertThat(receipt.price()).as(what).isEqualTo(hold.captured());
        if (row.path("outcome").asText().equals("usage")) {
            assertThat(receipt.basis()).as(what + " " + receipt.cause()).isEqualTo(Basis.REPORTED);
        }
    }

    private static @Nullable Dialogue apiOf(JsonNode row) {
        String path = String.valueOf(URI.create(row.path("url").asText("")).getPath());
        if (path.endsWith("/chat/completions")) {
            return Dialogue.CHAT;
        }
        if (path.endsWith("/responses")) {
            return Dialogue.RESPONSES;
        }
        if (path.endsWith("/messages")) {
            return Dialogue.MESSAGES;
        }
        return path.endsWith(":generateContent") || path.endsWith(":streamGenerateContent")
                ? Dialogue.GENERATE_CONTENT
                : null;
    }

    private static String modelOf(JsonNode row) {
        return apiOf(row) == Dialogue.GENERATE_CONTENT
                ? LoopbackProvider.modelOf(URI.create(row.path("url").asText()).getPath())
                : row.path("request_model").asText("");
    }

    /** A book that has every model of the rows, all at one price. */
    private static PriceBook pricesOf(List<JsonNode> rows) throws IOException {
        ObjectNode book = JsonNodeFactory.instance.objectNode();
        for (JsonNode row : rows) {
            String provider = switch (Objects.requireNonNull(apiOf(row))) {
                case CHAT, RESPONSES -> "openai";
                case MESSAGES -> "anthropic";
                case GENERATE_CONTENT -> "gemini";
            };
            book.putObject(provider + '/' + modelOf(row))
                    .put("litellm_provider", provider)
                    .put("mode", "chat")
                    .put("input_cost_per_token", 1e-7)
                    .put("output_cost_per_token", 2e-7);
        }
        byte[] json = book.toString().getBytes(StandardCharsets.UTF_8);
        return new LiteLlmPriceFile()
                .read(new ByteArrayInputStream(json), "rows")
                .book();
    }

    /** A file of the outside data, which lies beside some checkouts. */
    private static Optional<Path> outside(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve(name))) {
                return Optional.of(at.resolve(name));
            }
        }
        return Optional.empty();
    }
}
