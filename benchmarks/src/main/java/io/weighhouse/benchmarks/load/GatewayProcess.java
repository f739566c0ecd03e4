// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@link SampleGateway} in a process of its own. It ends when this is closed, and when this process ends.
 *
 * <p>This class is thread-safe.
 */
final class GatewayProcess implements Closeable {

    private static final int SECONDS_TO_END = 10;

    private final Process process;
    private final int port;

    private GatewayProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** One that does not meter. */
    static GatewayProcess unmetered(int providerPort) throws IOException {
        return start(List.of(Integer.toString(providerPort)));
    }

    /** One that meters into a journal in a directory, which is empty. */
    static GatewayProcess metered(int providerPort, Path journal) throws IOException {
        return start(List.of(Integer.toString(providerPort), journal.toString()));
    }

    private static GatewayProcess start(List<String> args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xms512m",
                "-Xmx512m",
                "-Dsun.net.httpserver.nodelay=true", // an answer in two writes would wait 40 ms for the first to be
                // heard
                "-Dsun.net.httpserver.maxIdleConnections=1000", // a caller who has to connect again measures that
                "-Dsun.net.httpserver.idleInterval=600",
                "-cp",
                System.getProperty("java.class.path"),
                SampleGateway.class.getName()));
        command.addAll(args);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
        String port = said.readLine();
        if (port == null) {
            throw new IOException("must say its port: gateway process ended");
        }
        return new GatewayProcess(process, Integer.parseInt(port));
    }

    Connection connect() throws IOException {
        return new Connection(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** The CPU time of all of its threads so far, in steps of the system's clock. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What it answers at a path. */
    String text(String path) throws IOException {
        try (Connection connection = connect()) {
            return new String(
                    connection
                            .ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n", new byte[0])
                            .body(),
                    US_ASCII);
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** A connection that is used again and again, by one thread at a time. */
    record Connection(Socket socket, BufferedInputStream in) implements Closeable {

        Connection(Socket socket) throws IOException {
            this(socket, new BufferedInputStream(socket.getInputStream()));
            socket.setTcpNoDelay(true);
        }

        HttpMessage ask(String head, byte[] body) throws IOException {
            socket.getOutputStream().write(HttpMessage.bytes(head, body));
            HttpMessage answer = HttpMessage.read(in);
            if (answer == null) {
                throw new IOException(
                        "must be answered: " + head.lines().findFirst().orElse(""));
            }
            return answer;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
