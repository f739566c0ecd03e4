// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A provider on loopback that answers at once, and keeps a book of what it answered.
 *
 * <p>It has a thread for each connection. This class is thread-safe.
 */
final class SampleProvider implements Closeable {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private final ServerSocket listening;
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong tokens = new AtomicLong();

    private SampleProvider(ServerSocket listening) {
        this.listening = listening;
    }

    /** One that answers until it is closed. */
    static SampleProvider start() throws IOException {
        SampleProvider provider = new SampleProvider(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()));
        daemon("benchmarks-provider", provider::accept);
        return provider;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** How many calls it answered. */
    long answers() {
        return answers.get();
    }

    /** How many tokens it said that they used. */
    long tokens() {
        return tokens.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listening.accept();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                daemon("benchmarks-provider-connection", () -> serve(connection));
            }
        } catch (IOException closed) {
            // There is nobody else to accept.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedInputStream in = new BufferedInputStream(connection.getInputStream());
            for (HttpMessage asked = HttpMessage.read(in); asked != null; asked = HttpMessage.read(in)) {
                SampleCall call = SampleCall.of(asked.body());
                answers.incrementAndGet();
                tokens.addAndGet(call.allTokens());
                connection.getOutputStream().write(HttpMessage.bytes(HEAD, call.answer()));
            }
        } catch (IOException gone) {
            // The gateway has closed its connection; what was answered is in the book.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
