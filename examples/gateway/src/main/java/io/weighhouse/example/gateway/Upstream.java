// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.keyvault.resolve.Credential;
import io.weighhouse.keyvault.secret.SecretAccess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The provider, reached over HTTP: the real one, or the loopback one. */
final class Upstream {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final HttpClient http;
    private final URI completions;

    Upstream(HttpClient http, URI base) {
        this.http = http;
        this.completions = base.resolve("/v1/chat/completions");
    }

    /** Sends a request and waits for the whole answer. */
    byte[] send(Credential credential, byte[] body) throws UpstreamFailed {
        try {
            HttpResponse<byte[]> answer = http.send(request(credential, body), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new UpstreamFailed("the provider answered " + answer.statusCode());
            }
            return answer.body();
        } catch (UpstreamFailed failed) {
            throw failed;
        } catch (IOException broken) {
            throw new UpstreamFailed("the provider cannot be reached", broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UpstreamFailed("interrupted while waiting for the provider", interrupted);
        }
    }

    /** Prepares a request whose answer is streamed; it leaves with {@link UpstreamStream#start}. */
    UpstreamStream stream(Credential credential, byte[] body) {
        return new UpstreamStream(http, () -> request(credential, body));
    }

    private HttpRequest request(Credential credential, byte[] body) {
        return HttpRequest.newBuilder(completions)
                .timeout(TIMEOUT)
                .header("authorization", "Bearer " + credential.apiKey().text(SecretAccess.get()))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }
}
