// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.call.CallSignals;
import io.weighhouse.metering.receipt.Basis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reaches the provider, and how long it is waited for. */
class UpstreamTest {

    private static final Timeouts SHORT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(300));

    private final Queue<String> news = new ConcurrentLinkedQueue<>();
    private final CallSignals signals = new CallSignals() {
        @Override
        public void settled(Basis basis, String cause) {
            news.add(basis + " " + cause);
        }
    };

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /v1/chat/completions | {"model":"gpt-4o-mini", "zz":[1.10,1e400],"messages":[{"role":"user","content":"\\u00e9"}],"max_tokens":7,"new":{"x":123456789012345678901234567890}} | {"model":"gpt-4o-mini", "zz":[1.10,1e400],"messages":[{"role":"user","content":"\\u00e9"}],"max_tokens":7,"new":{"x":123456789012345678901234567890}}
            /v1/chat/completions | {"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}]} | {"max_completion_tokens":4096,"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}]}
            /v1/chat/completions | {"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}],"max_completion_tokens":99999,"max_tokens":99999} | {"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}],"max_completion_tokens":16384,"max_tokens":16384}
            /v1/chat/completions | {"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}],"max_tokens":5,"stream":true} | {"stream_options":{"include_usage":true},"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}],"max_tokens":5,"stream":true}
            /v1/chat/completions | {"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}],"max_tokens":5,"stream":true,"stream_options":{"include_usage":false,"x":1}} | {"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}],"max_tokens":5,"stream":true,"stream_options":{"include_usage":true,"x":1}}
            /v1/responses        | {"input":"a","model":"gpt-4o-mini","stream":true} | {"max_output_tokens":4096,"input":"a","model":"gpt-4o-mini","stream":true}
            /v1/embeddings       | {"input":[1,2,3],"model":"text-embedding-3-small","dimensions":3} | {"input":[1,2,3],"model":"text-embedding-3-small","dimensions":3}
            /v1/messages         | {"model":"claude-sonnet-4-5","max_tokens":5,"messages":[{"role":"user","content":"a"}],"stream":true} | {"model":"claude-sonnet-4-5","max_tokens":5,"messages":[{"role":"user","content":"a"}],"stream":true}
            /v1beta/models/gemini-2.5-flash:generateContent | {"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"temperature":0.50}} | {"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"maxOutputTokens":4096,"temperature":0.50}}
            /v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse | {"contents":[{"parts":[{"text":"a"}]}]} | {"generationConfig":{"maxOutputTokens":4096},"contents":[{"parts":[{"text":"a"}]}]}
            """)
    void post_body_goesUpByteForByteButForTheCap(String target, String sent, String expected)
            throws IOException, InterruptedException {
        try (RecordingProvider provider = new RecordingProvider(RecordingProvider.Quiet.NEVER);
                Running running = Running.start(
                        Setup.of(Prices.builtIn(), Storage.inMemory()).providers(provider.providers()))) {
            Client.of(running.base(), running.house.callerKey).post(target, sent);
            assertThat(provider.came).hasSize(1);
            assertThat(provider.came.get(0).target()).isEqualTo(target);
            assertThat(provider.came.get(0).body()).isEqualTo(expected);
        }
    }

    @Test
    void post_headers_areTheProvidersAndNoneOfTheCallersKeys() throws IOException, InterruptedException {
        try (RecordingProvider provider = new RecordingProvider(RecordingProvider.Quiet.NEVER);
                Running running = Running.start(
                        Setup.of(Prices.builtIn(), Storage.inMemory()).providers(provider.providers()))) {
            String key = running.house.callerKey;
            HttpResponse<String> answer = send(
                    running,
                    Dialogue.MESSAGES,
                    Map.of(
                            "x-api-key",
                            key,
                            "anthropic-version",
                            "2024-01-01",
                            "idempotency-key",
                            "call-7",
                            "cookie",
                            "c=1"));
            assertThat(answer.headers().firstValue("x-weighhouse-upstream-request-id"))
                    .contains("theirs-1");
            assertThat(answer.headers().firstValue("x-request-id")).contains("call-7");
            assertThat(answer.headers().firstValue("x-ratelimit-remaining-requests"))
                    .isEmpty();
            assertThat(answer.headers().firstValue("anthropic-ratelimit-requests-remaining"))
                    .contains("599");
            send(running, Dialogue.MESSAGES, Map.of("authorization", "Bearer " + key));
            send(running, Dialogue.GENERATE_CONTENT, Map.of("x-goog-api-key", key));
            send(running, Dialogue.CHAT, Map.of("authorization", "Bearer " + key));
            Client.of(running.base(), "")
                    .post(
                            "/v1beta/models/gemini-2.5-flash:generateContent?key=" + key,
                            Dialogue.GENERATE_CONTENT.body("", "a", false, 5));
            assertThat(provider.came)
                    .hasSize(5)
                    .noneSatisfy(came -> assertThat(came.headers().toString() + came.target())
                            .contains(key));
            RecordingProvider.Came first = provider.came.get(0);
            assertThat(first.headers().getFirst("x-api-key")).isEqualTo("key-of-anthropic");
            assertThat(first.headers().getFirst("anthropic-version")).isEqualTo("2024-01-01");
            assertThat(first.headers().getFirst("x-client-request-id")).isEqualTo("call-7");
            assertThat(first.headers().getFirst("cookie")).isNull();
            assertThat(provider.came.get(1).headers().getFirst("anthropic-version"))
                    .isEqualTo("2023-06-01");
            assertThat(provider.came.get(2).headers().getFirst("x-goog-api-key"))
                    .isEqualTo("key-of-gemini");
            assertThat(provider.came.get(3).headers().getFirst("authorization")).isEqualTo("Bearer key-of-openai");
            assertThat(provider.came.get(4).target()).isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
        }
    }

    @ParameterizedTest
    @CsvSource({"AT_ONCE, false, NOTHING", "AT_ONCE, true, NOTHING", "AFTER_AN_EVENT, true, ESTIMATED"})
    void post_providerIsQuiet_isTimedOut(RecordingProvider.Quiet quiet, boolean stream, String basis)
            throws IOException, InterruptedException {
        try (RecordingProvider provider = new RecordingProvider(quiet);
                Running running = Running.start(Setup.of(Prices.builtIn(), Storage.inMemory())
                        .providers(provider.providers())
                        .signals(signals)
                        .timeouts(SHORT))) {
            HttpResponse<String> answer = Dialogue.CHAT.say(running, running.house.callerKey, "Weigh this", stream);
            if (quiet == RecordingProvider.Quiet.AT_ONCE) {
                assertThat(answer.statusCode()).isEqualTo(504);
            } else {
                assertThat(answer.body()).contains("grain").contains("\"code\":\"UPSTREAM_TIMEOUT\"");
            }
            assertThat(news).containsExactly(basis + " UPSTREAM_TIMEOUT");
        }
    }

    @Test
    void post_nobodyIsThere_isToldAndNotCharged() throws IOException, InterruptedException {
        Providers.Provider nobody = new Providers.Provider(URI.create("http://127.0.0.1:1"), "key");
        Setup setup = Setup.of(Prices.builtIn(), Storage.inMemory())
                .providers(new Providers(Map.of("openai", nobody, "anthropic", nobody, "gemini", nobody)))
                .signals(signals);
        try (Running running = Running.start(setup)) {
            for (boolean stream : new boolean[] {false, true}) {
                assertThat(Dialogue.CHAT
                                .say(running, running.house.callerKey, "Weigh this", stream)
                                .statusCode())
                        .isEqualTo(502);
            }
            assertThat(news).containsExactly("NOTHING UPSTREAM_ERROR", "NOTHING UPSTREAM_ERROR");
        }
    }

    @Test
    void providers_environment_namesThoseWithKeys() {
        Providers real = Providers.of(Map.of("OPENAI_API_KEY", " sk-1\n", "GEMINI_API_KEY", ""));
        assertThat(real.byName()).containsOnlyKeys("openai");
        assertThat(real.toString()).doesNotContain("sk-1");
        assertThat(real.orAt(URI.create("http://127.0.0.1:9")).areAllSaid()).isTrue();
    }

    private static HttpResponse<String> send(Running running, Dialogue api, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(running.base().resolve(api.path(api.model, false)))
                .POST(HttpRequest.BodyPublishers.ofString(api.body(api.model, "a", false, 5)));
        headers.forEach(request::header);
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
