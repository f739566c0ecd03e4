// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A key service on this machine that wraps and unwraps as Vault's transit engine does, and misbehaves as it is told. */
final class TransitServer implements AutoCloseable {

    final AtomicInteger calls = new AtomicInteger();

    /** What it answers instead: a status, 0 for none. */
    volatile int refusal;

    /** What every answer waits for. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    TransitServer() throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/transit/", this::serve);
        server.start();
    }

    URI base() {
        return URI.create("http://" + server.getAddress().getHostString() + ':'
                + server.getAddress().getPort());
    }

    private void serve(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        try {
            gate.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return;
        }
        int status = refusal;
        if (!"s.token".equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
            status = 403;
        }
        byte[] answer = {};
        if (status == 0) {
            try {
                answer = answer(exchange.getRequestURI().getPath(), body);
                status = 200;
            } catch (GeneralSecurityException doesNotOpen) {
                status = 400;
            }
        }
        if (status == 429) {
            exchange.getResponseHeaders().set("Retry-After", "3");
        }
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static byte[] answer(String path, JsonNode body) throws GeneralSecurityException, IOException {
        byte[] context = body.path("associated_data").binaryValue();
        String name;
        String value;
        if (path.contains("/encrypt/")) {
            int version = body.path("key_version").asInt();
            byte[] wrapped = cipher(Cipher.ENCRYPT_MODE, version, context)
                    .doFinal(body.path("plaintext").binaryValue());
            name = "ciphertext";
            value = "vault:v" + version + ':' + Base64.getEncoder().encodeToString(wrapped);
        } else {
            String[] parts = body.path("ciphertext").asText().split(":", 3);
            byte[] plain = cipher(Cipher.DECRYPT_MODE, Integer.parseInt(parts[1].substring(1)), context)
                    .doFinal(Base64.getDecoder().decode(parts[2]));
            name = "plaintext";
            value = Base64.getEncoder().encodeToString(plain);
        }
        return ("{\"data\":{\"" + name + "\":\"" + value + "\"}}").getBytes(StandardCharsets.UTF_8);
    }

    /** A fixed nonce, for nothing here is secret. */
    private static Cipher cipher(int mode, int version, byte[] context) throws GeneralSecurityException {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) version);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, new byte[12]));
        cipher.updateAAD(context);
        return cipher;
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
