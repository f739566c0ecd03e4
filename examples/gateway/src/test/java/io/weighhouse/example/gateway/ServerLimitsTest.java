// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are slow, long-winded or many, against a gateway in a process of its own with smaller limits. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ServerLimitsTest {

    private static final String REQUEST = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n";

    @TempDir
    private static Path folder = Path.of("");

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = GatewayProcess.start(
                List.of("-Dsun.net.httpserver.maxReqTime=1", "-Djdk.httpserver.maxConnections=20"), folder);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void request_headersThatAreTooLarge_areNotServed() throws IOException {
        try (Socket socket = connect()) {
            String answer = exchange(socket, REQUEST + "x-long: " + "x".repeat(40_000) + "\r\n\r\n");
            assertThat(answer).doesNotContain("200 OK");
        }
        assertServes();
    }

    @Test
    void request_tooManyHeaders_areNotServed() throws IOException {
        StringBuilder many = new StringBuilder(REQUEST);
        for (int i = 0; i < 150; i++) {
            many.append("x-").append(i).append(": 1\r\n");
        }
        try (Socket socket = connect()) {
            assertThat(exchange(socket, many + "\r\n")).doesNotContain("200 OK");
        }
        assertServes();
    }

    @Test
    void request_neverComplete_isCut() throws IOException {
        try (Socket headers = connect();
                Socket body = connect()) {
            headers.getOutputStream().write(REQUEST.getBytes(US_ASCII));
            body.getOutputStream()
                    .write("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"
                            .getBytes(US_ASCII));
            assertThat(restOf(headers)).doesNotContain("200 OK");
            assertThat(restOf(body)).doesNotContain("200 OK");
        }
        assertServes();
    }

    @Test
    void connections_moreThanAllowed_areClosed() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        int served = 0;
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = connect();
                sockets.add(socket);
                served += serves(socket) ? 1 : 0;
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        assertThat(served).isBetween(1, 20);
    }

    private static void assertServes() throws IOException {
        try (Socket socket = connect()) {
            assertThat(serves(socket)).isTrue();
        }
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.base.getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static boolean serves(Socket socket) {
        try {
            socket.getOutputStream().write((REQUEST + "\r\n").getBytes(US_ASCII));
            byte[] first = socket.getInputStream().readNBytes(15);
            return new String(first, US_ASCII).startsWith("HTTP/1.1 200 OK");
        } catch (IOException closed) {
            return false;
        }
    }

    private static String exchange(Socket socket, String request) {
        try {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return restOf(socket);
        } catch (IOException closed) {
            return "";
        }
    }

    /** What comes until the other side closes the connection; it fails the test when that takes too long. */
    private static String restOf(Socket socket) throws IOException {
        try {
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), US_ASCII);
        } catch (java.net.SocketTimeoutException stillOpen) {
            throw new AssertionError("the connection is still open", stillOpen);
        } catch (IOException reset) {
            return "";
        }
    }
}
