// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.keyvault.secret.MasterKeyStatus;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretVaultException;
import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import io.weighhouse.keyvault.secret.WrappedKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Master keys in a key service like Vault's transit engine, which wraps and unwraps by itself and never hands a master key out.
 * Its versions are our master keys: version 3 of {@code payments} is {@code payments-v3}.
 *
 * <p>An example to copy, not a part of the library. Thread-safe.
 */
// [transit]
final class TransitMasterKeys implements MasterKeys {

    private static final Pattern WRAPPED = Pattern.compile("vault:v(\\d{1,9}):.+");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final Service service;

    /** Where the service is, its time limit, our token, and which versions of which key we use: current and oldest. */
    record Service(URI base, Duration timeout, Secret token, String key, Versions versions) {}

    record Versions(int current, int oldest) {}

    TransitMasterKeys(HttpClient http, Service service) {
        this.http = http;
        this.service = service;
    }

    @Override
    public String currentId() {
        return id(service.versions.current);
    }

    @Override
    public MasterKeyStatus status(String masterKeyId) {
        for (int version = service.versions.oldest; version <= service.versions.current; version++) {
            if (masterKeyId.equals(id(version))) {
                return version == service.versions.current ? MasterKeyStatus.ENCRYPT : MasterKeyStatus.DECRYPT_ONLY;
            }
        }
        return MasterKeyStatus.UNKNOWN;
    }

    @Override
    public CompletionStage<WrappedKey> wrapAsync(Secret dataKey, byte[] context) {
        byte[] plain = dataKey.bytes(SecretAccess.get());
        try {
            Map<String, Object> body =
                    Map.of("plaintext", plain, "associated_data", context, "key_version", service.versions.current);
            return post("encrypt", body, Fault.MASTER_KEYS_UNAVAILABLE).thenApply(data -> {
                String wrapped = data.path("ciphertext").asText();
                Matcher form = WRAPPED.matcher(wrapped);
                if (!form.matches()) {
                    throw SecretVaultException.unavailable("the key service wraps in an unknown form", null, null);
                }
                return new WrappedKey(id(Integer.parseInt(form.group(1))), wrapped.getBytes(StandardCharsets.US_ASCII));
            });
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    @Override
    public CompletionStage<Secret> unwrapAsync(WrappedKey wrapped, byte[] context) {
        if (status(wrapped.masterKeyId()) == MasterKeyStatus.UNKNOWN) {
            return CompletableFuture.failedFuture(
                    new SecretVaultException(Fault.UNKNOWN_MASTER_KEY, "masterKeyId=" + wrapped.masterKeyId(), null));
        }
        String text = new String(wrapped.bytes(), StandardCharsets.US_ASCII);
        Matcher form = WRAPPED.matcher(text);
        if (!form.matches() || !id(Integer.parseInt(form.group(1))).equals(wrapped.masterKeyId())) {
            return CompletableFuture.failedFuture(
                    new SecretVaultException(Fault.TAMPERED, "wrapped under another name", null));
        }
        // The service refuses with 400 what it cannot open in this context.
        return post("decrypt", Map.of("ciphertext", text, "associated_data", context), Fault.TAMPERED)
                .thenApply(data -> {
                    byte[] plain =
                            Base64.getDecoder().decode(data.path("plaintext").asText());
                    try {
                        return Secret.ofBytes(plain);
                    } finally {
                        Arrays.fill(plain, (byte) 0);
                    }
                });
    }

    // A blocking caller waits for the asynchronous form; the client's threads do the work.
    @Override
    public WrappedKey wrap(Secret dataKey, byte[] context) {
        return await(wrapAsync(dataKey, context));
    }

    @Override
    public Secret unwrap(WrappedKey wrapped, byte[] context) {
        return await(unwrapAsync(wrapped, context));
    }

    private CompletionStage<JsonNode> post(String verb, Map<String, Object> body, Fault badRequest) {
        HttpRequest request = HttpRequest.newBuilder(service.base.resolve("/v1/transit/" + verb + '/' + service.key))
                .timeout(service.timeout)
                .header("X-Vault-Token", service.token.text(SecretAccess.get()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        JSON.valueToTree(body).toString().getBytes(StandardCharsets.UTF_8)))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).handle((answer, failure) -> {
            if (failure != null) {
                throw SecretVaultException.unavailable("the key service cannot be reached", null, failure);
            }
            return data(answer, badRequest);
        });
    }

    private static JsonNode data(HttpResponse<byte[]> answer, Fault badRequest) {
        int status = answer.statusCode();
        if (status == 400 && badRequest == Fault.TAMPERED) {
            throw new SecretVaultException(Fault.TAMPERED, "the key service refuses it", null);
        }
        if (status != 200) {
            throw SecretVaultException.unavailable("the key service answers " + status, retryAfter(answer), null);
        }
        try {
            return JSON.readTree(answer.body()).path("data");
        } catch (IOException notJson) {
            // Not as the cause: its message would show a piece of the answer.
            throw SecretVaultException.unavailable("the key service answers in an unknown form", null, null);
        }
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("retry-after")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(null);
    }

    private String id(int version) {
        return service.key + "-v" + version;
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : failed;
        }
    }
}
// [/transit]
