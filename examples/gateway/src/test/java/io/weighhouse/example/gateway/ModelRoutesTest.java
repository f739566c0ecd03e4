// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelRoutesTest {

    private Running running;

    @BeforeEach
    void start() throws IOException {
        running = Running.start(Setup.of(Prices.builtIn(), Storage.inMemory()));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void get_models_areThoseWithAPrice() throws IOException, InterruptedException {
        JsonNode openAi = Json.MAPPER.readTree(get("/v1/models", "x-none").body());
        assertThat(openAi.path("object").asText()).isEqualTo("list");
        assertThat(openAi.path("data").findValuesAsText("id"))
                .containsExactlyInAnyOrder("gpt-4o-mini", "gpt-4o", "text-embedding-3-small");
        JsonNode anthropic =
                Json.MAPPER.readTree(get("/v1/models", "anthropic-version").body());
        assertThat(anthropic.path("data").findValuesAsText("id")).isEqualTo(List.of("claude-sonnet-4-5"));
        assertThat(anthropic.path("has_more").asBoolean(true)).isFalse();
        JsonNode gemini = Json.MAPPER.readTree(get("/v1beta/models", "x-none").body());
        assertThat(gemini.path("models").findValuesAsText("name")).isEqualTo(List.of("models/gemini-2.5-flash"));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/gpt-4o, x-none, 200, /object, model",
        "/v1/models/none, x-none, 404, /error/code, UNKNOWN_SKU",
        "/v1/models/claude-sonnet-4-5, x-none, 404, /error/code, UNKNOWN_SKU",
        "/v1/models/claude-sonnet-4-5, anthropic-version, 200, /type, model",
        "/v1/models/none, anthropic-version, 404, /error/type, not_found_error",
        "/v1beta/models/gemini-2.5-flash, x-none, 200, /name, models/gemini-2.5-flash",
        "/v1beta/models/none, x-none, 404, /error/status, NOT_FOUND",
        "/v1beta/models/gemini-2.5-flash:countTokens, x-none, 404, /error/status, NOT_FOUND"
    })
    void get_model_isDescribedOrUnknownInTheDialect(
            String path, String header, int status, String place, String expected)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path, header);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Json.MAPPER.readTree(answer.body()).at(place).asText()).isEqualTo(expected);
    }

    @Test
    void get_modelsWithoutAKey_isRefused() throws IOException, InterruptedException {
        Client nobody = Client.of(running.base(), "");
        assertThat(nobody.get("/v1/models").at("/error/code").asText()).isEqualTo("INVALID_API_KEY");
        assertThat(nobody.get("/v1/models/gpt-4o").at("/error/code").asText()).isEqualTo("INVALID_API_KEY");
    }

    private HttpResponse<String> get(String path, String header) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(running.base().resolve(path))
                .header("authorization", "Bearer " + running.house.callerKey)
                .header(header, "2023-06-01")
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
