// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls one gateway, and keeps a book of what it sent and what came back.
 *
 * <p>This class is thread-safe: each call has a connection to itself.
 */
public final class GatewayLoad implements Closeable {

    private static final int OK = 200;

    private final GatewayProcess gateway;
    private final List<String> keys;
    private final Queue<GatewayProcess.Connection> idle = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong credits = new AtomicLong();
    private final AtomicLong tokens = new AtomicLong();

    GatewayLoad(GatewayProcess gateway, List<String> keys) {
        this.gateway = gateway;
        this.keys = keys;
    }

    /**
     * Makes the next call and waits for its answer.
     *
     * @throws IOException if it is not answered, or by another status than 200
     */
    public void call() throws IOException {
        SampleCall call = new SampleCall(sent.getAndIncrement());
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + keys.get((int) (call.number() % keys.size())) + "\r\n"
                + "Idempotency-Key: call-" + call.number() + "\r\n";
        GatewayProcess.Connection kept = idle.poll();
        GatewayProcess.Connection connection = kept == null ? gateway.connect() : kept;
        HttpMessage answer = connection.ask(head, call.request());
        idle.add(connection);
        if (answer.status() != OK) {
            throw new IOException("must be 200: " + answer.firstLine());
        }
        tokens.addAndGet(SampleCall.tokensIn(answer.body()));
        credits.addAndGet(call.credits());
        answered.incrementAndGet();
    }

    /** {@return how many calls were sent} */
    public long sent() {
        return sent.get();
    }

    /** {@return how many calls were answered} */
    public long answered() {
        return answered.get();
    }

    /** {@return the CPU time of the gateway's whole process so far, in nanoseconds} */
    public long gatewayCpuNanos() {
        return gateway.cpu().toNanos();
    }

    /** What the ledger must have booked, by what came back and by arithmetic of our own. */
    LedgerBooks expected() {
        return new LedgerBooks(answered.get(), credits.get(), tokens.get(), credits.get());
    }

    /** What the ledger says that it has booked. */
    LedgerBooks booked() throws IOException {
        return LedgerBooks.parse(gateway.text("/books"));
    }

    @Override
    public void close() throws IOException {
        for (GatewayProcess.Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            connection.close();
        }
        gateway.close();
    }
}
